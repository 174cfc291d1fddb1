"""Birth date, gender and NHS number as they are typed; an empty text where they are not."""

from datetime import date, timedelta
from random import Random

from infra.partnership.hard_stream.habits import WRONG_GENDER, WRONG_NUMBER, Habit
from infra.partnership.hard_stream.lives import Resident
from infra.partnership.households import FEMALE, MALE
from infra.partnership.slips import misread_number
from streams.codes.person import Gender


def write_birth(rng: Random, habit: Habit, birth: date, day: date) -> str:
    """A whole date, a year and month, or a year; never after ``day``, the record's own."""
    drawn, kind = rng.random(), habit.no_birth
    if drawn < kind:
        return ""
    if drawn < (kind := kind + habit.wrong_birth):
        wrong = _mistake(rng, birth)
        return (wrong if wrong <= day else birth).isoformat()
    if drawn < kind + habit.partial_birth:
        return f"{birth.year}" if rng.random() < 0.7 else f"{birth:%Y-%m}"
    return birth.isoformat()


def _mistake(rng: Random, birth: date) -> date:
    match rng.choices(range(7), (22, 22, 12, 14, 8, 14, 8))[0]:
        case 0 if birth.day <= 12:
            return birth.replace(month=birth.day, day=birth.month)
        case 0 | 1:
            return birth.replace(day=_mistype(rng, birth.day, 28))
        case 2:
            return birth.replace(month=_mistype(rng, birth.month, 12), day=min(birth.day, 28))
        case 3:
            return birth.replace(year=birth.year + rng.choice((-10, -1, -1, 1, 1, 10)), day=min(birth.day, 28))
        case 4:
            return birth + timedelta(days=rng.choice((-1, 1)))
        case 5:
            return birth.replace(month=1, day=1)
        case _:
            # An age that was told, and a clerk who reckoned.
            return date(birth.year + rng.choice((-1, 0, 1)), 1, 1)


def _mistype(rng: Random, number: int, most: int) -> int:
    """One digit wrong, or the two exchanged; from 1 to ``most``."""
    text = f"{number:02}"
    fits = [
        other
        for other in range(1, most + 1)
        if f"{other:02}" == text[::-1] or sum(one != two for one, two in zip(f"{other:02}", text, strict=True)) == 1
    ]
    return rng.choice([other for other in fits if other != number])


def write_gender(rng: Random, habit: Habit, gender: str) -> str:
    drawn = rng.random()
    if drawn < habit.no_gender:
        return "" if rng.random() < 0.7 else Gender.NOT_KNOWN.value
    if drawn < habit.no_gender + WRONG_GENDER:
        return FEMALE if gender == MALE else MALE
    return gender


def write_number(rng: Random, habit: Habit, resident: Resident, everybody: list[Resident]) -> str:
    if rng.random() >= habit.nhs_number:
        return ""
    if rng.random() >= WRONG_NUMBER:
        return resident.nhs_number
    others = [mate for mate in resident.mates if mate is not resident]
    match rng.randrange(3):
        case 0 if others:
            return rng.choice(others).nhs_number
        case 0 | 1:
            return rng.choice(everybody).nhs_number
        case _:
            return misread_number(rng, resident.nhs_number)
