"""An address as a hurried person types it: parts left out, in another order, abbreviated, mistyped, wrong."""

from random import Random
from typing import NamedTuple

from infra.partnership.hard_stream.habits import Habit
from infra.partnership.hard_stream.lives import Stay
from infra.partnership.places import Dwelling
from infra.partnership.slips import slip
from infra.partnership.street_names import SUFFIXES
from streams.codes.agencies import Agency


class Written(NamedTuple):
    """All strings; empty where unknown."""

    text: str
    postcode: str
    uprn: str


_TYPES = SUFFIXES | {
    "Way": "Wy", "Walk": "Wlk", "Hill": "Hl", "Road": "Rd", "Mount": "Mt", "Parade": "Pde", "Green": "Grn",
    "Rise": "Ri",
}  # fmt: skip
_OTHER_TYPES = {"Avenue": "Av", "Terrace": "Tce", "Gardens": "Gdn", "Crescent": "Cresc", "Lane": "La", "Street": "Str"}
_SAID_FLOORS = {
    "Ground Floor Flat": ("GFF", "Gnd Flr Flat", "Ground Floor", "Flat Ground Floor", "Grd Floor Flat", "G/F Flat"),
    "First Floor Flat": ("FFF", "1st Floor Flat", "First Floor", "1st Flr Flat", "Flat 1st Floor"),
    "Second Floor Flat": ("SFF", "2nd Floor Flat", "Second Floor", "2nd Flr Flat"),
    "Top Floor Flat": ("TFF", "Top Flat", "Top Floor", "Flat Top Floor"),
    "Basement Flat": ("Bsmt Flat", "Basement", "Lower Ground Floor Flat"), "Upper Flat": ("Upper Floor Flat",),
    "The Annexe": ("Annexe", "Annex", "The Annex", "Flat"),
}  # fmt: skip
_COUNTY = ("Calderdale", "North County", "England", "UK")
# For people of a hostel, and for the rest, shares of records that say so.
_ROOFLESS, _ROOFLESS_ELSE = 0.2, 0.004
_NOWHERE = (
    Written("NFA", "", ""), Written("No fixed abode", "ZZ99 3VZ", ""), Written("NO FIXED ABODE", "", ""),
    Written("Of no fixed address", "ZZ99 3VZ", ""), Written("Homeless", "", ""), Written("NFA - Northmoor", "", ""),
)  # fmt: skip
_WORDS_FOR_UNKNOWN = ("", "", "", "", "", "", "Unknown", "Not known", "Address withheld", "TBC")
_FLAT_LEFT_OUT, _NUMBER_WRONG, _NUMBER_LEFT_OUT, _TYPE_LEFT_OUT, _TYPE_WRONG = 0.05, 0.008, 0.006, 0.05, 0.012
_LIKE = {"O": "0", "0": "O", "I": "1", "1": "I", "S": "5", "5": "S", "B": "8", "8": "B", "Z": "2", "2": "Z"}


def write_nowhere(rng: Random, institution: str) -> Written | None:
    share = _ROOFLESS if institution == "hostel" else _ROOFLESS_ELSE
    return rng.choice(_NOWHERE) if rng.random() < share else None


def write_unknown(rng: Random) -> Written:
    return Written(rng.choice(_WORDS_FOR_UNKNOWN), "", "")


def write_address(rng: Random, agency: Agency, habit: Habit, stay: Stay) -> Written:
    home = stay.home
    text = _join(rng, habit, _order(rng, habit, _parts(rng, habit, home, stay.room)))
    if rng.random() < habit.blunder:
        text = _mistype(rng, text)
    postcode = _write_postcode(rng, habit, home)
    if postcode and rng.random() < 0.1:
        text = f"{text} {postcode}" if rng.random() < 0.5 else f"{text}, {postcode}"
        postcode = postcode if rng.random() < 0.6 else ""
    uprn = home.uprn if agency is Agency.COUNCIL and rng.random() < habit.uprn else ""
    return Written(_case(rng, habit, text), postcode, uprn)


def _parts(rng: Random, habit: Habit, home: Dwelling, room: str) -> list[str]:
    """Flat, building, number with street, locality, town; empty where left out."""
    odd = rng.random() < habit.form
    flat = "" if home.flat and rng.random() < _FLAT_LEFT_OUT else _write_flat(rng, home.flat, odd=odd)
    number = _write_number(rng, home.number)
    building = home.building if not number or rng.random() < (0.55 if odd else 0.9) else ""
    if home.building and number and building and rng.random() < 0.15:
        number = ""
    street = _write_street(rng, home.street, odd=odd)
    flat, number = _merge_flat(rng, flat, number) if odd and not building else (flat, number)
    if room and rng.random() < 0.35:
        flat = ", ".join(part for part in (rng.choice((room, room.replace("Room", "Rm"))), flat) if part)
    locality = home.locality if rng.random() < (0.45 if odd else 0.85) else ""
    town = home.town if rng.random() < (0.55 if odd else 0.9) else ""
    county = rng.choice(_COUNTY) if rng.random() < 0.05 else ""
    return [flat, building, f"{number} {street}".strip(), locality, town, county]


