"""What people of many origins are called, and how often: names fall off as Zipf says, and families choose alike."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, product
from pathlib import Path
from random import Random

from faker.providers.person.en_GB import Provider

from infra.partnership.chance import Odds, odds
from streams.codes.person import Gender

NAMES_FILE = Path(__file__).with_name("names.toml")

# Weight of the name of rank r: (r + shift) ** -fall. With these a tenth of a generation has the five commonest given
# names, and a tenth of the British the twelve commonest family names, about as the published tables have it.
_GIVEN_FALL, _FAMILY_FALL, _SHIFT = 0.8, 0.75, 3.0
# Births from these years on begin a new generation of given names; origins with one list use it for all.
_GENERATIONS = (1955, 1985, 2008)
_MIDDLE = {"british": 0.3, "irish": 0.4, "west-african": 0.7, "portuguese-spanish": 0.3, "somali-arab": 0.6}
_FALLBACK_MIDDLE = 0.15
_FAKERS = "british"
# A first name that honours, borne by brothers, who are told apart by the second.
_HONOUR = {"pakistani": ("Mohammed", 0.3), "somali-arab": ("Mohamed", 0.12)}
_UNREGISTERED = {"somali-arab": 0.3, "pakistani": 0.06, "west-african": 0.03}


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Given names by gender code and generation; family names for all."""

    name: str
    given: dict[str, tuple[Odds[str], ...]]
    family: Odds[str]

    def draw_given(self, rng: Random, gender: str, born: int) -> str:
        generations = self.given[gender]
        return generations[min(sum(born >= year for year in _GENERATIONS), len(generations) - 1)].draw(rng)

    def draw_birthday(self, rng: Random, birth: date) -> date:
        """As registered: where births were not, a first of January was given at the border."""
        unregistered = birth.year < _GENERATIONS[-1] and rng.random() < _UNREGISTERED.get(self.name, 0.0)
        return birth.replace(month=1, day=1) if unregistered else birth

    def draw_family(self, rng: Random) -> str:
        return self.family.draw(rng)

    def draw_names(self, rng: Random, gender: str, born: int) -> tuple[str, str]:
        """Given and middle name; most people have none in the middle."""
        given, (honour, honoured) = self.draw_given(rng, gender, born), _HONOUR.get(self.name, ("", 0.0))
        if gender == Gender.MALE.value and given != honour and rng.random() < honoured:
            return honour, given
        middle = self.draw_given(rng, gender, born) if rng.random() < _MIDDLE.get(self.name, _FALLBACK_MIDDLE) else ""
        return given, "" if middle == given else middle


def read_origins() -> Odds[Origin]:
    tables = tomllib.loads(NAMES_FILE.read_text(encoding="utf-8"))
    return odds({_read_origin(name, table): table["share"] for name, table in tables.items()})


def _read_origin(name: str, table: dict[str, list[str]]) -> Origin:
    families = table["family"][0].split()
    if name == _FAKERS:
        families = [*families, *Provider.last_names, *_name_after_places(table)]
    genders = {Gender.MALE.value: table["male"], Gender.FEMALE.value: table["female"]}
    given = {
        gender: tuple(_rank(chain(own.split(), *(other.split() for other in lists)), _GIVEN_FALL) for own in lists)
        for gender, lists in genders.items()
    }
    return Origin(name, given, _rank(families, _FAMILY_FALL))


def _name_after_places(table: dict[str, list[str]]) -> Iterator[str]:
    """The long tail of English family names, after places that nobody need have come from."""
    stems, endings = table["stems"][0].split(), table["endings"][0].split()
    return (stem + ending for ending, stem in product(endings, stems))


def _rank(names: Iterable[str], fall: float) -> Odds[str]:
    """The first mention of a name is its rank."""
    return odds({name: (rank + _SHIFT) ** -fall for rank, name in enumerate(dict.fromkeys(names), 1)})
