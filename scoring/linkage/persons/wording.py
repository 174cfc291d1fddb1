"""Levels in words a clerk understands."""

from collections.abc import Mapping
from enum import IntEnum

_SWAPPED = "given and family name in each other's place"
_NAMES = {
    "UNKNOWN": "not known",
    "SAME": "the same",
    "PART": "the same in one of several words",
    "NICKNAME": "a short form or another way of writing it",
    "SLIP": "the same but for a slip",
    "SOUND": "sounds the same",
    "ALIKE": "alike",
    "DIFFERENT": "different",
    "INITIAL": "the same initial",
    "OTHER_INITIAL": "another initial",
    "SWAPPED": _SWAPPED,
    "HALF_SWAPPED": "one name in the other's place, the rest different",
    "MIDDLE_INITIAL": "the initial of the other's middle name",
    "NAME_OF_MANY": "one is Mohammed or the like, which many bear before the name they go by",
    "SWAPPED_ALIKE": f"{_SWAPPED}, or nearly",
}
_WHOLE_BIRTHS = {
    "SAME": "the same",
    "TURNED": "day and month turned round",
    "DIGIT": "one digit differs",
    "DIGITS_SWAPPED": "two digits swapped",
    "DAY_AND_MONTH": "the same day in another year",
    "TWO_PARTS": "the same year and month, or year and day",
    "YEAR": "the same year",
    "APART": "different, under fifteen years apart",
    "GENERATION": "a generation apart",
    "FAR": "over fifty years apart",
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "Given": _NAMES,
    "Family": {
        **_NAMES,
        **{f"{name}_WOMAN": words for name, words in _NAMES.items()},
        "DIFFERENT_WOMAN": "different, which a woman's may become",
    },
    "Birth": {
        "UNKNOWN": "not known",
        **_WHOLE_BIRTHS,
        **{f"{name}_GROWN": words for name, words in _WHOLE_BIRTHS.items()},
        "PARTLY_SAME": "the same year and month, the day not known",
        "YEAR_ONLY": "the same year, the day not known",
        "YEAR_NEAR": "a year apart, the day not known",
        "YEAR_APART": "another year, under fifteen apart",
        "YEAR_FAR": "fifteen years apart or more",
    },
    "Gender": {
        "UNKNOWN": "not known",
        "SAME": "the same",
        "DIFFERENT": "different",
        "SAME_LIKE_NAME": "the same, as the given name says",
        "DIFFERENT_DESPITE_NAME": "different, though the given name agrees",
    },
    "Number": {
        "UNKNOWN": "not known",
        "SAME": "the same",
        "MISPRINT": "one digit apart",
        "DIFFERENT": "different",
    },
    "Whereabouts": {
        "UNKNOWN": "not known",
        "DOOR": "the same front door",
        "DOOR_OTHER_POSTCODE": "the same front door, another postcode",
        "BUILDING": "the same building, one flat not given",
        "OTHER_FLAT": "another flat of the building",
        "NEIGHBOUR": "the same street",
        "SAME_POSTCODE": "the same postcode, another street",
        "SAME_AREA": "the same postal district",
        "ELSEWHERE": "elsewhere",
        "COMMUNAL": "the same hostel, home or other place many share",
        "POSTCODE": "the same postcode",
        "POSTCODE_SLIP": "the same postcode but for a slip",
        "AREA": "the same postal district",
        "OTHER_AREA": "another postal district",
        "NUMBER_SLIP": "the same street, and the number but for a slip",
    },
}


def words_of(level: IntEnum) -> str:
    return _WORDS[type(level).__name__][level.name]
