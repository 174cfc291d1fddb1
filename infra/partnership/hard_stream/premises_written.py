"""The parts of an address as they are said: flats, floors, numbers, streets, some of them left out or wrong."""

from random import Random

from infra.partnership.hard_stream.habits import Habit
from infra.partnership.places import Dwelling
from infra.partnership.street_names import SUFFIXES

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
_FLAT_LEFT_OUT, _NUMBER_WRONG, _NUMBER_LEFT_OUT, _TYPE_LEFT_OUT, _TYPE_WRONG = 0.05, 0.008, 0.006, 0.05, 0.012


def write_parts(rng: Random, habit: Habit, home: Dwelling, room: str) -> list[str]:
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
