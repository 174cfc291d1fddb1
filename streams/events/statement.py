"""What every agency event carries: who, where, of what kind, when, and whom to ring. Nothing more."""

from datetime import timedelta
from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from streams.codes.person import Sensitivity
from streams.contract import Contract, Instant
from streams.events.parts import AddressAsWritten, ContactPerson, LocalId, PersonAsKnown

# Agencies' clocks differ by minutes; an event recorded long before it happened is a swapped pair of dates.
CLOCK_SKEW = timedelta(hours=1)


class Statement(Contract):
    """``happened_at`` is when it took place, ``recorded_at`` when the agency wrote it down: both may be late."""

    person: PersonAsKnown | None = None
    address: AddressAsWritten | None = None
    happened_at: Instant
    recorded_at: Instant
    contact: ContactPerson
    sensitivity: Sensitivity = Sensitivity.UNRESTRICTED
    case_id: LocalId | None = None

    @model_validator(mode="after")
    def _is_about_someone_or_somewhere(self) -> Self:
        if self.person is None and self.address is None:
            raise PydanticCustomError("nobody_nowhere", "must name a person or an address")
        return self

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        # A difference, because a sum passes the end of the calendar in December 9999.
        if self.happened_at.year < 1900 or self.happened_at - self.recorded_at > CLOCK_SKEW:
            raise PydanticCustomError(
                "dates_out_of_order", "must be after 1900 and not after recorded_at", {"field": "happened_at"}
            )
        born = self.person and self.person.birth_date
        if born and born > self.recorded_at.date().isoformat():
            raise PydanticCustomError(
                "birth_date_future", "must not be after recorded_at", {"field": "person.birth_date"}
            )
        return self
