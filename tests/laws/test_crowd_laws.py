from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

import tests.laws.test_linkage_laws as linkage
from scoring.linkage.clustering import Rule, cluster
from scoring.linkage.models import Models
from scoring.linkage.records import Identity, RecordId
from scoring.state import keys
from scoring.state.area import AreaState
from scoring.state.documents import Entity, PersonRecord
from scoring.state.keys import Subject
from tests.laws.linkage_worlds import identities
from tests.laws.test_linkage_laws import decided, erased, knowledge, models_of, persons, play, says, verdicts_on

MANY = settings(max_examples=200, deadline=None)


def persons_at_once(state: AreaState, models: Models, verdicts: dict[tuple[RecordId, RecordId], bool]) -> object:
    """By the rule over all the evidence there is."""
    held = {
        RecordId(name): record.statement
        for entity in state.documents.values()
        if isinstance(entity, Entity)
        for name in entity.records
        if isinstance(record := state.documents[f"person-record:{name}"], PersonRecord)  # type: ignore[index]
    }
    evidence: dict[RecordId, dict[RecordId, float]] = {record: {} for record in held}
    for key, found in state.scores.items():
        if key.startswith("person-evidence:") and found:
            evidence[RecordId(key.split(":", 1)[1])] = {RecordId(other): weight for other, weight in found.items()}

    def weigh(one: RecordId, other: RecordId) -> int:
        return models.persons.weigh(held[one], held[other])

    rule = Rule(models.persons.threshold, models.persons.floor)
    return set(cluster(list(held), evidence, rule, verdicts, weigh))


@MANY
@given(
    st.lists(identities, max_size=16), st.data(), st.integers(0, 10**6), st.integers(2, 6), st.sampled_from([4, 8, 99]),
    st.sampled_from([1_300, 2_000, 4_000]), st.sampled_from([0, 3_000]),
)  # fmt: skip
def test_a_crowd_is_parted_alike_whoever_came_first(
    said: list[Identity], data: st.DataObject, seed: int, crowd: int, limit: int, certain: int, lower: int
) -> None:
    """Where more hang together than are averaged with each other, looking at the pieces an event touches gives what
    the rule gives for all records at once, for any order, decisions and erasures; also under a threshold
    below nought, as the model that ships has."""
    models, verdicts = models_of(seed, lower), data.draw(verdicts_on(said))
    gone = data.draw(st.sets(st.integers(0, max(len(said) - 1, 0)))) if said else set()
    work = [says(n, identity) for n, identity in enumerate(said)]
    work += [decided(n, pair, confirmed) for n, (pair, confirmed) in enumerate(verdicts.items())]
    shuffled = data.draw(st.permutations([*work, *(erased(n) for n in sorted(gone))]))
    few, sure = (
        patch.multiple("scoring.linkage.clustering", CROWD=crowd, FEW=3),
        patch("scoring.linkage.crowds.CERTAIN", certain - lower),
    )
    with few, sure, patch.object(linkage, "CROWD", limit):
        state = play(shuffled, models)
        assert knowledge(state) == knowledge(play([step for n, step in enumerate(work) if n not in gone], models))
        assert persons(state) == persons_at_once(state, models, verdicts)


@MANY
@given(
    st.lists(identities, max_size=14), st.data(), st.integers(0, 10**6), st.integers(2, 6), st.sampled_from([0, 3_000])
)
def test_a_circle_is_who_is_tied_to_each_other_and_to_nobody_else(
    said: list[Identity], data: st.DataObject, seed: int, crowd: int, lower: int
) -> None:
    """After any events in any order an entity counts as closed where the evidence and what people said make it so, and
    nowhere else: whoever joins it is not looked at further."""
    models, verdicts = models_of(seed, lower), data.draw(verdicts_on(said))
    gone = data.draw(st.sets(st.integers(0, max(len(said) - 1, 0)))) if said else set()
    work = [says(n, identity, -float(n)) for n, identity in enumerate(said)]
    work += [decided(n, pair, confirmed) for n, (pair, confirmed) in enumerate(verdicts.items())]
    with patch("scoring.linkage.clustering.CROWD", crowd), patch.object(linkage, "CROWD", 8):
        state = play(data.draw(st.permutations([*work, *(erased(n) for n in sorted(gone))])), models)
    judged = {record for pair in verdicts for record in pair}
    for entity in state.documents.values():
        if isinstance(entity, Entity):
            together = set(entity.records)
            tied = all(_ties(state, one, models.persons.threshold) == together - {one} for one in together)
            assert entity.closed == (tied and len(together) < crowd and judged.isdisjoint(together))


def _ties(state: AreaState, record: RecordId, threshold: int) -> set[str]:
    found = state.scores.get(keys.evidence(Subject.PERSON, record), {})
    return {other for other, weight in found.items() if weight >= threshold}
