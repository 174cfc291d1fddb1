"""Programs that ask by themselves: each is listed, with what it may see and what for."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from api.policy.viewer import Purpose
from api.signin.claims import ClaimsPlan
from api.signin.people import Person
from api.signin.sessions import Session
from api.signin.tokens import Bearer, NotBelieved


@dataclass(frozen=True, slots=True)
class Program:
    """``until``: the end of its token."""

    person: Person
    purposes: frozenset[str]
    until: datetime

    def open_session(self, purpose: Purpose | None, now: datetime) -> Session:
        """Of one request, and kept nowhere: with the token it is over."""
        (role,) = self.person.roles
        name = f"program {self.person.issuer} {self.person.subject}"
        return Session(hashlib.sha256(name.encode()).hexdigest(), self.person, role, "", now, now, purpose)


def find_program(plan: ClaimsPlan, issuer: str, bearer: Bearer) -> Program:
    """Raises :class:`NotBelieved` for one that is not listed, and for a token of somebody who signed in there."""
    listed = plan.programs.get(bearer.client)
    if listed is None:
        raise NotBelieved("program")
    if listed.subject != bearer.subject:
        raise NotBelieved("program sub")
    person = Person(
        issuer=issuer,
        subject=bearer.subject,
        name=listed.name,
        agency=listed.agency,
        roles=(listed.role,),
        areas=frozenset(listed.areas),
        teams=frozenset(listed.teams),
        program=True,
    )
    return Program(person, frozenset(listed.purposes), bearer.until)
