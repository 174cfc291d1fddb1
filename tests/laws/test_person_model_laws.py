"""What holds of the model of persons for any two records whatever."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.linkage.persons import PersonModel, load_person_model, save_person_model
from scoring.linkage.records import Identity

MODEL, ANOTHER = load_person_model(), load_person_model()
MOST_KEYS = 16

_TEXT = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "J", "Mary Anne", "Smith-Jones", "O'Brien", "DO NOT USE", "Baby of Emma", "محمد", "😀", "a" * 300]
    ),
)
_DATES = st.one_of(
    st.dates().map(str),
    st.sampled_from(["", "1980", "1980-02", "1980-01-01", "1934-13-41", "٣١-١٢"]),
    st.text(max_size=12),
)
_ADDRESSES = st.one_of(
    st.sampled_from(["", "14 High Street", "Flat 2, 14 High St", "No fixed abode", "The Foyer Hostel, 6 London Rd"]),
    st.text(max_size=60),
)
IDENTITIES = st.builds(
    Identity,
    st.sampled_from(["police", "health", ""]),
    _TEXT,
    _TEXT,
    _DATES,
    st.sampled_from(["", "1", "2", "M", "female", "X"]),
    st.one_of(st.sampled_from(["", "9991234560", "9991234506", "0000000000"]), st.text(max_size=12)),
    _ADDRESSES,
    st.one_of(st.sampled_from(["", "LS1 4AB", "ls14ab", "2119", "ZZ99 3VZ"]), st.text(max_size=10)),
    st.sampled_from(["", "100", "000100"]),
)
# People who are now and then one: few names, some rare, few dates, few homes.
_ALIKE = st.builds(
    Identity,
    st.just("police"),
    st.sampled_from(
        ["James", "Jim", "Jmaes", "John", "J", "Smith", "Xanthippe", "Mohammed Ali", "Nicoleta", "Ene", ""]
    ),
    st.sampled_from(
        ["Smith", "Smyth", "Smith-Jones", "James", "Featherstonehaugh", "Begum", "Ashby", "Ene", "Nicoleta", ""]
    ),
    st.sampled_from(["1961-03-14", "1961-03-15", "1961-03", "1988-07-02", "2011-03-14", "1961", ""]),
    st.sampled_from(["", "1", "2"]),
    st.sampled_from(["", "", "9991234560", "9991234561", "9990000018"]),
    st.sampled_from(["14 High Street", "Flat 2, 14 High St", "16 High Street", "3 Mill Lane", "St Mungo's Hostel", ""]),
    st.sampled_from(["NM4 2QX", "NM4 2QY", "EV1 1AA", ""]),
)


@settings(max_examples=500)
@given(_ALIKE | IDENTITIES, _ALIKE, st.sampled_from([MODEL, MODEL.among(500), MODEL.among(1_000_000)]))
def test_what_is_noticed_is_what_weighs_enough(one: Identity, other: Identity, model: PersonModel) -> None:
    """Pairs let go before all of them is weighed are those whose whole weight would let them go."""
    weight = model.weigh(one, other)
    forms = model.read(one), model.read(other)
    assert model.weigh_forms(*forms) == weight
    assert model.notice(*forms) == (weight if weight >= min(model.doubt, model.threshold) else None)


@given(IDENTITIES, IDENTITIES)
def test_a_pair_weighs_the_same_from_both_sides(one: Identity, other: Identity) -> None:
    """Which record came first is nothing to the weight, nor to how it is explained."""
    assert MODEL.weigh(one, other) == MODEL.weigh(other, one)
    assert MODEL.explain(one, other).weight == MODEL.explain(other, one).weight


@given(_ALIKE | IDENTITIES, _ALIKE | IDENTITIES)
def test_findings_add_up_to_the_weight(one: Identity, other: Identity) -> None:
    """What a clerk is shown is all there is: the lines' sum is the pair's weight, and a probability goes with it."""
    shown = MODEL.explain(one, other)
    assert sum(finding.weight for finding in shown.findings) == shown.weight == MODEL.weigh(one, other)
    assert 0 <= shown.probability <= 1
    assert all(finding.weight < 0 for finding in shown.findings if finding.field == "household")


@given(IDENTITIES)
def test_any_record_has_few_keys_and_always_the_same(identity: Identity) -> None:
    """At most sixteen, distinct, and a function of the record alone."""
    keys = MODEL.keys(identity)
    assert len(keys) == len(set(keys)) <= MOST_KEYS
    assert keys == ANOTHER.keys(msgspec.structs.replace(identity))


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> PersonModel:
    """Out of a file."""
    path = tmp_path_factory.mktemp("models") / "model.json"
    path.write_bytes(save_person_model(MODEL))
    return load_person_model(path)


def test_a_model_read_back_from_its_file_is_the_same(again: PersonModel) -> None:
    """The file holds all the model is."""
    assert again.parameters == MODEL.parameters
    assert save_person_model(again) == save_person_model(MODEL)


@given(IDENTITIES, IDENTITIES)
def test_a_model_read_back_from_its_file_weighs_the_same(again: PersonModel, one: Identity, other: Identity) -> None:
    """Any two records."""
    assert again.weigh(one, other) == MODEL.weigh(one, other)
