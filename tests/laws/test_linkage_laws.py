from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.linkage.clustering import Pair, pair_of
from scoring.linkage.models import Models, load_models
from scoring.linkage.records import Identity, RecordId, record_id
from scoring.pipeline import Prepared, apply
from scoring.revisions import Revision
from scoring.state import keys
from scoring.state.area import AreaState, Draft
from scoring.state.documents import Cell, Contact, Decision, Entity, Version, Worker
from scoring.state.keys import Subject
from streams.contract import EventKey
from tests.laws.linkage_worlds import DOUBT, FLOOR, THRESHOLD, ArbitraryMatcher, identities, partition_at_once

MANY = settings(max_examples=200, deadline=None)
PLACES = load_models().places
NOBODY = Worker("", "", "")
# Small, so that a dozen records make a crowd.
CROWD = 4


@contextmanager
def small_crowds() -> Iterator[None]:
    with patch("scoring.linkage.evidence.LIMIT", CROWD):
        yield


def says(event: int, identity: Identity, happened: float = 0.0) -> Prepared:
    contact = Contact(identity.agency, "", "", happened, 0.0, record_id(identity), RecordId(""), NOBODY)
    version = Version(False, 0.0, str(event))
    return Prepared(Revision(EventKey(f"E{event}"), "", 0.0, Cell(contact, version), identity))


def erased(event: int) -> Prepared:
    return Prepared(Revision(EventKey(f"E{event}"), "", 0.0, Cell(erased=True)))


def decided(number: int, pair: Pair, confirmed: bool) -> Prepared:
    decision = Decision(Subject.PERSON, *pair, confirmed, float(number), NOBODY, "", f"D{number}")
    return Prepared(Revision(EventKey(f"D{number}"), "", 0.0, Cell(decision=decision)))


def play(work: Sequence[Prepared], models: Models) -> AreaState:
    state = AreaState(whole=True)
    with small_crowds():
        for prepared in work:
            state.fold(apply(prepared, Draft(state), models))
    return state


def persons(state: AreaState) -> set[frozenset[str]]:
    return {frozenset(held.records) for held in state.documents.values() if isinstance(held, Entity)}


def knowledge(state: AreaState) -> dict[str, Any]:
    """What is held, without what is empty, and without the cells of what was erased."""
    documents: dict[str, Any] = {
        k: v
        for k, v in state.documents.items()
        if v is not None and not k.startswith(("cell:", "freshness", "lineage"))
    }
    return {**documents, **{k: v for held in (state.members, state.scores) for k, v in held.items() if v}}


def models_of(seed: int, lower: int = 0) -> Models:
    matcher = ArbitraryMatcher(seed, "arbitrary", THRESHOLD - lower, DOUBT - lower, FLOOR - lower, lower)
    return Models(matcher, PLACES)


@st.composite
def verdicts_on(draw: st.DrawFn, said: Sequence[Identity]) -> dict[Pair, bool]:
    records = sorted({record_id(identity) for identity in said})
    pairs = [pair_of(a, b) for a in records for b in records if a < b]
    return draw(st.dictionaries(st.sampled_from(pairs), st.booleans(), max_size=3)) if pairs else {}


@MANY
@given(st.lists(identities, max_size=14), st.data(), st.integers(0, 10**6))
def test_persons_are_what_the_rule_makes_of_all_records_at_once(
    said: list[Identity], data: st.DataObject, seed: int
) -> None:
    """Whatever the order, the duplicates, the erasures and the people's decisions, the persons are those of a plain
    average linkage over the records left."""
    models, verdicts = models_of(seed), data.draw(verdicts_on(said))
    gone = data.draw(st.sets(st.integers(0, max(len(said) - 1, 0)))) if said else set()
    work = [says(n, identity) for n, identity in enumerate(said)]
    work += [decided(n, pair, confirmed) for n, (pair, confirmed) in enumerate(verdicts.items())]
    state = play([*data.draw(st.permutations([*work, *work[:3]])), *(erased(n) for n in sorted(gone))], models)
    left = [identity for n, identity in enumerate(said) if n not in gone]
    matcher = ArbitraryMatcher(seed)
    assert persons(state) == partition_at_once(left, matcher, verdicts, CROWD)


@MANY
@given(st.lists(identities, max_size=14), st.data(), st.integers(0, 10**6))
def test_knowledge_is_of_the_set_of_records_alone(said: list[Identity], data: st.DataObject, seed: int) -> None:
    """Evidence, doubts, keys and names are equal for any order, with any subset erased in between."""
    models = models_of(seed)
    gone = data.draw(st.sets(st.integers(0, max(len(said) - 1, 0)))) if said else set()
    work = [says(n, identity) for n, identity in enumerate(said)]
    shuffled = data.draw(st.permutations([*work, *(erased(n) for n in sorted(gone))]))
    plain = play([step for n, step in enumerate(work) if n not in gone], models)
    assert knowledge(play(shuffled, models)) == knowledge(plain)


@MANY
@given(st.lists(identities, min_size=2, max_size=10), st.data(), st.integers(0, 10**6))
def test_a_decision_withdrawn_was_never_made(said: list[Identity], data: st.DataObject, seed: int) -> None:
    """Decisions and their withdrawals, in any order among the records, leave what no decision leaves."""
    models, verdicts = models_of(seed), data.draw(verdicts_on(said))
    work = [says(n, identity) for n, identity in enumerate(said)]
    made = [decided(n, pair, confirmed) for n, (pair, confirmed) in enumerate(verdicts.items())]
    taken = [Prepared(Revision(EventKey(f"D{n}"), "", 0.0, Cell(erased=True))) for n in range(len(verdicts))]
    shuffled = data.draw(st.permutations([*work, *made, *taken]))
    assert knowledge(play(shuffled, models)) == knowledge(play(work, models))


@MANY
@given(st.lists(identities, max_size=12), st.data(), st.integers(0, 10**6))
def test_doubts_are_the_open_questions(said: list[Identity], data: st.DataObject, seed: int) -> None:
    """In the review queue is each pair compared that reaches the doubt mark, stands apart, and nobody decided about."""
    verdicts = data.draw(verdicts_on(said))
    work = [says(n, identity) for n, identity in enumerate(said)]
    work += [decided(n, pair, confirmed) for n, (pair, confirmed) in enumerate(verdicts.items())]
    state = play(data.draw(st.permutations(work)), models_of(seed))
    homes = {record: together for together in persons(state) for record in together}
    evidence = {
        (key.split(":", 1)[1], other): weight
        for key, found in state.scores.items()
        if key.startswith("person-evidence:")
        for other, weight in found.items()
    }
    open_questions = {
        f"{one} {other}": weight
        for (one, other), weight in evidence.items()
        if one < other
        and weight >= DOUBT
        and homes[one] != homes[other]
        and pair_of(RecordId(one), RecordId(other)) not in verdicts
    }
    assert state.scores.get(keys.doubts(Subject.PERSON), {}) == open_questions
