"""An address as a hurried person types it: parts left out, in another order, abbreviated, mistyped, wrong."""

from random import Random
from typing import NamedTuple

from infra.partnership.hard_stream.habits import Habit
from infra.partnership.hard_stream.lives import Stay
from infra.partnership.hard_stream.premises_written import write_parts
from infra.partnership.places import Dwelling
from infra.partnership.slips import slip
from streams.codes.agencies import Agency


class Written(NamedTuple):
    """All strings; empty where unknown."""

    text: str
    postcode: str
    uprn: str


# For people of a hostel, and for the rest, shares of records that say so.
_ROOFLESS, _ROOFLESS_ELSE = 0.2, 0.004
_NOWHERE = (
    Written("NFA", "", ""), Written("No fixed abode", "ZZ99 3VZ", ""), Written("NO FIXED ABODE", "", ""),
    Written("Of no fixed address", "ZZ99 3VZ", ""), Written("Homeless", "", ""), Written("NFA - Northmoor", "", ""),
)  # fmt: skip
_WORDS_FOR_UNKNOWN = ("", "", "", "", "", "", "Unknown", "Not known", "Address withheld", "TBC")
_LIKE = {"O": "0", "0": "O", "I": "1", "1": "I", "S": "5", "5": "S", "B": "8", "8": "B", "Z": "2", "2": "Z"}


def write_nowhere(rng: Random, institution: str) -> Written | None:
    share = _ROOFLESS if institution == "hostel" else _ROOFLESS_ELSE
    return rng.choice(_NOWHERE) if rng.random() < share else None


def write_unknown(rng: Random) -> Written:
    return Written(rng.choice(_WORDS_FOR_UNKNOWN), "", "")


def write_address(rng: Random, agency: Agency, habit: Habit, stay: Stay) -> Written:
    home = stay.home
    text = _join(rng, habit, _order(rng, habit, write_parts(rng, habit, home, stay.room)))
    if rng.random() < habit.blunder:
        text = _mistype(rng, text)
    postcode = _write_postcode(rng, habit, home)
    if postcode and rng.random() < 0.1:
        text = f"{text} {postcode}" if rng.random() < 0.5 else f"{text}, {postcode}"
        postcode = postcode if rng.random() < 0.6 else ""
    uprn = home.uprn if agency is Agency.COUNCIL and rng.random() < habit.uprn else ""
    return Written(_case(rng, habit, text), postcode, uprn)


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
