"""Persons as they truly are. What agencies make of them is in ``known``."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random

from nhs_number import calculate_checksum

from infra.partnership.places import Dwelling
from streams.codes.person import Sensitivity

# 7919 is prime to a million: every number of the range is met once, neighbours in no order.
_RANGE, _STRIDE = 1_000_000, 7_919
_YEAR = 365.2425
ADULT = 18

_VERY_RESTRICTED, _RESTRICTED = 0.002, 0.008


@dataclass(slots=True, eq=False)
class Person:
    """``former_home`` and ``former_family`` are what slow agencies still have on file."""

    serial: int
    id: str
    given: str
    family: str
    birth: date
    gender: str
    nhs_number: str
    home: Dwelling
    sensitivity: str = Sensitivity.UNRESTRICTED.value
    mates: list["Person"] = field(default_factory=list)
    former_home: Dwelling | None = None
    moved_at: int = 0
    former_family: str = ""
    renamed_at: int = 0

    def home_at(self, at: int) -> Dwelling:
        return self.former_home if self.former_home and at < self.moved_at else self.home

    def move(self, home: Dwelling, at: int) -> None:
        self.former_home, self.home, self.moved_at = self.home, home, at

    def rename(self, family: str, at: int) -> None:
        self.former_family, self.family, self.renamed_at = self.family, family, at

    def age(self, today: date) -> int:
        return int((today - self.birth).days / _YEAR)

    def is_adult(self, today: date) -> bool:
        return self.age(today) >= ADULT


def issue_nhs_numbers(first_serial: int) -> Iterator[str]:
    """Numbers of the 999 range, which the NHS never issues; some eleven tries for ten numbers."""
    for serial in count(first_serial * 6 // 5):
        nine = f"999{serial * _STRIDE % _RANGE:06}"
        check = calculate_checksum(nine)
        if check != 10:
            yield f"{nine}{check}"


def draw_birth(rng: Random, today: date, youngest: float, oldest: float) -> date:
    return today - timedelta(days=int(rng.uniform(youngest, oldest) * _YEAR) + 1)


def draw_sensitivity(rng: Random) -> str:
    drawn = rng.random()
    if drawn < _VERY_RESTRICTED:
        return Sensitivity.VERY_RESTRICTED.value
    return (Sensitivity.RESTRICTED if drawn < _RESTRICTED else Sensitivity.UNRESTRICTED).value
