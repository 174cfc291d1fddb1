"""A small caseload through most of a year: visits, missed visits, police at the door, crises; and a tick a day."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from streams.codec import OBSERVATION
from streams.events.observation import ObservationEvent
from tests.household import NOW, event, tick, worker

WEEKS = 40
START = NOW - timedelta(weeks=WEEKS)
TEAM = worker("Ann Cole", "Care co-ordinator", "Northmoor CMHT")
_NAMES = (
    ("Aisha", "Abara"),
    ("Bronwen", "Bexley"),
    ("Cedric", "Cadwallader"),
    ("Dolores", "Dunmore"),
    ("Emeka", "Eze"),
    ("Farida", "Fairweather"),
    ("Gwilym", "Gopal"),
    ("Hester", "Hathersage"),
    ("Ivor", "Iwu"),
    ("Jemima", "Jolliffe"),
    ("Kwame", "Kettle"),
    ("Lowri", "Lorrimer"),
)
_Dated = tuple[datetime, dict[str, Any]]


def patient(number: int) -> dict[str, str]:
    return {
        "local_record_id": f"RIO{number}",
        "given_name": _NAMES[number][0],
        "family_name": _NAMES[number][1],
        "birth_date": f"19{60 + 3 * number}-0{1 + number % 9}-1{number % 9}",
        "gender": str(1 + number % 2),
    }


def home(number: int) -> dict[str, str]:
    return {"text": f"{3 + 11 * number} Curlew Street", "postcode": f"NM{1 + number % 9} 2Q{'ABDEFGHJLNPQ'[number]}"}


def record(
    number: int, who: int, kind: str, happened: datetime, category: str, lag: float = 2.0, **more: Any
) -> _Dated:
    """What arrives, with when: ``lag`` hours after it happened."""
    about = {"person": patient(who), "address": home(who), "contact": TEAM}
    said = event(number, kind, happened, category, **(about | more))
    arrives = happened + timedelta(hours=lag)
    said["data"]["recorded_at"] = said["time"] = arrives.isoformat()
    return arrives, said


def live(who: int, rng: Random, crises: float) -> list[_Dated]:
    first, found = START + timedelta(days=1 + rng.random() * 20), list[_Dated]()

    def write(kind: str, happened: datetime, category: str, **more: Any) -> None:
        found.append(record(who * 1_000 + len(found), who, kind, happened, category, rng.expovariate(0.1), **more))

    write("mh-referral-received-1", first, "A06", case_id=f"R{who}")
    write("mh-diagnosis-group-recorded-1", first, rng.choice(("psychosis", "anxiety")))
    write("mh-ethnic-group-recorded-1", first, rng.choice(("white", "black", "asian")))
    for week in range(1, WEEKS - 3):
        seen = first + timedelta(weeks=week, hours=rng.random() * 50)
        write("mh-contact-recorded-1", seen, rng.choice(("5", "5", "3")), team="A06")
        if rng.random() < 0.1:
            write("police-incident-recorded-1", seen + timedelta(days=1), "concern-for-safety")
        if rng.random() < crises:
            case, until = f"S{who}-{week}", seen + timedelta(days=2 + 9 * rng.random())
            write("mh-spell-started-1", seen, "200", case_id=case, admission_method="2A")
            write("mh-spell-ended-1", until, "200", case_id=case, admission_method="2A")
    return found


def write_lives(seed: int, patients: int = 6, crises: float = 0.08) -> list[dict[str, Any]]:
    """In the order of arrival. ``crises``: the chance of one in a week."""
    rng = Random(seed)
    dated = [one for who in range(patients) for one in live(who, rng, crises)]
    ticks = [START + timedelta(days=day) for day in range(7 * WEEKS + 1)]
    return [said for _, said in sorted([*dated, *((at, tick(at)) for at in ticks)], key=lambda each: each[0])]


def read_all(sent: list[dict[str, Any]]) -> list[ObservationEvent]:
    return [OBSERVATION.validate_python(one) for one in sent]
