from typing import Annotated

from pydantic import Field

from api.answers.addresses import AddressSearch
from api.answers.parts import Answer
from api.answers.persons import PersonSearch
from scoring.state.keys import Subject


class SearchAnswer(Answer):
    """Each is null where nothing in the search can be one. `addresses` is null also where the role sees none, and where
    the search is nothing but the whole name of somebody who is known."""

    likelier: Annotated[Subject, Field(description="What the search reads like, and so what to show first")]
    persons: PersonSearch | None
    addresses: AddressSearch | None
