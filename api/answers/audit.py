"""Who looked at whom, as whoever answers for it is told. Ids only: whoever may know who it is opens them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.answers.parts import Answer
from streams.codes.access import Action, Role
from streams.codes.agencies import Agency
from streams.codes.audit import Mark, Outcome, Shown


class ShownTold(Answer):
    id: str
    how: Shown


class MarkTold(Answer):
    mark: Mark
    label: str


class LookTold(Answer):
    """``id`` is that of the record, for ``linnet audit prove``. ``viewer`` stands for who it was in a page's address.
    ``asked``: who or what was to be opened."""

    id: str
    at: datetime
    viewer: str
    name: str
    role: Role
    role_label: str
    agency: Agency | None
    purpose: Annotated[str | None, Field(description="Code; null: none was declared")]
    purpose_label: str
    reference: str
    rule: str
    allowed: bool
    action: Action
    action_label: str
    asked: str | None
    persons: list[ShownTold]
    addresses: list[ShownTold]
    marks: list[MarkTold]
    outcome: Outcome
    outcome_label: str
    part: int
    parts: int


class ViewerTold(Answer):
    viewer: str
    name: str


class AuditAnswer(Answer):
    """Looks, latest first; ``viewers``: everybody who looked in this area, by name."""

    area: str
    label: str
    looks: list[LookTold]
    next: Annotated[str | None, Field(description="For after, if there is more")]
    viewers: list[ViewerTold]
