"""What people of many origins are called, and how often: names fall off as Zipf says, and families choose alike."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
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

# Family names after places that nobody need have come from: the long tail of English surnames.
_STEMS = (
    "Ash Ayl Bam Ban Barn Beck Black Brad Bram Brem Broad Buck Bur Cald Cart Chat Clif Col Cran Craw Cros Dal Den "
    "Dob Dra Ec Edg Els Ent Fair Farn Fel Gar Gor Green Had Hal Ham Har Hath Haw Hep Hind Hol Hor Hough Ing Kear Kirk "
    "Lang Law Lin Long Mar Mel Mid Mor Nor Nut Old Or Ot Pem Pick Pres Rad Rams Raw Red Rish Roch Ru Sed Shaw Shel "
    "Skel Smal Stan Stock Strat Sut Swin Tat Thorn Thwait Tod Tur Under Wad Wal War Wat Wen Whit Wil Win Wool Wor"
).split()
_ENDINGS = "ley ton ford worth wood bury field ham by den well gate shaw bank croft low stone ridge some man".split()


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Given names by gender code and generation; family names for all."""

    name: str
    given: dict[str, tuple[Odds[str], ...]]
    family: Odds[str]

    def draw_given(self, rng: Random, gender: str, born: int) -> str:
        generations = self.given[gender]
        return generations[min(sum(born >= year for year in _GENERATIONS), len(generations) - 1)].draw(rng)

    def draw_family(self, rng: Random) -> str:
        return self.family.draw(rng)

    def draw_middle(self, rng: Random, gender: str, born: int) -> str:
        share = _MIDDLE.get(self.name, _FALLBACK_MIDDLE)
        return self.draw_given(rng, gender, born) if rng.random() < share else ""


def read_origins() -> Odds[Origin]:
    tables = tomllib.loads(NAMES_FILE.read_text(encoding="utf-8"))
    return odds({_read_origin(name, table): table["share"] for name, table in tables.items()})


def _read_origin(name: str, table: dict[str, list[str]]) -> Origin:
    families = table["family"][0].split()
    if name == "british":
        families = [*families, *Provider.last_names, *(stem + end for end, stem in product(_ENDINGS, _STEMS))]
    genders = {Gender.MALE.value: table["male"], Gender.FEMALE.value: table["female"]}
    given = {
        gender: tuple(_rank(chain(own.split(), *(other.split() for other in lists)), _GIVEN_FALL) for own in lists)
        for gender, lists in genders.items()
    }
    return Origin(name, given, _rank(families, _FAMILY_FALL))


def _rank(names: Iterable[str], fall: float) -> Odds[str]:
    """The first mention of a name is its rank."""
    return odds({name: (rank + _SHIFT) ** -fall for rank, name in enumerate(dict.fromkeys(names), 1)})
