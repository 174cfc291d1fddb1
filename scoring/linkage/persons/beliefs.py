"""What is held to be so before any record is seen: where learning starts, and what stands where data are silent.

Rounded, from published error rates of UK administrative data where there are any (given names differ in 2 to 5 % of
linked hospital records, birth dates in 1 to 4 %: Hagger-Johnson et al., BMJ Open 2015 and 2017), from the calendar
(a random birth date is the same once in 20,000), else by judgement. Shares of each case, in the order of the levels
in :mod:`levels`; only their proportions matter.
"""

from collections.abc import Mapping

from scoring.linkage.persons.parameters import MATCH, NAMESAKES, RANDOM, RELATIVES, TWINS

Shares = tuple[float, ...]

# A family name: same, part, slip, sound, alike, different; then an initial: same, other.
_FAMILY_KEPT: Shares = (0.88, 0.03, 0.04, 0.01, 0.01, 0.03)
_FAMILY_OF_WOMAN: Shares = (0.80, 0.04, 0.04, 0.01, 0.01, 0.10)
_FAMILY_BY_CHANCE: Shares = (0.003, 0.001, 0.0005, 0.003, 0.015, 0.98)
_FAMILY_OF_HOUSEHOLD: Shares = (0.70, 0.03, 0.02, 0.01, 0.01, 0.23)
_FAMILY_OF_KIN: Shares = (0.90, 0.03, 0.03, 0.01, 0.01, 0.02)
_INITIAL_AGREES: Shares = (0.97, 0.03)
_INITIAL_BY_CHANCE: Shares = (0.10, 0.90)
# Whole dates: same, turned, digit, digits swapped, day and month, two parts, year, apart, generation, far; these of
# the young or not all grown, then the same of the grown. Then years.
_DATE_AGREES: Shares = (0.90, 0.02, 0.035, 0.005, 0.01, 0.005, 0.005, 0.005, 0.001, 0.001)
_DATE_BY_CHANCE: Shares = (5e-5, 4e-5, 9e-4, 6e-4, 2.6e-3, 1.3e-3, 0.012, 0.34, 0.50, 0.14)
_DATE_OF_RELATIVES: Shares = (1e-4, 5e-5, 2e-3, 1e-3, 3e-3, 2e-3, 0.02, 0.47, 0.48, 0.02)
_DATE_OF_NAMESAKES: Shares = (2e-5, 2e-5, 1e-3, 2e-4, 2e-3, 1e-4, 1e-3, 0.01, 0.975, 0.01)
_YEAR_AGREES: Shares = (0.20, 0.74, 0.03, 0.02, 0.01)
_YEAR_BY_CHANCE: Shares = (0.001, 0.014, 0.03, 0.25, 0.70)
_YEAR_OF_RELATIVES: Shares = (0.002, 0.03, 0.06, 0.38, 0.53)

# A date that is wholly wrong, somebody else's or made up, is anybody's: so many pairs of one person's dates agree as
# strangers' do. Held to whatever data say, since simulated records have none, and records of families hide them.
WHOLLY_WRONG = 0.004
# Of twins, and of two of one name, at one front door: both grown up. See births.py for who still lives there.
TWINS_GROWN, NAMESAKES_GROWN = 0.1, 0.2


def _at_ages(shares: Shares, grown: float) -> Shares:
    return (*(share * (1 - grown) for share in shares), *(share * grown for share in shares))


BELIEFS: Mapping[str, Mapping[str, tuple[Shares, ...]]] = {
    # Same, part, nickname, slip, sound, alike, different, swapped, swapped alike, half swapped, middle
    # initial, name of many; then an initial: same, other.
    "given name": {
        MATCH: ((0.82, 0.02, 0.05, 0.04, 0.01, 0.015, 0.02, 0.01, 0.005, 0.001, 0.003, 0.002), _INITIAL_AGREES),
        RANDOM: ((0.004, 0.002, 0.004, 0.001, 0.004, 0.02, 0.95, 2e-5, 2e-5, 5e-4, 0.005, 0.02), _INITIAL_BY_CHANCE),
        TWINS: ((0.003, 0.003, 0.004, 0.003, 0.008, 0.03, 0.93, 1e-5, 1e-5, 5e-4, 0.005, 0.02), (0.12, 0.88)),
        NAMESAKES: ((0.90, 0.03, 0.02, 0.02, 0.01, 0.01, 0.01, 0.002, 0.001, 1e-3, 1e-3, 1e-3), _INITIAL_AGREES),
        RELATIVES: ((0.002, 0.003, 0.004, 0.002, 0.005, 0.03, 0.93, 1e-5, 1e-5, 5e-4, 0.005, 0.02), (0.12, 0.88)),
    },
    "family name": {
        MATCH: (_FAMILY_KEPT, _FAMILY_OF_WOMAN, _INITIAL_AGREES),
        RANDOM: (_FAMILY_BY_CHANCE, _FAMILY_BY_CHANCE, _INITIAL_BY_CHANCE),
        TWINS: (_FAMILY_OF_KIN, _FAMILY_OF_KIN, _INITIAL_AGREES),
        NAMESAKES: (_FAMILY_OF_KIN, _FAMILY_OF_KIN, _INITIAL_AGREES),
        RELATIVES: (_FAMILY_OF_HOUSEHOLD, _FAMILY_OF_HOUSEHOLD, (0.75, 0.25)),
    },
    "birth date": {
        MATCH: (_at_ages(_DATE_AGREES, 0.7), _YEAR_AGREES),
        RANDOM: (_at_ages(_DATE_BY_CHANCE, 0.5), _YEAR_BY_CHANCE),
        TWINS: (_at_ages(_DATE_AGREES, TWINS_GROWN), _YEAR_AGREES),
        NAMESAKES: (_at_ages(_DATE_OF_NAMESAKES, NAMESAKES_GROWN), (1e-4, 1e-3, 2e-3, 0.012, 0.985)),
        RELATIVES: (_at_ages(_DATE_OF_RELATIVES, 0.4), _YEAR_OF_RELATIVES),
    },
    # Same, different; then where the given name agrees.
    "gender": {
        MATCH: ((0.985, 0.015), (0.985, 0.015)),
        RANDOM: ((0.5, 0.5), (0.97, 0.03)),
        TWINS: ((0.6, 0.4), (0.9, 0.1)),
        NAMESAKES: ((0.9, 0.1), (0.97, 0.03)),
        RELATIVES: ((0.4, 0.6), (0.9, 0.1)),
    },
    # Same, misprint, different. One NHS number in a hundred stands on the wrong person's record.
    "NHS number": {
        MATCH: ((0.97, 0.01, 0.02),),
        RANDOM: ((2e-6, 2e-7, 1.0),),
        TWINS: ((0.005, 1e-4, 0.995),),
        NAMESAKES: ((0.005, 1e-4, 0.995),),
        RELATIVES: ((0.002, 1e-4, 0.998),),
    },
    # Door, door other postcode, building, other flat, neighbour, same postcode, same area, elsewhere, communal, number
    # slip; then by postcode alone: same, slip, area, other. People of a household move together, so agree as one does.
    "address": dict.fromkeys(
        (MATCH, TWINS, NAMESAKES, RELATIVES),
        ((0.6, 0.02, 0.03, 0.01, 0.01, 0.01, 0.1, 0.2, 0.02, 0.01), (0.65, 0.02, 0.13, 0.2)),
    )
    | {RANDOM: ((5e-5, 2e-5, 2e-5, 2e-5, 3e-4, 3e-4, 0.03, 0.97, 2e-4, 1e-4), (3e-4, 3e-5, 0.03, 0.97))},
}
