"""A stream of records that is hard to link: what six agencies wrote of one town in four years, with the truth beside.

Made for measuring and training. Every fault is drawn anew for each record, so nothing of one agency's file on a
person carries over to its next record of them.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

from infra.partnership.chance import Odds, draw_skewed, odds
from infra.partnership.hard_stream.addresses_written import Written, write_address, write_nowhere, write_unknown
from infra.partnership.hard_stream.facts_written import write_birth, write_gender, write_number
from infra.partnership.hard_stream.habits import HABITS, Habit
from infra.partnership.hard_stream.lives import FIRST_DAY, LAST_DAY, Resident, Stay
from infra.partnership.hard_stream.names_written import write_names
from infra.partnership.hard_stream.years import settle_town
from streams.codes.agencies import Agency
from streams.errors import Invalid

# How unlike people are in how much is written of them: the standard deviation of the logarithm.
_SPREAD = 0.8
# Records that give where somebody was found or stays with, not where they live.
_ELSEWHERE = 0.012
_NEWBORN_DAYS = 28
_NEWBORN_NAMES = ("Baby", "Baby Boy", "Baby Girl", "Infant", "Twin 1", "Male Infant")
_SHORTAGE = "give at least as many records as people, and at least twenty people"


@dataclass(frozen=True, slots=True)
class HardRecord:
    """A row. ``truth_address`` is the home that was meant, empty where none was; the flags are of the true person:
    ``mover`` in the stream's years, ``child`` at the record's day, ``junior`` one of two who share a name at home,
    ``institution`` ``hostel``, ``care-home`` or empty."""

    record_id: str
    source: str
    given_name: str
    family_name: str
    birth_date: str
    gender: str
    address: str
    postcode: str
    uprn: str
    nhs_number: str
    truth_person: str
    truth_address: str
    name_origin: str
    mover: int
    sharer: int
    child: int
    twin: int
    junior: int
    institution: str


COLUMNS = tuple(field.name for field in fields(HardRecord))


def write_stream(path: Path, people: int, records: int, seed: int) -> None:
    """The same arguments give the same bytes. Raises :class:`Invalid` for fewer records than people."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerows(astuple(record) for record in generate(people, records, seed))


def generate(people: int, records: int, seed: int) -> Iterator[HardRecord]:
    """In the order in which they were written; everybody has at least one. About 10 s for 100,000 records."""
    if people < 20 or records < people:
        raise Invalid("stream", _SHORTAGE, "records")
    rng = Random(f"hard/{seed}")
    residents = settle_town(rng, people).residents
    agencies = odds({agency: habit.share for agency, habit in HABITS.items()})
    days = [(_draw_day(rng, subject), subject) for subject in _choose_subjects(rng, residents, records)]
    days.sort(key=lambda written: written[0])
    for nth, (day, subject) in enumerate(days, 1):
        yield _write(rng, f"R{nth:07}", agencies, subject, day, residents)


def _choose_subjects(rng: Random, residents: Sequence[Resident], records: int) -> list[Resident]:
    weights = list(accumulate(draw_skewed(rng, 1.0, _SPREAD) for _ in residents))
    return [*residents, *rng.choices(residents, cum_weights=weights, k=records - len(residents))]


def _draw_day(rng: Random, subject: Resident) -> date:
    first = max(FIRST_DAY, subject.birth)
    return first + timedelta(days=rng.randrange((LAST_DAY - first).days + 1))


def _write(
    rng: Random, record: str, agencies: Odds[Agency], subject: Resident, day: date, residents: list[Resident]
) -> HardRecord:
    agency = agencies.draw(rng)
    habit = HABITS[agency]
    heard = max(FIRST_DAY, day - timedelta(days=int(rng.expovariate(1 / habit.learns))))
    given, family = write_names(rng, habit, subject, subject.family_at(heard))
    if (day - subject.birth).days < _NEWBORN_DAYS and rng.random() < 0.5:
        given = rng.choice(_NEWBORN_NAMES)
    birth = write_birth(rng, habit, subject.birth, day)
    where, home = _say_where(rng, agency, habit, subject, heard, residents)
    if not birth and (not where.text or len(given) < 2):
        birth = subject.birth.isoformat()
    gender, number = write_gender(rng, habit, subject.gender), write_number(rng, habit, subject, residents)
    said = (given, family, birth, gender, where.text, where.postcode, where.uprn, number)
    return HardRecord(record, agency.value, *said, subject.id, home, *_describe(subject, day))


def _say_where(
    rng: Random, agency: Agency, habit: Habit, subject: Resident, heard: date, residents: list[Resident]
) -> tuple[Written, str]:
    if nowhere := write_nowhere(rng, subject.institution):
        return nowhere, ""
    if rng.random() < habit.no_address:
        return write_unknown(rng), ""
    stay = subject.stay_at(heard)
    if subject.second_home and rng.random() < 0.35:
        stay = Stay(heard, subject.second_home)
    elif rng.random() < _ELSEWHERE:
        stay = rng.choice(residents).stays[-1]
    return write_address(rng, agency, habit, stay), stay.home.id


def _describe(subject: Resident, day: date) -> tuple[str, int, int, int, int, int, str]:
    flags = (subject.mover, subject.sharer, subject.age(day) < 18, subject.twin, subject.junior)
    return (subject.origin.name, *map(int, flags), subject.institution)  # type: ignore[return-value]
