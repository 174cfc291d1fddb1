"""What a row tells: the event that its cells make, straight to bytes where nothing is in doubt.

Cells are read by the contract's own types; the rules between fields stand here once more, as doubts. Whatever is in
doubt goes to the contract itself (:mod:`consumers.feeds.explaining`), and intake has the last word on every event.
Cost: some 10 µs a row of 16 columns whose names, codes and contacts recur.
"""

import re
from collections import Counter
from datetime import timedelta
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import orjson

from consumers.feeds.cells import LEAVES_OUT, Odd
from consumers.feeds.fields import fields_of, parts_needed
from consumers.feeds.plan import AREA, Plan, Row
from streams.events.statement import CLOCK_SKEW

# As intake has it: a day ahead is a wrong year or a swapped day and month.
AHEAD = timedelta(days=1)
EARLIEST_YEAR = 1900
_REMEMBERED = 20_000
# Leaves room for what a correction adds.
_ID_LENGTH = 70


class Told(NamedTuple):
    """``digest`` is of what is said, not of when the file came: the same row has the same one in every file."""

    id: str
    area: str
    digest: str
    event: bytes


class Doubt:
    """The contract has to be asked."""


DOUBT: Final = Doubt()
ERASED: Final = "erased"
# Of a row that tells of nothing now.
SILENT: Final = "silent"


