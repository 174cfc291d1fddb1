"""Cases whose events name now this address and now that, one person, another or nobody, and who may be restricted."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from streams.events.observation import ObservationEvent
from tests.alerted import rule
from tests.events import read_event
from tests.laws.alert_worlds import Interval, tick
from tests.laws.worlds import START, WORKER, _envelope, incidents, people, places

_COUNCIL = "uk.council.northmoor"
_OPEN = {"indicator": "open-cases", "at_least": 1}
RULES = [
    rule("here", "Here", "address", [_OPEN]),
    rule("child", "Child", "household", [{"indicator": "children-known", "at_least": 1}]),
    rule("theirs", "Theirs", "person", [_OPEN]),
    rule("both", "Both", "address", [_OPEN, {"indicator": "contacts", "days": 91, "at_least": 2}]),
    rule("again", "Again", "address", [_OPEN | {"at_least": 2}], until=[_OPEN]),
]
_ELSEWHERE = {"text": "3 Mill Lane", "postcode": "NM9 1AA"}
_SENSITIVITIES = st.sampled_from("UUUUUURV")
_FIRMLY = [
    {"local_record_id": "L1", "family_name": "Ashby", "given_name": "Maureen", "birth_date": "1961-03-14"},
    {"local_record_id": "L2", "family_name": "Okafor", "given_name": "Adaeze", "birth_date": "2014-11-20"},
    {"local_record_id": "L3", "family_name": "Prendergast", "given_name": "Colin", "birth_date": "1947-01-30"},
]
_people = st.one_of(st.sampled_from(_FIRMLY), st.sampled_from(_FIRMLY), people)
_places = st.one_of(st.just(_ELSEWHERE), st.just({"text": "5 Abbey Close", "postcode": "NM2 8WR"}), places)


@st.composite
def case_events(draw: st.DrawFn, event_id: str, open_to_all: bool = False) -> dict[str, Any]:
    happened, later = draw(st.integers(0, 60)), draw(st.integers(0, 300))
    day = (START + timedelta(days=5 * happened)).isoformat()
    data: dict[str, Any] = {
        "happened_at": day,
        "recorded_at": (START + timedelta(days=5 * happened + later)).isoformat(),
        "category": draw(st.sampled_from(["child-in-need", "early-help"])),
        "contact": WORKER,
        "case_id": draw(st.sampled_from(["C1", "C2"])),
        "sensitivity": "U" if open_to_all else draw(_SENSITIVITIES),
    }
    about = draw(st.sampled_from(["both", "both", "person", "address"]))
    data |= {} if about == "address" else {"person": draw(_people)}
    data |= {} if about == "person" else {"address": draw(_places)}
    what = draw(st.sampled_from(["opened", "opened", "changed", "closed"]))
    return _envelope(f"council-case-{what}-1", event_id, data, _COUNCIL)


@st.composite
def _corrections(draw: st.DrawFn, targets: list[str], event_id: str) -> dict[str, Any]:
    target = draw(st.sampled_from(targets))
    about = {"recorded_at": (START + timedelta(days=draw(st.integers(0, 700)))).isoformat()}
    match draw(st.sampled_from(["rectified", "erased", "restricted"])):
        case "rectified":
            replacement = draw(case_events(target))
            return _envelope("record-rectified-1", event_id, about | {"replacement": replacement}, _COUNCIL)
        case "erased":
            return _envelope("record-erased-1", event_id, about | {"target": target}, _COUNCIL)
        case _:
            said = about | {"target": target, "sensitivity": draw(_SENSITIVITIES)}
            return _envelope("record-restricted-1", event_id, said, _COUNCIL)


@st.composite
def case_histories(draw: st.DrawFn) -> list[ObservationEvent]:
    """Up to eight events of two cases, up to four corrections of them, and up to three incidents."""
    names = [f"K{n}" for n in range(draw(st.integers(2, 8)))]
    sent = [draw(case_events(name)) for name in names]
    sent += [draw(_corrections(names, f"C{n}")) for n in range(draw(st.integers(0, 4)))]
    sent += [draw(incidents(st.just(f"E{n}"))) for n in range(draw(st.integers(0, 3)))]
    return [read_event(each) for each in sent]


@st.composite
def timed_cases(draw: st.DrawFn) -> list[Interval]:
    """One to five intervals, as in :func:`tests.laws.alert_worlds.timed_histories`."""
    ticks = sorted(draw(st.sets(st.integers(1, 700), min_size=1, max_size=5)))
    told: list[list[ObservationEvent]] = [[] for _ in ticks]
    for event in draw(case_histories()):
        told[draw(st.integers(0, len(ticks) - 1))].append(event)
    return [Interval(each, tick(days)) for each, days in zip(told, ticks, strict=True)]
