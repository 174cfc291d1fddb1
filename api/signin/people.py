"""Who has signed in, as the provider says, before they have chosen one of their roles."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field

from api.policy.viewer import Viewer
from streams.codes.access import Role
from streams.codes.agencies import Agency


class Person(BaseModel):
    """``session`` is the provider's name of its own session, for when it ends there; ``assurance``: in its words, how
    it made sure who this is; ``program``: nobody has signed in, a program asks."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    subject: str
    name: str
    agency: Agency | None = None
    roles: tuple[Role, ...]
    areas: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    nhs_number: str = Field("", repr=False)
    session: str = ""
    assurance: str = ""
    program: bool = False

    def act_as(self, role: Role) -> Viewer:
        who = (self.issuer, self.subject, self.name, self.agency)
        return Viewer(*who, role, self.areas, self.teams, self.nhs_number, self.program)


def put_in_order(roles: Iterable[Role]) -> tuple[Role, ...]:
    held = set(roles)
    return tuple(role for role in Role if role in held)
