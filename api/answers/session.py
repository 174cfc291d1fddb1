from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.answers.parts import Answer
from streams.codes.access import Role
from streams.codes.agencies import Agency


class RoleOffered(Answer):
    role: Role
    label: str


class PurposeDeclared(Answer):
    code: str
    label: str
    gateway: Annotated[str, Field(description="The law that lets agencies share for it")]
    reference: str
    declared_at: datetime
    until: datetime


class SessionAnswer(Answer):
    """Who is signed in, in which role, and what for."""

    as_at: datetime
    name: str
    agency: Agency | None
    role: Annotated[Role | None, Field(description="null: to be chosen first")]
    roles: list[RoleOffered]
    areas: list[str]
    teams: list[str]
    purpose: Annotated[PurposeDeclared | None, Field(description="null: none, or it has run out")]
    until: Annotated[datetime, Field(description="Then it ends, if nothing more is asked")]
    ends_at: Annotated[datetime, Field(description="In any case")]


class SessionHeld(Answer):
    """One place where somebody is signed in."""

    id: Annotated[str, Field(description="To end it with; nobody is signed in by it")]
    here: Annotated[bool, Field(description="It is the one that asks")]
    role: Annotated[Role | None, Field(description="null: not chosen yet")]
    begun: datetime
    seen: Annotated[datetime, Field(description="Somebody did something there last, to within 20 seconds")]
    until: Annotated[datetime, Field(description="Then it ends, if nothing more is asked")]


class SessionsAnswer(Answer):
    as_at: datetime
    sessions: list[SessionHeld]


class PurposeOffered(Answer):
    code: str
    label: str
    gateway: str
    reference_required: bool
    traces: Annotated[bool, Field(description="Places may be traced across areas for it")]


class PurposesAnswer(Answer):
    purposes: list[PurposeOffered]
