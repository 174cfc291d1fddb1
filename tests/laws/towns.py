"""Towns of few people who are told apart, each met mostly at home and at times elsewhere, by several agencies: so that
most of what becomes known is one contact more, and now and then a correction, a decision or a watch."""

from datetime import timedelta
from random import Random
from typing import Any

from scoring.observed import observe
from scoring.revisions import read_revision
from streams.events.observation import ObservationEvent
from tests import alerted
from tests.alerted import decided, rule
from tests.events import read_event
from tests.laws.alert_worlds import tick
from tests.laws.worlds import START, WORKER, _envelope

_PEOPLE = (
    {"given_name": "Maureen", "family_name": "Ashby", "birth_date": "1961-03-14"},
    {"given_name": "Tomasz", "family_name": "Zielinski", "birth_date": "1988-07-02"},
    {"given_name": "Adaeze", "family_name": "Okafor", "birth_date": "2014-11-20"},
    {"given_name": "Colin", "family_name": "Prendergast", "birth_date": "1947-01-30"},
    {"given_name": "Bronwen", "family_name": "Llewellyn", "birth_date": "1975-09-09"},
)
_PLACES = (
    ({"text": "14 Curlew Street", "postcode": "NM4 2QX"}, {"text": "14 CURLEW ST", "postcode": "NM4 2QX"}),
    ({"text": "3 Mill Lane", "postcode": "NM9 1AA"}, {"text": "3 Mill Ln", "postcode": "NM9 1AA"}),
    ({"text": "Rose Cottage, Hope Road", "postcode": "NM1 7BD"},),
    ({"text": "88 Station Approach", "postcode": "NM6 3LN"},),
    ({"text": "5 Abbey Close", "postcode": "NM2 8WR"},),
    ({"text": "No fixed abode", "postcode": "ZZ99 3VZ"},),
)
_KINDS = (
    ("police", "police-incident-recorded-1", ("domestic-incident", "missing-person")),
    ("fire", "fire-incident-recorded-1", ("secondary-fire", "automatic-alarm")),
    ("ambulance", "ambulance-callout-recorded-1", ("category-2",)),
    ("council", "council-case-opened-1", ("child-in-need", "early-help")),
    ("council", "council-case-closed-1", ("child-in-need", "early-help")),
)
_POLICE = {"categories": ["police/domestic-incident"]}
RULES = (
    rule("home", "Home", "household", [{"indicator": "contacts", "days": 91, "at_least": 4}]),
    rule("calls", "Calls", "household", [{"indicator": "contacts", "days": 182, "at_least": 2, **_POLICE}]),
    rule("agencies", "Agencies", "household", [{"indicator": "agencies-active", "days": 182, "at_least": 3}]),
    rule(
        "watched",
        "Watched",
        "address",
        [{"indicator": "watched", "at_least": 1}, {"indicator": "contacts", "days": 28, "at_least": 1}],
    ),
    rule("wander", "Wander", "person", [{"indicator": "addresses-seen", "days": 182, "at_least": 3}]),
    rule(
        "child",
        "Child",
        "household",
        [
            {"indicator": "children-known", "at_least": 1},
            {"indicator": "contacts", "days": 28, "at_least": 2, **_POLICE},
        ],
    ),
    rule("open", "Open", "person", [{"indicator": "open-cases", "agencies": ["council"], "at_least": 2}]),
)


def draw_town(seed: int) -> list[ObservationEvent]:
    """Some 30 events of a year and more, with ticks between them, under a few of the rules and then under others."""
    rng, day = Random(seed), 0.0
    log = [_adopt(rng, day), tick(0)]
    sent: list[dict[str, Any]] = []
    for number in range(rng.randint(10, 45)):
        day += rng.choice((0.0, 0.0, 1.0, 9.0, 40.0))
        log += [tick(day + number / 1e4)] if rng.random() < 0.3 else []
        log += [_adopt(rng, day)] if rng.random() < 0.03 else []
        said = _correct(rng, number, sent, day) if sent and rng.random() < 0.15 else None
        if said is None:
            said = _contact(rng, number, day)
            sent.append(said)
        log.append(read_event(said))
    return [*log, tick(day + 1)]


def _adopt(rng: Random, day: float) -> ObservationEvent:
    said = alerted.adoption(rng.sample(RULES, rng.randint(1, 3)), f"of-day-{day}")
    said["data"]["recorded_at"] = (START + timedelta(days=day)).isoformat()
    return read_event(said)


def _contact(rng: Random, number: int, day: float) -> dict[str, Any]:
    agency, kind, categories = rng.choice(_KINDS)
    who = rng.randrange(len(_PEOPLE))
    where = rng.choice(_PLACES[who % 3] if rng.random() < 0.7 else rng.choice(_PLACES))
    at = (START + timedelta(days=day - rng.choice((0, 0, 0, 20, 200)), minutes=-rng.random())).isoformat()
    data: dict[str, Any] = {"happened_at": at, "recorded_at": at, "category": rng.choice(categories), "contact": WORKER}
    data |= {"sensitivity": rng.choice("UUUUUUUUUURV")} if rng.random() < 0.5 else {}
    data |= {"case_id": f"C{rng.randrange(3)}"} if agency == "council" else {}
    data |= {"person": {"local_record_id": f"{agency}{who}", **_PEOPLE[who]}} if rng.random() < 0.9 else {}
    data |= {"address": where} if rng.random() < 0.9 or "person" not in data or agency != "police" else {}
    return _envelope(kind, f"E{number}", data, f"uk.{agency}.northmoor")


def _correct(rng: Random, number: int, sent: list[dict[str, Any]], day: float) -> dict[str, Any] | None:
    target, at = rng.choice(sent), (START + timedelta(days=day)).isoformat()
    about = {"recorded_at": at, "target": target["id"]}
    match rng.choice(("erase", "restrict", "rectify", "watch", "decide", "again")):
        case "erase":
            return _envelope("record-erased-1", f"X{number}", about, target["source"])
        case "restrict":
            return _envelope(
                "record-restricted-1", f"R{number}", about | {"sensitivity": rng.choice("URV")}, target["source"]
            )
        case "rectify":
            another = _contact(rng, number, day)["data"]
            moved = {
                name: another[name] for name in ("person", "address", "happened_at", "recorded_at") if name in another
            }
            data = {"recorded_at": at, "replacement": target | {"data": target["data"] | moved}}
            return _envelope("record-rectified-1", f"F{number}", data, target["source"])
        case "watch" if "address" in target["data"]:
            record = read_revision(observe(read_event(target))).cell.contact
            assert record
            until = (START + timedelta(days=day + rng.choice((-1, 50)))).isoformat()
            return decided(
                "address-watched-1",
                f"W{number}",
                {"recorded_at": at, "target": record.address, "until": until, "watched_by": WORKER},
            )
        case "decide":
            return _decide(rng, number, sent, at)
        case "again":
            return target
        case _:
            return None


def _decide(rng: Random, number: int, sent: list[dict[str, Any]], at: str) -> dict[str, Any] | None:
    records = sorted(
        {c.person for each in sent if (c := read_revision(observe(read_event(each))).cell.contact) and c.person}
    )
    if len(records) < 2:
        return None
    one, other = rng.sample(records, 2)
    data = {"recorded_at": at, "subject": "person", "one": one, "other": other, "decided_by": WORKER}
    kind = rng.choice(("link-confirmed-1", "link-refused-1"))
    return decided(kind, f"D{number}", data | {"reason": "records-compared"})
