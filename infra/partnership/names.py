"""What people are called. The lists are Faker's; most households of the county have British names."""

from dataclasses import dataclass
from importlib import import_module
from random import Random
from typing import Any

from infra.partnership.chance import Odds, odds
from streams.codes.person import Gender

# Roughly the shares of the 2021 census for a northern county.
_CULTURES = {"en_GB": 0.83, "en_IE": 0.05, "en_IN": 0.07, "yo_NG": 0.02, "ro_RO": 0.03}
_LONGEST = 24

NICKNAMES = {
    "Alexander": "Alex", "Alexandra": "Alex", "Andrew": "Andy", "Anthony": "Tony", "Antony": "Tony",
    "Benjamin": "Ben", "Catherine": "Cath", "Charles": "Charlie", "Christine": "Chris", "Christopher": "Chris",
    "Daniel": "Dan", "David": "Dave", "Deborah": "Debbie", "Donald": "Don", "Dorothy": "Dot", "Douglas": "Doug",
    "Edward": "Ted", "Elizabeth": "Liz", "Frederick": "Fred", "Gerald": "Gerry", "Geoffrey": "Geoff",
    "Gregory": "Greg", "Jacqueline": "Jackie", "James": "Jim", "Janet": "Jan", "Jennifer": "Jenny",
    "Joanne": "Jo", "John": "Jack", "Jonathan": "Jon", "Joseph": "Joe", "Joshua": "Josh", "Julie": "Jules",
    "Katherine": "Kate", "Kathleen": "Kath", "Kenneth": "Ken", "Kimberley": "Kim", "Lawrence": "Larry",
    "Leonard": "Len", "Margaret": "Maggie", "Martin": "Marty", "Matthew": "Matt", "Maureen": "Mo",
    "Michael": "Mick", "Nicholas": "Nick", "Nicola": "Nicky", "Pamela": "Pam", "Patricia": "Pat",
    "Patrick": "Paddy", "Peter": "Pete", "Philip": "Phil", "Phillip": "Phil", "Raymond": "Ray",
    "Rebecca": "Becky", "Richard": "Rick", "Robert": "Bob", "Roger": "Rog", "Ronald": "Ron", "Samantha": "Sam",
    "Samuel": "Sam", "Sandra": "Sandy", "Stephen": "Steve", "Steven": "Steve", "Stuart": "Stu", "Susan": "Sue",
    "Suzanne": "Sue", "Terence": "Terry", "Thomas": "Tom", "Timothy": "Tim", "Valerie": "Val",
    "Victoria": "Vicky", "Vincent": "Vince", "William": "Bill", "Zachary": "Zach",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Culture:
    """Given names by gender code, and family names with their weights."""

    given: dict[str, Odds[str]]
    family: Odds[str]

    def draw_given(self, rng: Random, gender: str) -> str:
        return self.given[gender].draw(rng)


def read_cultures() -> Odds[Culture]:
    return odds({_read_culture(locale): share for locale, share in _CULTURES.items()})


def _read_culture(locale: str) -> Culture:
    provider = import_module(f"faker.providers.person.{locale}").Provider
    given = {
        Gender.MALE.value: _weigh(provider.first_names_male),
        Gender.FEMALE.value: _weigh(provider.first_names_female),
    }
    return Culture(given, _weigh(provider.last_names))


def _weigh(names: Any) -> Odds[str]:
    weights = dict(names) if isinstance(names, dict) else dict.fromkeys(names, 1.0)
    fit = {name: float(weight) for name, weight in weights.items() if _fits(name)}
    return odds(fit)


def _fits(name: str) -> bool:
    return 1 < len(name) <= _LONGEST and all(letter.isalpha() or letter in " '-" for letter in name)
