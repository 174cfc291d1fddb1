"""A record of the audit as it is looked up: who, whom, why and when, and what looks wrong about it."""

import hashlib
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import msgspec

from streams.codes.access import Action, Role
from streams.codes.audit import Mark, Outcome
from streams.events.audit import LookRecorded

# More than one in a minute for an hour on end: nobody reads that fast who looks for a person.
BULK_AN_HOUR = 60
_HOURS = (time(7), time(19))
_HERE = ZoneInfo("Europe/London")
# Who works in shifts has no hours to be out of.
_SHIFTS = frozenset((Role.POLICE_PREVISIT, Role.CLINICIAN))
_SATURDAY = 5


class Entry(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """``number`` in its area, from 0. ``viewer`` stands for issuer and subject; ``persons``, ``addresses``: pairs of a
    public id and how it was shown."""

    number: int
    id: str
    at: float
    viewer: str
    name: str
    role: str
    agency: str
    purpose: str
    gateway: str
    reference: str
    rule: str
    policy: str
    allowed: bool
    action: str
    asked: str
    persons: tuple[tuple[str, str], ...]
    addresses: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]
    outcome: str
    part: int
    parts: int
    issuer: str
    subject: str

    @property
    def when(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)

    @property
    def month(self) -> str:
        return f"{self.when:%Y-%m}"

    @property
    def hour(self) -> str:
        """Of the viewer's looks."""
        return f"{self.viewer}:{self.when:%Y-%m-%dT%H}"

    @property
    def is_look(self) -> bool:
        """At people or addresses: what counts towards too many."""
        return self.part == 1 and self.action != Action.READ_AUDIT.value and self.outcome == Outcome.ANSWERED.value


def name_viewer(issuer: str, subject: str) -> str:
    """Fit for an address of a page: a provider's subject may be somebody's e-mail address.

    >>> name_viewer("https://identity.example", "7f3a")
    'aeefde6d84110266036ffa87'
    """
    return hashlib.blake2b(f"{issuer}\x1f{subject}".encode(), digest_size=12).hexdigest()


def write_entry(number: int, record: LookRecorded) -> Entry:
    said = record.data
    looked, purpose = said.viewer, said.purpose
    marks = {*(mark.value for mark in said.marks), *marks_of_time(looked.role, record.time)}
    return Entry(
        number,
        record.id,
        record.time.timestamp(),
        name_viewer(looked.issuer, looked.subject),
        looked.name,
        looked.role.value,
        looked.agency.value if looked.agency else "",
        purpose.code if purpose else "",
        purpose.gateway if purpose else "",
        purpose.reference if purpose else "",
        said.ruled.rule,
        said.ruled.policy,
        said.ruled.allowed,
        said.action.value,
        said.asked or "",
        tuple((one.id, one.how.value) for one in said.shown if one.kind == "person"),
        tuple((one.id, one.how.value) for one in said.shown if one.kind == "address"),
        tuple(sorted(marks)),
        said.outcome.value,
        said.part,
        said.parts,
        looked.issuer,
        looked.subject,
    )


def marks_of_time(role: Role, at: datetime) -> list[str]:
    """
    >>> marks_of_time(Role.HUB_OFFICER, datetime(2026, 3, 4, 23, tzinfo=UTC))
    ['out-of-hours']
    """
    here = at.astimezone(_HERE)
    usual = here.weekday() < _SATURDAY and _HOURS[0] <= here.time() < _HOURS[1]
    return [] if usual or role in _SHIFTS else [Mark.OUT_OF_HOURS.value]
