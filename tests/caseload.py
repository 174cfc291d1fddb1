"""A caseload of two teams over ten months, with somebody for each list: for whatever is shown of it.

Nadia is often missed and met by the police; Owen is in hospital; Priya left it two days ago and was not seen since,
Quentin was seen the day after he left; Ruth has not been seen for four months; Sid is steady. Tess is restricted, Vera
very restricted. Nobody here is anybody.
"""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from redis.asyncio import Redis

from tests.household import AREA, NOW, days_ago, event, project, tick

CMHT, EIP = "Northmoor CMHT", "Eastgate early intervention"
ASHA, TOM, JUNE = "Asha Rahman", "Tom Pike", "June Castle"
OTHERS = 44
DAYS = 300
_GIVEN = (
    "Ada",
    "Ben",
    "Cara",
    "Dev",
    "Eve",
    "Finn",
    "Gwen",
    "Hugh",
    "Ida",
    "Jack",
    "Kit",
    "Lena",
    "Mel",
    "Ned",
    "Rosa",
)
_FAMILY = ("Hale", "Iver", "Joss", "Kerr", "Lunt", "Moss", "Nash", "Orme", "Pope")

Sent = tuple[datetime, dict[str, Any]]


class Record:
    """One patient's record, written event by event."""

    def __init__(self, number: int, name: str, worker: str, team: str = CMHT, **person: Any) -> None:
        given, family = name.split()
        self.number, self.events, self._sensitivity = number, list[Sent](), str(person.pop("sensitivity", "U"))
        self._person = {"local_record_id": f"N{number}", "given_name": given, "family_name": family, **person}
        self._person.setdefault("birth_date", f"19{60 + number % 40}-0{1 + number % 9}-1{number % 10}")
        self._worker = {"name": worker, "role": "Care coordinator", "team": team, "phone": "01632 960200"}
        self.team_type = "A14" if team == EIP else "A06"

    def write(self, kind: str, days: float, category: str, **data: Any) -> "Record":
        said = {"person": self._person, "contact": self._worker, "sensitivity": self._sensitivity, **data}
        happened = days_ago(days)
        name = self.number * 10_000 + len(self.events)
        self.events.append((happened, event(name, f"{kind}-1", happened, category, **said)))
        return self

    def refer(self, days: float) -> "Record":
        return self.write("mh-referral-received", days, self.team_type, case_id=f"R{self.number}")

    def see(self, *days: float, status: str = "5") -> "Record":
        for one in days:
            self.write("mh-contact-recorded", one, status, team=self.team_type)
        return self

    def stay(self, days: float, until: float | None) -> "Record":
        said: dict[str, Any] = {"case_id": f"S{self.number}-{days:g}", "admission_method": "21"}
        self.write("mh-spell-started", days, "200", **said)
        return self if until is None else self.write("mh-spell-ended", until, "200", **said)


def named() -> Iterator[Record]:
    nadia = Record(1, "Nadia Fell", ASHA).refer(290).see(*range(30, 280, 14)).see(3, 10, 17, 24, status="3")
    nadia.write("mh-diagnosis-group-recorded", 285, "psychosis").write("mh-accommodation-recorded", 20, "HM04")
    nadia.stay(200, 190)
    for days in (2, 5, 9, 15, 22):
        police = {"name": "Jo Bell", "role": "Constable", "team": "Northmoor neighbourhood team"}
        nadia.write("police-incident-recorded", days, "concern-for-safety", contact=police)
    yield nadia
    yield Record(2, "Owen Marsh", TOM).refer(280).see(*range(8, 270, 14)).stay(3, None)
    yield Record(3, "Priya Lowe", ASHA).refer(270).see(*range(20, 260, 14)).stay(12, 2)
    yield Record(4, "Quentin Shaw", TOM).refer(270).see(*range(20, 260, 14)).stay(15, 9).see(8)
    yield Record(5, "Ruth Amos", TOM).refer(260).see(*range(121, 250, 14))
    yield Record(6, "Sid Hall", ASHA).refer(290).see(*range(4, 285, 28)).write("mh-crisis-plan-recorded", 100, "12")
    yield Record(7, "Tess Okafor", ASHA, sensitivity="R").refer(200).see(*range(5, 190, 14))
    yield Record(8, "Vera Marsh", ASHA, sensitivity="V").refer(200).see(*range(5, 190, 14)).see(2, status="3")


def others(rng: Random) -> Iterator[Record]:
    for number in range(OTHERS):
        given, family = _GIVEN[number % len(_GIVEN)], _FAMILY[number // len(_GIVEN) + 3 * (number % 3)]
        team, worker = (EIP, JUNE) if number % 3 == 0 else (CMHT, ASHA if number % 2 else TOM)
        apart, latent = rng.choice((14, 14, 28)), rng.random()
        record = Record(100 + number, f"{given} {family}", worker, team).refer(DAYS - rng.random() * 60)
        day = DAYS - 62.0
        while day > 1:
            record.see(day, status="3" if rng.random() < 0.35 * latent else "5")
            if rng.random() < 0.09 * latent**2:
                record.stay(day - 1, max(day - 9, 1.5))
                day -= 9
            day -= apart + rng.random()
        yield record


def story() -> list[dict[str, Any]]:
    """In the order in which it came, with two ticks a day."""
    records = [*named(), *others(Random(6))]
    sent = [(at + timedelta(hours=2), one) for record in records for at, one in record.events]
    sent += [(NOW - timedelta(days=day / 2), tick(NOW - timedelta(days=day / 2))) for day in range(2 * DAYS + 1)]
    return [one for at, one in sorted(sent, key=lambda each: (each[0], each[1]["id"])) if at <= NOW]


def fill(redis_url: str) -> None:
    """An emptied server with the caseload in it, as of just now."""

    async def write() -> None:
        async with Redis.from_url(redis_url) as redis:
            await redis.flushall()
            told = story()
            for start in range(0, len(told), 200):
                await project(redis, AREA, told[start : start + 200])
            await project(redis, "eastvale", [tick(NOW, "eastvale")])

    asyncio.run(write())
