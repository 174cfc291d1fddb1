"""What is told of looking past a restriction."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.answers.parts import Answer, PersonParticulars, PublicId
from streams.codes.glass import GlassFinding


class PersonBehind(Answer):
    id: PublicId
    person: PersonParticulars


class GlassBroken(Answer):
    """Whom the asker may open until then, under ``/persons/{id}/behind``."""

    until: datetime
    persons: list[PersonBehind]


class BreakToReview(Answer):
    """Somebody looked past a restriction, or tried to. ``asked``: the id they named; ``persons``: who was shown. Ids
    only: a data protection officer can open them."""

    id: Annotated[str, Field(description="Of the look, to review it by")]
    at: datetime
    name: str
    role_label: str
    agency_label: str
    reason_label: str
    reference: str
    rule: str
    asked: str | None
    persons: list[str]


class BreaksAnswer(Answer):
    """Latest first."""

    area: str
    label: str
    breaks: list[BreakToReview]


class ReviewTaken(Answer):
    """On the audit; it leaves the list within seconds."""

    id: str
    finding: GlassFinding
