from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from api.answers.parts import AddressParticulars, Answer, AreaFreshness, PersonParticulars, Presence, PublicId


class Compared(StrEnum):
    """With other areas, or why not."""

    YES = "compared"
    NO_NUMBER = "no-nhs-number"
    SEVERAL_NUMBERS = "several-nhs-numbers"
    WITHHELD = "withheld"


class AreaNamed(Answer):
    area: str
    label: str


class PersonTraced(AreaNamed):
    """The same person as another area links them."""

    id: PublicId
    person: PersonParticulars
    agrees: Annotated[list[str], Field(description="Besides the NHS number: birth date, name, or both")]


class AreaTraced(AreaNamed):
    first_seen: datetime
    last_seen: datetime
    contacts: int


class StayTraced(Presence, AreaNamed):
    """Contacts at one place with none elsewhere between them."""

    id: Annotated[PublicId | None, Field(description="null: not a place to look up, such as no fixed abode")]
    address: AddressParticulars
    contacts: int


class PurposeTold(Answer):
    """As it was declared."""

    code: str
    label: str


class TraceAnswer(Answer):
    """Where somebody was seen, in all areas. ``stays`` and ``areas``: latest first."""

    id: PublicId
    as_at: datetime
    purpose: PurposeTold
    person: Annotated[PersonParticulars | None, Field(description="null: withheld")]
    compared: Annotated[
        Compared, Field(description="withheld: the person is restricted, and no place is shown, of any area")
    ]
    compared_to: Annotated[
        datetime | None,
        Field(
            description="Up to when what areas know was compared; whoever became known after is not found. null: never"
        ),
    ]
    persons: list[PersonTraced]
    unclear: Annotated[
        list[AreaNamed], Field(description="Areas where somebody fits, but not certainly one person: ask there")
    ]
    areas: list[AreaTraced]
    moves: Annotated[int, Field(description="How often the person was next seen in another area")]
    stays: list[StayTraced]
    more: Annotated[bool, Field(description="Earlier stays are left out")]
    freshness: Annotated[list[AreaFreshness], Field(description="Of the areas that this rests on")]
