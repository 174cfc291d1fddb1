"""What the trust writes down of a patient beside their illness: an ethnic group, and how deprived their street is.

Neither has any part in the hazard. Each is drawn by a generator of its own, so that it is the same whenever asked.
"""

from functools import lru_cache
from random import Random

from infra.partnership.chance import Odds, odds
from infra.partnership.people import Person
from streams.codes.mental_health import DeprivationFifth, EthnicGroup

# A northern city's, with groups large enough to be compared.
_GROUPS: Odds[str] = odds(
    {
        str(EthnicGroup.WHITE): 0.7,
        str(EthnicGroup.ASIAN): 0.12,
        str(EthnicGroup.BLACK): 0.1,
        str(EthnicGroup.MIXED): 0.04,
        str(EthnicGroup.OTHER): 0.04,
    }
)
# More of a mental-health caseload live in the most deprived fifth of streets than in the least.
_FIFTHS: Odds[str] = odds(dict(zip((str(fifth) for fifth in DeprivationFifth), (32, 24, 18, 14, 12), strict=True)))
KNOWN = 0.92


def ethnic_group(seed: int, person: Person) -> str:
    return _draw_group(seed, person.serial)


def deprivation_fifth(seed: int, person: Person) -> str:
    return _draw_fifth(seed, person.home.postcode)


@lru_cache(maxsize=65_536)
def _draw_group(seed: int, serial: int) -> str:
    return _GROUPS.draw(Random(f"{seed}/ethnic-group/{serial}"))


@lru_cache(maxsize=65_536)
def _draw_fifth(seed: int, postcode: str) -> str:
    return _FIFTHS.draw(Random(f"{seed}/deprivation/{postcode}"))
