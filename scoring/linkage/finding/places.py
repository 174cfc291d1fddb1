"""Where to look for an address."""

from collections.abc import Sequence
from itertools import combinations

from scoring.linkage.finding.asked import Whereabouts
from scoring.linkage.finding.entries import Words, numbered
from scoring.linkage.finding.looks import Alike, Look, Plan, closest_first, misread, order_looks, pair_words
from scoring.linkage.places.forms import read_form


def plan_for_address(asked: Whereabouts, streets: Alike) -> tuple[Plan, Plan]:
    """What leads to doors, and what is only for when that leads to none.

    First the door in the postcode, or of the street in its first half; where it hardly fits, all doors in the
    postcode, and that number of a street of both words anywhere: those are few. Then all doors of the street in the
    first half of the postcode, which are thousands in a county, and doors anywhere. Only where there are none such, a
    street or half a postcode whole; and last a postcode misread. Who asks for no door gets the postcode and the street
    beyond it together.
    """
    likely = closest_first(_liken_streets(asked.words, streets))
    outward = asked.postcode[:-3] or asked.outward
    codes = [(asked.postcode,)] if asked.postcode else []
    in_outward = [(*words, outward) for words in likely if outward and len(words) == 1]
    exactly = [Look(numbered(asked.uprn))] if asked.uprn else []
    numbered_near = [Look(words, asked.number) for words in (*codes, *in_outward)] if asked.number else []
    pairs = [words for words in likely if len(words) > 1]
    near = [*map(Look, codes), *(Look(words, asked.number) for words in pairs if asked.number)]
    doors = [Look(words, asked.number) for words in likely if asked.number]
    doors += map(Look, pairs)
    along = [Look(words) for words in (*likely, *([(outward,)] if outward else []))]
    slips = [Look((code,), asked.number) for code in misread(asked.postcode) if asked.number]
    street = [Look(words) for words in in_outward]
    nearby = (near, street) if names_door(asked) else ([*near, *street],)
    return order_looks([*exactly, *numbered_near], *nearby, doors), order_looks(along, slips)


def names_door(asked: Whereabouts) -> bool:
    """Whoever asks for a street or a postcode wants all that is there, the flats too."""
    return bool(asked.uprn or asked.number or read_form(asked.place).name)


def narrows(look: Look) -> bool:
    """Whether what stands there is too little to grow with the number of addresses."""
    code = look.words[0]
    return bool(look.place) or len(look.words) > 1 or (len(code) > 4 and any(map(str.isdigit, code)))


def _liken_streets(words: Sequence[str], streets: Alike) -> dict[Words, float]:
    """Two words together before each by itself."""
    found: dict[Words, float] = {}
    further = 0.0 if len(words) == 1 else 10.0
    for word in words:
        found |= {(like.word,): further + like.likeness.distance for like in streets.get(word, ())}
    for one, other in combinations(words, 2):
        found |= pair_words(one, other, streets)
    return found