def _write_flat(rng: Random, flat: str, *, odd: bool) -> str:
    if not odd or not flat:
        return flat
    if flat in _SAID_FLOORS:
        return rng.choice((flat, *_SAID_FLOORS[flat]))
    which = flat.rpartition(" ")[2]
    forms = (flat, f"Flat {which}", f"Flt {which}", f"Fl {which}", f"Apt {which}", f"Apartment {which}", f"F{which}",
             f"Flat{which}", f"No {which}", which)  # fmt: skip
    return rng.choices(forms, (25, 20, 15, 5, 9, 5, 9, 5, 3, 4))[0]


def _merge_flat(rng: Random, flat: str, number: str) -> tuple[str, str]:
    """The flat run into the number: 2/14, 14/2, 14B, 14 Flat 2."""
    which = flat.rpartition(" ")[2]
    if not flat or not number or not (which.isdigit() or len(which) == 1) or rng.random() < 0.6:
        return flat, number
    if which.isalpha():
        return "", rng.choice((f"{number}{which}", f"{number}{which.lower()}", f"{number} {which}"))
    return "", rng.choice((f"{which}/{number}", f"{number}/{which}", f"{number} Flat {which}", f"{number} Flt {which}"))


def _write_number(rng: Random, number: str) -> str:
    drawn = rng.random()
    if not number or drawn < _NUMBER_LEFT_OUT:
        return ""
    if drawn < _NUMBER_LEFT_OUT + _NUMBER_WRONG and number.isdigit():
        return str(max(1, int(number) + rng.choice((-10, -2, -1, 1, 2, 10, 100))))
    return number.replace("-", rng.choice((" - ", "/", "-", " to "))) if "-" in number and drawn > 0.6 else number


def _write_street(rng: Random, street: str, *, odd: bool) -> str:
    words, _, kind = street.rpartition(" ")
    if not words or words == "The":
        return street
    drawn = rng.random()
    if drawn < _TYPE_WRONG:
        kind = rng.choice(tuple(SUFFIXES))
    elif odd and drawn < _TYPE_WRONG + _TYPE_LEFT_OUT:
        kind = ""
    elif drawn < (0.7 if odd else 0.15):
        kind = _OTHER_TYPES[kind] if kind in _OTHER_TYPES and rng.random() < 0.3 else _TYPES.get(kind, kind)
        kind += "." if rng.random() < 0.1 else ""
    if rng.random() < 0.3:
        words = words.replace("'", "").replace("St ", "Saint ")
    if odd and rng.random() < 0.3:
        for long, short in (
            ("Upper ", "Upr "),
            ("Lower ", "Lwr "),
            ("Great ", "Gt "),
            ("North ", "N "),
            ("South ", "Sth "),
        ):
            words = words.replace(long, short)
    return f"{words} {kind}".strip()


def _order(rng: Random, habit: Habit, parts: list[str]) -> list[str]:
    flat, building, street, *rest = parts
    if rng.random() < habit.form * 0.35:
        return rng.choice(
            ([street, flat, building, *rest], [building, flat, street, *rest], [street, building, flat, *rest])
        )
    if rng.random() < habit.form * 0.06:
        return [*rest[:2], flat, building, street]
    return parts


def _join(rng: Random, habit: Habit, parts: list[str]) -> str:
    comma = rng.choices((", ", " ", ",", " , "), (80, 60 * habit.form, 8 * habit.form, 3 * habit.form))[0]
    return comma.join(part for part in parts if part)


def _mistype(rng: Random, text: str) -> str:
    words = text.split(" ")
    fit = [at for at, word in enumerate(words) if word.rstrip(",").isalpha() and len(word) > 3]
    if not fit:
        return text
    at = rng.choice(fit)
    match rng.randrange(8):
        case 0 if at:
            return " ".join([*words[: at - 1], words[at - 1] + words[at], *words[at + 1 :]])
        case 1:
            cut = rng.randrange(2, len(words[at]))
            return " ".join([*words[:at], words[at][:cut], *([words[at][cut:]]), *words[at + 1 :]])
        case _:
            words[at] = slip(rng, slip(rng, words[at])) if rng.random() < 0.2 else slip(rng, words[at])
            return " ".join(words)


def _write_postcode(rng: Random, habit: Habit, home: Dwelling) -> str:
    drawn, postcode = rng.random(), home.postcode
    if drawn < habit.no_postcode:
        return postcode.split(" ")[0] if rng.random() < 0.08 else ""
    if drawn < habit.no_postcode + habit.wrong_postcode:
        postcode = _mistake_postcode(rng, postcode)
    if rng.random() < 0.08:
        postcode = postcode.replace(" ", "")
    return postcode.lower() if rng.random() < 0.03 else postcode


def _mistake_postcode(rng: Random, postcode: str) -> str:
    outward, inward = postcode.split(" ")
    match rng.randrange(5):
        case 0:
            return f"{outward} {inward[0]}{inward[2]}{inward[1]}"
        case 1:
            at = rng.randrange(len(postcode))
            return postcode[:at] + _LIKE.get(postcode[at], postcode[at]) + postcode[at + 1 :]
        case 2:
            return f"{outward} {rng.randint(1, 9)}{inward[1:]}"
        case 3:
            return f"{outward[:2]}{rng.randint(1, 9)} {inward}"
        case _:
            return f"{outward} {inward[:2]}{rng.choice('ABDEFGHJLNPQRSTUWXYZ')}"


def _case(rng: Random, habit: Habit, text: str) -> str:
    drawn = rng.random()
    if habit.upper or drawn < 0.12:
        return text.upper()
    return text.lower() if drawn < 0.16 else text
