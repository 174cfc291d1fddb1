"""What one box has found, in the order and in the words of its page."""

from api.answers.addresses import AddressSearch
from api.answers.found import SearchAnswer
from api.answers.persons import PersonSearch
from api.pages.wording import count_things
from scoring.state.keys import Subject

_KINDS = {"people": "person", "addresses": "address"}


def list_shown(answer: SearchAnswer) -> list[tuple[str, PersonSearch | AddressSearch]]:
    """Of what there is, what the search reads like first."""
    parts: list[tuple[str, PersonSearch | AddressSearch | None]]
    parts = [("people", answer.persons), ("addresses", answer.addresses)]
    if answer.likelier is Subject.ADDRESS:
        parts.reverse()
    return [(kind, part) for kind, part in parts if part and part.results]


def tell_found(answer: SearchAnswer) -> str:
    """Such as "2 people and 1 address found"."""
    told = [count_things(len(part.results), _KINDS[kind], kind) for kind, part in list_shown(answer)]
    return f"{' and '.join(told)} found" if told else "Nothing found"
