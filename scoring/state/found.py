"""What a search found, in the order of how well it fits."""

from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from scoring.indicators.particulars import AddressParticulars, PersonParticulars
from scoring.linkage.finding.reasons import Reason
from scoring.linkage.records import EntityId
from streams.codes.agencies import Agency

FOUND_LIMIT = 50

F = TypeVar("F")


class Weight(NamedTuple):
    """``match`` is the model's weight of what was asked for against a record, in hundredths of a bit; ``fit`` parts
    those of equal weight, letter by letter."""

    match: int
    fit: float


@dataclass(frozen=True, slots=True)
class Found(Generic[F]):
    """At most ``FOUND_LIMIT`` of them, the likeliest first; ``more``: there are others."""

    found: tuple[F, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class PersonFound:
    """``weight`` and ``why`` are of the record that fits best."""

    id: EntityId
    particulars: PersonParticulars
    weight: Weight
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class AddressFound:
    """``agencies``, ``people`` and ``last`` (Unix seconds) are of contacts up to the moment asked for."""

    id: EntityId
    particulars: AddressParticulars
    agencies: tuple[Agency, ...]
    people: int
    last: float | None
    weight: Weight
    why: tuple[Reason, ...]
