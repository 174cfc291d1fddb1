"""The dimensions of the decision table, in one place: whoever adds one adds it here, and both policies meet it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product

from api.policy.deciding import Resource
from api.policy.viewer import Purpose, Viewer
from scoring.state.keys import Subject
from streams.codes.access import Action, Role
from streams.codes.agencies import Agency

NOW = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
AREAS, TEAMS = frozenset(("northmoor",)), frozenset(("North CMHT",))


def declare(hours: int, traces: bool) -> Purpose:
    return Purpose("x", "X", "Children Act 1989, section 47", "", NOW, NOW + timedelta(hours=hours), traces)


AREA = {"own": "northmoor", "another": "eastvale"}
TEAM = {"own": TEAMS, "another": frozenset(("South CMHT",))}
SUBJECT = {"person": Subject.PERSON, "address": Subject.ADDRESS}
RESTRICTED = OWN = (False, True)
PROGRAM = (False, True)
PURPOSE = {
    "none": None,
    "expired": declare(0, traces=True),
    "declared": declare(1, traces=False),
    "declared-for-tracing": declare(1, traces=True),
}


@dataclass(frozen=True, slots=True)
class Row:
    role: Role
    action: Action
    resource: Resource
    purpose: str
    program: bool

    @property
    def viewer(self) -> Viewer:
        return make_viewer(self.role, self.program)


def make_viewer(role: Role, program: bool = False) -> Viewer:
    return Viewer(
        "https://sign-in.example", role.value, role.label, Agency.COUNCIL, role, AREAS, TEAMS, program=program
    )


def list_rows() -> Iterator[Row]:
    resources = [
        Resource(area, subject, team, restricted, own)
        for area, subject, team, restricted, own in product(
            AREA.values(), SUBJECT.values(), TEAM.values(), RESTRICTED, OWN
        )
    ]
    return (Row(*row) for row in product(Role, Action, resources, PURPOSE, PROGRAM))
