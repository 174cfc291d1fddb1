"""Looks as tests make them."""

from datetime import UTC, datetime

from api.audit.looks import Look, Ruling, Seen
from api.policy.viewer import Purpose, Viewer
from scoring.state.keys import Subject
from streams.codes.access import Action, Role
from streams.codes.agencies import Agency
from streams.codes.audit import Shown

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
OFFICER = Viewer(
    "https://identity.example",
    "7f3a",
    "Jo Marsh",
    Agency.COUNCIL,
    Role.HUB_OFFICER,
    frozenset({"northmoor"}),
    frozenset(),
)
PURPOSE = Purpose("child-protection", "A child at risk", "Children Act 1989, s. 47", "C-17", NOON, NOON)
ALLOWED = Ruling("hub-looks-up", "1", True)


def look(area: str, at: datetime = NOON, viewer: Viewer = OFFICER, shown: int = 2, first: int = 0) -> Look:
    """Somebody was opened and with them ``shown`` others, numbered from ``first``."""
    asked = f"{area}.person-{first}"
    others = (Seen(Subject.PERSON, f"{area}.person-{first + number}") for number in range(1, shown + 1))
    opened = Seen(Subject.PERSON, asked, Shown.OPENED)
    return Look(viewer, PURPOSE, ALLOWED, Action.OPEN_PERSON, area, at, asked, (opened, *others))
