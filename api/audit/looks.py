"""A look, as whoever answers it tells of it, and as the records that are kept of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from api.policy.viewer import Purpose, Viewer
from scoring.state.keys import Subject
from streams.codes.access import Action
from streams.codes.audit import Mark, Outcome, Shown
from streams.events.audit import MOST_SHOWN

_SOURCE = "uk.linnet.api"


@dataclass(frozen=True, slots=True)
class Seen:
    """One that is shown, by its public id: ``northmoor.vBN0…``."""

    kind: Subject
    id: str
    how: Shown = Shown.LISTED


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided, by which rule of which version of the policy."""

    rule: str
    policy: str
    allowed: bool


@dataclass(frozen=True, slots=True)
class Look:
    """One action in one ``area``; what concerns several areas is one look in each. ``asked``: the public id of the
    person or address that was to be opened, empty for none. ``shown``: everybody and every address that the answer
    tells of, opened or not. No words that were searched for: what they would be read for is in ``marks``."""

    viewer: Viewer
    purpose: Purpose | None
    ruling: Ruling
    action: Action
    area: str
    at: datetime
    asked: str = ""
    shown: tuple[Seen, ...] = ()
    marks: frozenset[Mark] = frozenset()
    outcome: Outcome = Outcome.ANSWERED


def write_records(look: Look) -> Iterator[dict[str, Any]]:
    """As the contract has them, but for ``data.link``: one for every two hundred that are shown, and at least one."""
    named = uuid4().hex
    pages = [look.shown[at : at + MOST_SHOWN] for at in range(0, len(look.shown), MOST_SHOWN)] or [()]
    for part, page in enumerate(pages, 1):
        data = _describe(look) | {"look": named, "part": part, "parts": len(pages)}
        if page:
            data["shown"] = [{"kind": one.kind.value, "id": one.id, "how": one.how.value} for one in page]
        yield {
            "specversion": "1.0",
            "id": f"{named}-{part}",
            "source": _SOURCE,
            "type": "look-recorded-1",
            "time": look.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "area": look.area,
            "data": data,
        }


def _describe(look: Look) -> dict[str, Any]:
    viewer, purpose, ruling = look.viewer, look.purpose, look.ruling
    said: dict[str, Any] = {
        "viewer": _present(
            issuer=viewer.issuer,
            subject=viewer.subject,
            name=viewer.name,
            role=viewer.role.value,
            agency=viewer.agency and viewer.agency.value,
        ),
        "ruled": {"rule": ruling.rule, "policy": ruling.policy, "allowed": ruling.allowed},
        "action": look.action.value,
        "outcome": look.outcome.value,
    }
    if purpose:
        said["purpose"] = {"code": purpose.code, "gateway": purpose.gateway, "reference": purpose.reference}
    if look.asked:
        said["asked"] = look.asked
    if look.marks:
        said["marks"] = sorted(mark.value for mark in look.marks)
    return said


def _present(**fields: str | None) -> Mapping[str, str]:
    return {name: value for name, value in fields.items() if value is not None}
