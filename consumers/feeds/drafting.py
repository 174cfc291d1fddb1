"""An event in the making: values by field, each with where its sender wrote it, and the faults found on the way."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from consumers.feeds.declaration import Declaration
from consumers.feeds.faults import Fault, Misread, shorten
from consumers.feeds.fields import EVENTS
from consumers.feeds.plan import Origin
from consumers.feeds.telling import AHEAD, EARLIEST_YEAR, ERASED, Told
from streams.codec import encode
from streams.codes.agencies import Agency
from streams.events.faults import code_of, field_of, reason_of
from streams.events.merging import RecordMerged
from streams.events.parts import AddressAsWritten, PersonAsKnown

# Of an id of the sender's own; leaves room for a label and for what a correction adds.
_OWN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}")
_CASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,39}")
_DIGEST_BYTES = 12
MERGED, ERASES = "record-merged-1", "record-erased-1"
RECTIFIED_ENDING = ":r"


@dataclass(slots=True)
class Draft:
    """``place`` and ``line`` say where its item stands."""

    place: str
    line: int = 1
    values: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def put(self, path: str, value: Any, column: str, found: str | None = None) -> None:
        """Nothing for None. What could not be read is a fault; ``found``: as its sender wrote it."""
        self.columns[path] = column
        if isinstance(value, Misread):
            self.refuse(path, value.code, found or "", value.expected)
        elif value is not None:
            self.values[path] = value

    def refuse(self, path: str, code: str, found: str, expected: str, column: str = "") -> None:
        where = f"{self.place} {column or self.columns.get(path, '')}".strip()
        self.faults.append(Fault(self.line, self.line, where, path, code, shorten(found), expected))

    def begin(self) -> "Draft":
        """A further event of the same item."""
        return Draft(self.place, self.line, dict(self.values), dict(self.columns), list(self.faults))


@dataclass(frozen=True, slots=True)
class Author:
    """Whose messages these are. The same draft has the same id and bytes whenever it is written. ``merges``: whether it
    may say that two of its numbers are one person's; ``erases``: whether what it tells no more is taken back."""

    origin: Origin
    agency: Agency
    declaration: Declaration
    merges: bool = True
    erases: bool = True

    @property
    def area(self) -> str:
        return self.declaration.area or self.origin.areas[0]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.declaration.zone)

    def tell(self, kind: str, event_id: str, draft: Draft) -> Told | list[Fault]:
        """``kind``: the type of the event. A draft without ``recorded_at`` was recorded when it came."""
        return self._tell(EVENTS[kind], kind, event_id, draft)

    def merge(self, label: str, draft: Draft) -> list[Told]:
        """That the numbers ``kept`` and ``gone`` of ``draft`` are one person's. The same two are one event, however
        often and when they are told of. What is wrong is in the draft."""
        kept, gone = (str(draft.values.get(name, "")) for name in ("kept", "gone"))
        told = self._tell(RecordMerged, MERGED, name_event(label, f"{gone}:{kept}"), draft)
        if isinstance(told, list):
            return []
        return [told._replace(digest=_shorten(f"{gone}:{kept}"))] if self.merges else []

    def _tell(self, contract: type[BaseModel], kind: str, event_id: str, draft: Draft) -> Told | list[Fault]:
        recorded = "recorded_at" in draft.values
        draft.values.setdefault("recorded_at", self.origin.received)
        event = {**self._envelope(kind, event_id), "data": _nest(draft.values, self.declaration)}
        self._check_moments(draft)
        try:
            written = contract.model_validate(event)
        except ValidationError as errors:  # Invalid: the answer is the sender's
            wrong = {fault.field for fault in draft.faults}
            details = errors.errors(include_url=False, include_input=False)
            draft.faults += [_translate(draft, each) for each in details if not _follows(each, wrong)]
            return draft.faults or [_translate(draft, details[0])]
        return draft.faults or Told(event_id, self.area, _digest(written, recorded), encode(written))

    def judge_person(self, draft: Draft) -> list[Fault]:
        """What is wrong with a person and an address alone, of which nothing is told."""
        faults = list(draft.faults)
        for part, contract in (("person", PersonAsKnown), ("address", AddressAsWritten)):
            said = {name[len(part) + 1 :]: value for name, value in draft.values.items() if name.startswith(part)}
            try:
                contract.model_validate(said) if said else None
            except ValidationError as errors:  # Invalid: the answer is the sender's
                found = errors.errors(include_url=False, include_input=False)
                faults += [_translate(draft, {**each, "loc": (part, *each["loc"])}) for each in found]
        return faults

    def rectify(self, told: Told, recorded: datetime | None) -> Told:
        """The event as its sender has it now; stands also where the first telling never came."""
        said = {
            "recorded_at": (recorded or self.origin.received).isoformat(),
            "replacement": orjson.Fragment(told.event),
        }
        # One id for all of an event's: whoever knows what was sent under it last knows whether this is news, also where
        # a mistake is taken back and it says again what it said at first.
        event_id = f"{told.id}{RECTIFIED_ENDING}"
        event = {**self._envelope("record-rectified-1", event_id), "data": said}
        return Told(event_id, self.area, told.digest, orjson.dumps(event))

    def erase(self, target: str, recorded: datetime | None) -> Told:
        said = {"recorded_at": (recorded or self.origin.received).isoformat(), "target": target}
        event = {**self._envelope(ERASES, f"{target}:erased"), "data": said}
        return Told(target, self.area, ERASED, orjson.dumps(event))

    def _envelope(self, kind: str, event_id: str) -> dict[str, str]:
        return {
            "specversion": "1.0", "id": event_id, "source": self.origin.source, "type": kind,
            "time": self.origin.received.isoformat(), "area": self.area,
        }  # fmt: skip

    def _check_moments(self, draft: Draft) -> None:
        recorded = draft.values["recorded_at"]
        if not isinstance(recorded, datetime):
            return
        if recorded - self.origin.received > AHEAD:
            draft.refuse(
                "recorded_at", "moment-ahead", recorded.isoformat(), "a moment not more than a day after it came"
            )
        elif recorded.year < EARLIEST_YEAR:
            draft.refuse("recorded_at", "moment-early", recorded.isoformat(), f"a moment after {EARLIEST_YEAR}")