class Teller:
    def __init__(self, plan: Plan, label: str) -> None:
        self.plan, self.label = plan, label
        self._fits = re.compile(f"[A-Za-z0-9._:/-]{{1,{_ID_LENGTH - len(label) - 1}}}").fullmatch
        # Which fields of person and address were filled, together: a few dozen combinations of a file's rows.
        self.shapes: Counter[tuple[str, ...]] = Counter()
        self.days_late: Counter[int] = Counter()
        self._own, self._person, self._address = (plan.part(part) for part in ("", "person", "address"))
        self._contact, self._contact_cells = plan.part("contact"), plan.cells_of("contact")
        self._contacts: dict[tuple[str, ...], orjson.Fragment | None] = {}
        fields = fields_of(plan.said.event).values()
        self._contact_needs = frozenset(field.name for field in fields if field.part == "contact" and field.required)
        own = (field.name for field in fields if field.required and not field.part)
        self._needed = frozenset(own) - {"recorded_at"} | parts_needed(plan.said.event)
        self._received = plan.origin.received
        self._latest = self._received + AHEAD
        self._received_text = self._received.isoformat()
        self._only_area = plan.origin.areas[0] if len(plan.origin.areas) == 1 else ""
        self._after_id = f'","source":"{plan.origin.source}","type":"{plan.said.event}","time":"{self._received_text}"'

    def tell(self, row: Row) -> Told | Doubt | None:
        """Of a widened row. None where it is not to be told of."""
        plan = self.plan
        if plan.conditions and not all(condition.holds(row) for condition in plan.conditions):
            return None
        try:
            if plan.erased and self.erases(row):
                return self._tell_erased(row)
            data = self._read(row)
        except Odd as cell:
            return None if cell.read is LEAVES_OUT else DOUBT
        return DOUBT if isinstance(data, Doubt) else self._write(row, data)

    def name_silent(self, row: Row) -> str:
        """The id that the row's event would have, where its cells say it; for a row that is not to be told of. It may
        have been told of before it was changed."""
        return self.identify(row, "") if self.plan.id_cells else ""

    def erases(self, row: Row) -> bool:
        return bool(self.plan.erased) and all(condition.holds(row) for condition in self.plan.erased)

    def identify(self, row: Row, digest: str) -> str:
        """The event's id, or empty where the row's cells cannot be one."""
        cells = self.plan.id_cells
        if len(cells) == 1:
            own = row[cells[0]].strip()
        else:
            own = ":".join([row[at].strip() for at in cells]) if cells else digest
        return f"{self.label}:{own}" if self._fits(own) else ""

    def write(self, row: Row, data: dict[str, Any]) -> Told | None:
        """None without an id. ``data`` may lack ``recorded_at``: the file's own moment stands for it."""
        area = data.pop(AREA, self._only_area)
        said = orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
        digest = blake2b(said, digest_size=12).hexdigest()
        event_id = self.identify(row, digest)
        if not event_id or not area:
            return None
        if "recorded_at" not in data:
            said = b'%b,"recorded_at":"%b"}' % (said[:-1], self._received_text.encode())
        opening = f'{{"specversion":"1.0","id":"{event_id}{self._after_id},"area":"{area}","data":'
        return Told(event_id, area, digest, b"%b%b}" % (opening.encode(), said))

    def _write(self, row: Row, data: dict[str, Any]) -> Told | Doubt:
        recorded = data.get("recorded_at") or self._received
        told = self.write(row, data)
        if told is None:
            return DOUBT
        self.days_late[(self._received - recorded).days] += 1
        self.shapes[*data.get("person", ()), *data.get("address", ())] += 1
        return told

    def _tell_erased(self, row: Row) -> Told | Doubt:
        target = self.identify(row, "")
        area = self._only_area or next((memory[row[at]] for at, memory, name in self._own if name == AREA), None)
        if not target or not area:
            return DOUBT
        event = {
            "specversion": "1.0", "id": f"{target}:erased", "source": self.plan.origin.source,
            "type": "record-erased-1", "time": self._received_text, "area": area,
            "data": {"recorded_at": self._received_text, "target": target},
        }  # fmt: skip
        return Told(target, area, ERASED, orjson.dumps(event))

    def _read(self, row: Row) -> dict[str, Any] | Doubt:
        data: dict[str, Any] = {}
        person: dict[str, Any] = {}
        address: dict[str, Any] = {}
        for plan, into in ((self._own, data), (self._person, person), (self._address, address)):
            for at, memory, name in plan:
                value = memory[row[at]]
                if value is not None:
                    into[name] = value
        return self._join(row, data, person, address)

    def _join(
        self, row: Row, data: dict[str, Any], person: dict[str, Any], address: dict[str, Any]
    ) -> dict[str, Any] | Doubt:
        if "family_name" in person or "given_name" in person or "nhs_number" in person:
            if "local_record_id" not in person:
                return DOUBT
            data["person"] = person
        elif "local_record_id" in person:
            return DOUBT
        if address:
            if "text" not in address and "uprn" not in address:
                return DOUBT
            data["address"] = address
        if (contact := self._find_contact(row)) is None:
            return DOUBT
        data["contact"] = contact
        return data if self._is_sound(data) else DOUBT

    def _find_contact(self, row: Row) -> orjson.Fragment | None:
        cells = self._contact_cells(row)
        if cells in self._contacts:
            return self._contacts[cells]
        if len(self._contacts) > _REMEMBERED:
            self._contacts.clear()
        read = {name: memory[row[at]] for at, memory, name in self._contact}
        spoken = {name: value for name, value in read.items() if value is not None}
        whole = self._contact_needs <= spoken.keys()
        written = orjson.dumps(spoken, option=orjson.OPT_SORT_KEYS) if whole else b""
        self._contacts[cells] = made = orjson.Fragment(written) if whole else None
        return made

    def _is_sound(self, data: dict[str, Any]) -> bool:
        """By the rules of :class:`streams.events.statement.Statement` and of admission."""
        if not self._needed <= data.keys() or not ("person" in data or "address" in data):
            return False
        happened, recorded = data["happened_at"], data.get("recorded_at") or self._received
        if (happened > recorded and happened - recorded > CLOCK_SKEW) or recorded > self._latest:
            return False
        if happened.year < EARLIEST_YEAR or recorded.year < EARLIEST_YEAR:
            return False
        born = data["person"].get("birth_date") if "person" in data else None
        return not born or int(born[:4]) < recorded.year or born <= recorded.date().isoformat()
