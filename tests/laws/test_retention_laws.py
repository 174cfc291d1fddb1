"""What is past its age is gone, as if it had never been sent; and nothing of it comes back."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, cast
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import retention
from scoring.batches import Step, run_batch
from scoring.observed import observe, read_observed
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from scoring.revisions import read_revision
from scoring.state import keys
from scoring.state.documents import Cell, PersonRecord, read
from scoring.state.keys import kind_of
from streams.ages import go_back
from streams.codec import OBSERVATION, encode
from streams.codes.person import Sensitivity
from streams.contract import event_key
from streams.events.observation import ObservationEvent
from streams.sealing.envelope import write_aged
from tests.alerted import decided
from tests.events import read_event
from tests.laws.memory import MODELS, MemoryStore
from tests.laws.test_pipeline_laws import without_tombstones
from tests.laws.worlds import START, WORKER, _envelope, find_records, histories, moments, people, sensitivities


@pytest.fixture(autouse=True, scope="module")
def _looked_at_again_at_each_tick() -> Iterator[None]:
    """What is needed still; it would be in 30 days."""
    with patch.object(retention, "_AGAIN", 0.0):
        yield


MANY = settings(max_examples=150, deadline=None)
_COUNCIL = "uk.council.northmoor"
MONTHS = 12


def tick(days: float, months: int | None = MONTHS) -> ObservationEvent:
    at = START + timedelta(days=days)
    data = {"at": at.isoformat()} | ({"keep_months": months} if months else {})
    envelope = {"id": f"t{days}", "source": "uk.linnet.clock", "time": at.isoformat(), "area": "northmoor"}
    said: ObservationEvent = OBSERVATION.validate_python({"type": "tick-1", "data": data} | envelope)
    return said


def draining(days: float) -> list[ObservationEvent]:
    """Ticks seconds apart, more than anything here can wait for."""
    return [tick(days + each / 86_400) for each in range(8)]


def case_event(
    kind: str, event_id: str, case: str, happened: str, who: dict[str, str], sensitivity: str = "U"
) -> ObservationEvent:
    data = {"happened_at": happened, "recorded_at": happened, "category": "child-protection-plan", "case_id": case}
    said = {"person": who, "contact": WORKER, "sensitivity": sensitivity}
    envelope = {"specversion": "1.0", "id": event_id, "source": _COUNCIL, "time": START.isoformat()}
    event: ObservationEvent = OBSERVATION.validate_python(
        {**envelope, "area": "northmoor", "type": f"council-case-{kind}-1", "data": data | said}
    )
    return event


@st.composite
def cases(draw: st.DrawFn) -> list[ObservationEvent]:
    """Up to six events of up to three cases, opened and closed in any order."""
    kinds = st.sampled_from(["opened", "changed", "closed", "closed"])
    numbers = range(draw(st.integers(0, 6)))
    return [
        case_event(draw(kinds), f"K{n}", draw(st.sampled_from("ABC")), draw(moments), draw(people), draw(sensitivities))
        for n in numbers
    ]


def end_of(event: Any, events: Iterable[Any]) -> float | None:
    """When its case was closed first from then on; None while it is open. Of two at one moment the closing is later."""
    said = [(each.data.happened_at, "closed" in each.type, each.data.case_id) for each in events]
    own = (event.data.happened_at, "closed" in event.type)
    ends = [at.timestamp() for at, closed, case in said if closed and case == event.data.case_id and (at, True) >= own]
    return min(ends, default=None)


def keep(events: list[ObservationEvent], days: float) -> list[ObservationEvent]:
    """What there is on that day, told without the core: by hand, but for who is one with whom."""
    kept = go_back(START + timedelta(days=days), MONTHS).timestamp()
    told = [event for event in events if event.type.startswith("council")]
    left, before = events, list[ObservationEvent]()
    while left != before:
        left, before = _keep(left, told, kept), left
    return left


def _keep(events: list[ObservationEvent], told: list[ObservationEvent], kept: float) -> list[ObservationEvent]:
    stated = [event for event in events if not event.type.startswith(("link", "record"))]
    matters = [event for event in stated if _matters(event, told, kept)]
    # What restricts nobody goes first: who is whom is asked without it.
    others = [event for event in stated if event not in matters and not _bears(event, stated)]
    lasting = _find_lasting([event for event in events if event not in others], matters)
    live = [event for event in stated if event in matters or event in lasting or _ends(event, lasting)]
    records = set(find_records(live)[:-4])  # type: ignore[arg-type]
    numbers = {
        said.local_record_id
        for event in live
        if (said := getattr(event.data, "person", None)) and "police" in event.source
    }
    return [
        event for event in events if event in live or (event not in stated and _holds(event, records, numbers, kept))
    ]


def _find_lasting(events: list[ObservationEvent], live: list[ObservationEvent]) -> list[ObservationEvent]:
    """Of what is past its age, what restricts somebody who is known by something that is not; of several of one record,
    the last of those that are as strict."""
    store = MemoryStore().play(events)
    stated = [event for event in events if not event.type.startswith(("link", "record"))]
    contacts = [(event, contact) for event in stated if (contact := read_revision(observe(event)).cell.contact)]
    named = [(event, contact) for event, contact in contacts if contact.person]
    known = {_read_person(store, contact.person) for event, contact in named if event in live}
    return [
        event
        for event, contact in named
        if event not in live and contact.sensitivity and _read_person(store, contact.person) in known
        if not any(
            other.person == contact.person
            and other.sensitivity >= contact.sensitivity
            and (other.happened, _key(each)) > (contact.happened, _key(event))
            for each, other in named
        )
    ]


def _read_person(store: MemoryStore, record: str) -> str:
    key = keys.record(keys.Subject.PERSON, record)
    held = read(key, store.documents[key])
    assert isinstance(held, PersonRecord)
    return held.entity


def _key(event: ObservationEvent) -> str:
    return event_key(event.source, event.id)


def _bears(event: Any, stated: list[Any]) -> bool:
    marked = [each for each in stated if _is_marked(each)]
    return event in marked or _ends(event, marked)


def _is_marked(event: Any) -> bool:
    data = event.data
    return bool(getattr(data, "person", None)) and data.sensitivity is not Sensitivity.UNRESTRICTED


def _ends(event: Any, lasting: list[Any]) -> bool:
    """Whether it closed a case of which something before it lasts."""
    if "closed" not in event.type:
        return False
    case = [each for each in lasting if each.type.startswith("council") and each.data.case_id == event.data.case_id]
    return any(_turn(each) < _turn(event) for each in case)


def _turn(event: Any) -> tuple[datetime, bool, str]:
    return event.data.happened_at, "closed" in event.type, _key(event)


def _matters(event: Any, told: list[ObservationEvent], kept: float) -> bool:
    if event.type == "dwelling-listed-1":
        return True
    if event.type.startswith("council"):
        end = end_of(event, told)
        return end is None or end > kept
    return bool(event.data.happened_at.timestamp() > kept)


def _holds(event: ObservationEvent, records: set[tuple[str, str]], numbers: set[str], kept: float) -> bool:
    said: Any = event.data
    if said.recorded_at.timestamp() > kept:
        return True
    if event.type == "record-merged-1":
        return {said.kept, said.gone} <= numbers
    return {(said.subject, said.one), (said.subject, said.other)} <= records


@MANY
@given(histories(corrected=False), cases(), st.integers(300, 900), st.data())
def test_what_is_left_is_the_log_without_what_is_past_its_age(
    history: list[ObservationEvent], told: list[ObservationEvent], days: int, data: st.DataObject
) -> None:
    """Whatever order and batches: byte-equal to an area that was never told of it, with everything of the cases that
    are open, or ended less than a year ago; what is decided of two records is kept for as long as there are both, and
    what restricts somebody for as long as they are known."""
    events = data.draw(st.permutations([*history, *told]))
    size = data.draw(st.integers(1, 20))
    left = MemoryStore().play([tick(0), *events, *draining(days)], size)
    never = MemoryStore().play([tick(0), *keep(events, days), *draining(days)])
    assert contents(left) == contents(never)
    assert {key for key in left.scores if kind_of(key) == "ages"} <= {keys.AGES}


def contents(store: MemoryStore) -> dict[str, object]:
    """All that says anything of anybody."""
    return {
        key: value
        for key, value in without_tombstones(store).items()
        if not (kind_of(key) == "cell" and _says_nothing(key, store))
    }


def _says_nothing(key: str, store: MemoryStore) -> bool:
    cell = read(keys.Key(key), store.documents[keys.Key(key)])
    assert isinstance(cell, Cell)
    return cell.aged or cell.erased


@MANY
@given(histories(corrected=False), cases(), st.lists(st.integers(1, 900), min_size=1, max_size=4), st.data())
def test_time_may_pass_anywhere(
    history: list[ObservationEvent], told: list[ObservationEvent], days: list[int], data: st.DataObject
) -> None:
    """What is stated before something has gone, after it, or again, makes no difference in the end: in particular not a
    case that is opened, by what the log says, after its end was told and forgotten. What was decided so long ago goes
    where one of the two is not there, and what restricted somebody where nothing else was known of them; who comes
    later comes without it."""
    stated = [event for event in history if not event.type.startswith(("link", "record"))]
    events, last = [_lift(event) for event in (*stated, *told)], max(days)
    again = data.draw(st.lists(st.sampled_from(events), max_size=6))
    mixed = data.draw(st.permutations([*events, *again]))
    log, rest = [tick(0)], mixed
    for day in sorted(days):
        cut = data.draw(st.integers(0, len(rest)))
        log, rest = [*log, *rest[:cut], *draining(day)], rest[cut:]
    one = MemoryStore().play([*log, *rest, *draining(last + 1)], data.draw(st.integers(1, 20)))
    other = MemoryStore().play([tick(0), *events, *draining(last + 1)])
    assert contents(one) == contents(other)


def _lift(event: Any) -> ObservationEvent:
    if event.type == "dwelling-listed-1":
        return cast(ObservationEvent, event)
    data = event.data.model_copy(update={"sensitivity": Sensitivity.UNRESTRICTED})
    return cast(ObservationEvent, event.model_copy(update={"data": data}))


@MANY
@given(histories(), cases(), st.lists(st.integers(1, 900), min_size=1, max_size=3), st.integers(1, 20), st.data())
def test_a_replay_lets_go_of_the_same(
    history: list[ObservationEvent], told: list[ObservationEvent], days: list[int], size: int, data: st.DataObject
) -> None:
    """In batches of any size, and again from any place: every byte is as after the first run, ages too."""
    log = [tick(0), *data.draw(st.permutations([*history, *told]))]
    for day in sorted(days):
        place = data.draw(st.integers(1, len(log)))
        log = [*log[:place], tick(day), *log[place:]]
    first = MemoryStore().play(log)
    assert everything(MemoryStore().play(log, size)) == everything(first)


def everything(store: MemoryStore) -> dict[str, object]:
    return {str(key): value for part in (store.documents, store.members, store.scores) for key, value in part.items()}


@MANY
@given(histories(corrected=False), cases(), st.integers(300, 900), st.data())
def test_what_cannot_be_read_any_more_changes_nothing(
    history: list[ObservationEvent], told: list[ObservationEvent], days: int, data: st.DataObject
) -> None:
    """A log of which the keys of what has gone are destroyed, with some that is still there readable or all of it: the
    same is known in the end."""
    events = data.draw(st.permutations([*history, *told]))
    left = keep(events, days)
    # Of a case that has gone, nothing: its months are destroyed when the last of them is past its age. Nor of what
    # restricted somebody: by that who is whom would be another while it goes.
    gone = [event.type.startswith("council") or _is_marked(event) for event in events]
    legible = [
        event in left or (not whole and data.draw(st.booleans())) for event, whole in zip(events, gone, strict=True)
    ]
    closed = [raw_of(event if read else None, event) for event, read in zip(events, legible, strict=True)]
    one = play_raw([encode(tick(0)), *closed, *map(encode, draining(days))])
    other = MemoryStore().play([tick(0), *left, *draining(days)])
    assert contents(one) == contents(other)


def raw_of(event: ObservationEvent | None, stands_for: ObservationEvent) -> bytes:
    if event:
        return encode(event)
    target = event_key(stands_for.source, stands_for.id)
    said: Any = stands_for.data
    moment = said.happened_at if hasattr(said, "happened_at") else said.recorded_at
    return write_aged(stands_for.area, target, moment - timedelta(days=1), felled=True)


def play_raw(log: list[bytes]) -> MemoryStore:
    store = MemoryStore()
    for offset, raw in enumerate(log):
        step = Step(prepare(read_observed(raw)), LogPoint("northmoor", 0, offset, 0))
        changes, entries = asyncio.run(run_batch([step], store, MODELS))
        store.commit(changes)
        store.outbox += entries
    return store


def test_a_referral_that_was_rejected_goes_at_its_age() -> None:
    """Mostly nothing follows it, so nothing would ever close it; one that was taken on stays until it is closed."""
    for accepted in (True, False):
        store = MemoryStore().play([tick(0), referral(accepted), *draining(400)])
        assert bool([key for key in store.documents if kind_of(key) == "person"]) is accepted


def referral(accepted: bool) -> ObservationEvent:
    said = {"happened_at": START.isoformat(), "recorded_at": START.isoformat(), "category": "A06", "case_id": "R1"}
    who = {"local_record_id": "L1", "family_name": "Ashby"}
    more = {"person": who, "contact": WORKER, "accepted": accepted}
    return read_event(_envelope("mh-referral-received-1", "R1", said | more, "uk.ehr.northmoor"))


def test_a_watch_that_was_over_long_ago_is_on_no_list() -> None:
    """Of an address that was watched nothing is left when all of it is past its age, and its watch too."""
    police = {"happened_at": START.isoformat(), "recorded_at": START.isoformat(), "category": "domestic-incident"}
    said = police | {"contact": WORKER, "address": {"text": "3 Mill Lane", "postcode": "NM9 1AA"}}
    met = read_event(_envelope("police-incident-recorded-1", "E1", said))
    contact = read_revision(observe(met)).cell.contact
    assert contact
    until = (START + timedelta(days=10)).isoformat()
    data = {"recorded_at": START.isoformat(), "target": contact.address, "until": until, "watched_by": WORKER}
    watched = read_event(decided("address-watched-1", "W1", data))
    store = MemoryStore().play([tick(0), met, watched, tick(9)])
    assert keys.WATCHED in store.scores
    assert not store.play(draining(500)).scores


def test_a_case_that_has_gone_is_not_opened_again_by_who_opened_it() -> None:
    """Its end is told, and goes; then what opened it comes, for the first time or again: nothing of it is known. What
    opens it after that end is."""
    who = {"local_record_id": "L1", "family_name": "Ashby"}
    early, late = START.isoformat(), (START + timedelta(days=500)).isoformat()
    opened, closed = (case_event(kind, kind, "A", early, who) for kind in ("opened", "closed"))
    store = MemoryStore().play([tick(0), closed, *draining(400), opened, *draining(401)])
    assert not [key for key in store.documents if kind_of(key) in ("cell", "person")]
    again = case_event("opened", "again", "A", late, who)
    assert [key for key in store.play([again, *draining(900)]).documents if kind_of(key) == "person"]