def name_event(label: str, own: str) -> str:
    """The event's id; what cannot stand in one is digested.

    >>> name_event("fhir-attendance", "e1"), name_event("hl7-attendance", "V 1")
    ('fhir-attendance:e1', 'hl7-attendance:506d651daf4f03773c06a79a')
    """
    return f"{label}:{own if _OWN.fullmatch(own) else _shorten(own)}"


def name_case(own: str) -> str:
    return own if _CASE.fullmatch(own) else _shorten(own)


def _shorten(own: str) -> str:
    return blake2b(own.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).hexdigest()


def _digest(event: BaseModel, recorded: bool) -> str:
    said = event.model_dump(mode="json", exclude_none=True)["data"]
    if said.get("happened_at") == said["recorded_at"]:
        # Who does not say when it happened, that somebody died say, tells of it with each message at another moment.
        del said["happened_at"], said["recorded_at"]
    elif not recorded:
        # When it came says nothing: the same message has the same digest every time.
        del said["recorded_at"]
    return blake2b(orjson.dumps(said, option=orjson.OPT_SORT_KEYS), digest_size=_DIGEST_BYTES).hexdigest()


def _nest(values: dict[str, Any], declaration: Declaration) -> dict[str, Any]:
    data: dict[str, Any] = {"contact": declaration.contact.model_dump(mode="json", exclude_none=True)}
    for path, value in values.items():
        part, _, name = path.rpartition(".")
        (data.setdefault(part, {}) if part else data)[name] = value
    return data


def _translate(draft: Draft, fault: ErrorDetails) -> Fault:
    path = field_of(fault).removeprefix("data.").removeprefix("data")
    value = draft.values.get(path, "")
    column = draft.columns.get(path) or " + ".join(_below(draft.columns, path))
    where = f"{draft.place} {column}".strip()
    found = shorten(value.isoformat() if isinstance(value, datetime) else str(value))
    return Fault(draft.line, draft.line, where, path or "item", code_of(fault), found, reason_of(fault))


def _below(columns: dict[str, str], path: str) -> list[str]:
    begins = f"{path}." if path else ("person.", "address.")
    return [column for each, column in columns.items() if each.startswith(begins)][:4]


def _follows(fault: ErrorDetails, wrong: set[str]) -> bool:
    """Whether a fault is told of that this one comes of: a value misread is a field that is missing."""
    path = field_of(fault).removeprefix("data.").removeprefix("data")
    return path in wrong or any(each.startswith(f"{path}.") for each in wrong) or (not path and bool(wrong))
