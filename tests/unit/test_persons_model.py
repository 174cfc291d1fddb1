"""The model of persons that ships, on pairs whose answer people agree on."""

from itertools import pairwise

import msgspec
import pytest

from scoring.linkage.persons import load_person_model
from scoring.linkage.persons.training import train
from scoring.linkage.records import Identity

MODEL = load_person_model()
ANN = Identity("police", "Ann", "Hartley", "1981-04-06", "2", "", "15 Queens Road, Northmoor", "NM6 1AJ")
ONE = [
    {},
    {"given_name": "Annie", "agency": "health"},
    {"given_name": "Hartley", "family_name": "Ann"},
    {"birth_date": "1981-06-04"},
    {"birth_date": "1981"},
    {"family_name": "Dixon"},
    {"family_name": "Hartly", "address": "15 Queens Rd", "postcode": ""},
    {"address": "3 Mill Lane, Leeds", "postcode": "LS1 4AB"},
]
TWO = [
    {"given_name": "Mary", "birth_date": "1950-11-23"},
    {"given_name": "Mary", "gender": "1"},
    {"birth_date": "1950-11-23"},
    {"given_name": "Peter", "gender": "1", "birth_date": "1979-02-28"},
    {"family_name": "Dixon", "birth_date": "1990-12-24", "address": "3 Mill Lane", "postcode": "LS1 4AB"},
]


def _changed(changes: dict[str, str]) -> Identity:
    return msgspec.structs.replace(ANN, **changes)


@pytest.mark.parametrize("changes", ONE)
def test_one_person_written_differently_is_joined(changes: dict[str, str]) -> None:
    """Nicknames, swaps, slips, a move, a marriage: each by itself leaves two records one person's."""
    assert MODEL.weigh(ANN, _changed(changes)) >= MODEL.threshold
    assert set(MODEL.keys(ANN)) & set(MODEL.keys(_changed(changes)))


@pytest.mark.parametrize("changes", TWO)
def test_people_of_one_household_are_kept_apart(changes: dict[str, str]) -> None:
    """A mother of the same name, a twin, a brother, a partner: the address they share does not make them one."""
    assert MODEL.weigh(ANN, _changed(changes)) < MODEL.threshold


@pytest.mark.parametrize(("one", "other"), [("Alfie", "Freddie"), ("Maisie", "Daisy"), ("Emma", "Emily")])
def test_two_short_forms_of_one_name_are_two_children(one: str, other: str) -> None:
    """No child becomes a brother or sister of one home whose birth date an agency does not know."""
    known = _changed({"given_name": one, "birth_date": "2016-05-04", "gender": ""})
    assert MODEL.weigh(known, _changed({"given_name": other, "birth_date": "", "gender": ""})) < MODEL.threshold


def test_two_of_one_birth_date_are_twins_while_they_are_children() -> None:
    """At one address, with another given name: children are kept apart as twins; adults seldom live with a twin."""
    grown = _changed({"gender": ""}), _changed({"gender": "", "given_name": "Mary"})
    children = [msgspec.structs.replace(one, birth_date="2015-04-06") for one in grown]
    assert MODEL.weigh(*children) < MODEL.threshold <= MODEL.weigh(*grown)


def test_a_date_that_no_parent_could_have_is_taken_for_a_slip() -> None:
    """One full name at one address, the birth dates over fifty years apart: one person. A generation apart: two."""
    assert MODEL.weigh(ANN, _changed({"birth_date": "1919-11-23"})) >= MODEL.threshold
    assert MODEL.weigh(ANN, _changed({"birth_date": "1953-11-23"})) < MODEL.threshold


def test_two_of_one_name_in_two_flats_are_two_though_both_have_the_buildings_uprn() -> None:
    """Of birth dates that are not one another's slips."""
    tower = {"given_name": "Mohammed", "family_name": "Ali", "gender": "1", "uprn": "100012345"}
    one = _changed(tower | {"birth_date": "1985-05-03", "address": "Flat 2, Heron Tower, Mill Road"})
    other = _changed(tower | {"birth_date": "1983-07-09", "address": "Flat 9, Heron Tower, Mill Road"})
    assert MODEL.weigh(one, other) < MODEL.threshold


def test_two_of_one_name_that_many_bear_are_two_in_a_hostel_too() -> None:
    """Of birth dates that are not one another's slips: that both live where dozens do says little."""
    hostel = {"given_name": "Mohammed", "family_name": "Ali", "gender": "1", "address": "The Foyer Hostel, 6 London Rd"}
    one, other = (_changed(hostel | {"birth_date": birth}) for birth in ("1985-05-03", "1983-07-09"))
    assert MODEL.weigh(one, other) < MODEL.threshold


def test_a_name_written_the_other_way_round_is_not_rarer_for_it() -> None:
    """Two of one common name far apart stay two, whichever way round one of them is written."""
    one = Identity("police", "James", "Smith", "1951-03-04", "", "", "3 Mill Lane, Leeds", "LS1 4AB")
    other = Identity("health", "Smith", "James", "1974-10-20", "", "", "15 Queens Road, Northmoor", "NM6 1AJ")
    assert MODEL.weigh(one, other) < MODEL.threshold


def test_a_model_of_other_levels_is_refused() -> None:
    """A file that lacks a level would say nothing where it should; the message says what to do."""
    chances = {field: dict(levels) for field, levels in MODEL.parameters.chances.items()}
    del chances["birth date"]["same grown"]
    with pytest.raises(ValueError, match="same grown; train it anew"):
        msgspec.convert(msgspec.to_builtins(MODEL.parameters) | {"chances": chances}, type(MODEL.parameters))


def test_a_rare_name_says_more_than_a_common_one() -> None:
    """The same agreement weighs more where few bear the name."""
    common = [Identity(agency, "John", "Smith", "", "1", "") for agency in ("police", "health")]
    rare = [Identity(agency, "Zebedee", "Quillfeather", "", "1", "") for agency in ("police", "health")]
    assert MODEL.weigh(rare[0], rare[1]) > MODEL.weigh(common[0], common[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Jose", "Dos Santos"), ("Jose", "Dos Reis")),
        (("Maria", "De Souza"), ("Maria", "De Silva")),
        (("Thi Hoa", "Nguyen"), ("Thi Lan", "Nguyen")),
        (("Van Minh", "Tran"), ("Van Hung", "Tran")),
        (("Margaret", "Smith Deceased"), ("Margaret", "Jones Deceased")),
        (("John", "Smith Do Not Use"), ("John", "Brown Do Not Use")),
        (("Abdul Rahman", "Khan"), ("Abdul Karim", "Khan")),
        (("Syed Ali", "Shah"), ("Syed Hassan", "Shah")),
    ],
)
def test_a_particle_that_two_names_share_says_nothing(one: tuple[str, str], other: tuple[str, str]) -> None:
    """Two people of different homes, of whom no birth date is known, do not become one for a word that thousands have
    in their names, nor for a clerk's remark."""
    here = Identity("police", *one, "", "", "", "3 Mill Lane, Leeds", "LS1 4AB")
    there = Identity("health", *other, "", "", "", "15 Queens Road, Northmoor", "NM6 1AJ")
    assert MODEL.weigh(here, there) < MODEL.doubt


@pytest.mark.parametrize("family", ["Souza", "Desouza", "de Sousa"])
def test_a_particle_may_be_left_out_or_run_together(family: str) -> None:
    """One person at two homes is found, and joined, though one agency has no place for a particle."""
    here = Identity("police", "Maria", "De Souza", "1984-03-02", "2", "", "3 Mill Lane, Leeds", "LS1 4AB")
    there = Identity("health", "Maria", family, "1984-03-02", "2", "", "15 Queens Road, Northmoor", "NM6 1AJ")
    assert MODEL.weigh(here, there) >= MODEL.threshold
    assert set(MODEL.keys(here)) & set(MODEL.keys(there))


def test_the_more_people_there_are_the_less_a_name_and_a_birth_date_say() -> None:
    """Each doubling takes a bit from what two homes have in common but strangers could have, too."""
    moved = _changed({"given_name": "Anna", "address": "3 Mill Lane, Leeds", "postcode": "LS1 4AB"})
    weights = [MODEL.among(8_000 * 2**doubled).weigh(ANN, moved) for doubled in range(8)]
    assert weights[0] == MODEL.weigh(ANN, moved)
    assert [round((one - other) / 100) for one, other in pairwise(weights)][2:] == [1] * 5


def test_how_many_people_there_are_is_nothing_to_those_of_one_home() -> None:
    """A twin is not taken for herself in a village, nor somebody of one home for two in a city."""
    child = _changed({"birth_date": "2015-04-06", "gender": ""})
    village, city = MODEL.among(500), MODEL.among(1_000_000)
    assert village.weigh(child, msgspec.structs.replace(child, given_name="Mary")) < MODEL.threshold
    assert city.weigh(ANN, _changed({"birth_date": ""})) >= MODEL.threshold


@pytest.mark.parametrize("address", ["The Foyer Hostel, 6 London Rd", "15 Queens Road"])
def test_of_strangers_there_are_as_many_under_ones_roof_in_a_city_as_in_a_town(address: str) -> None:
    """What two of one roof have in common weighs the same, however many live elsewhere."""
    here = _changed({"address": address, "given_name": "Mohammed", "family_name": "Ali"})
    there = msgspec.structs.replace(here, birth_date="1985-09-17", agency="health")
    weights = {MODEL.among(people).weigh(here, there) for people in (500, 8_000, 1_000_000)}
    assert max(weights) - min(weights) <= 2
    assert MODEL.among(8_000) is MODEL


def test_nothing_known_says_nothing() -> None:
    """Records of placeholders share no key and weigh what any two records do before they are looked at."""
    nobody = Identity("police", "UNKNOWN", "DO NOT USE", "1900-01-01", "X", "0000000000", "No fixed abode", "ZZ99 3VZ")
    assert MODEL.keys(nobody) == ()
    shown = MODEL.explain(nobody, nobody)
    assert [finding.field for finding in shown.findings] == ["before looking"]
    assert MODEL.weigh(nobody, nobody) < MODEL.doubt


def test_the_household_has_its_own_line_in_the_explanation() -> None:
    """What the pair's agreement would say, were there no households, and what is taken off for them."""
    findings = MODEL.explain(ANN, _changed({"given_name": "Mary"})).findings
    assert findings[-1].field == "household"
    assert findings[-1].weight < 0


def test_training_is_a_function_of_the_records_and_the_seed() -> None:
    """The same records and seed give the same model, whose chances of each case sum to one."""
    people = [
        Identity("police", f"Given{n % 40}", f"Family{n % 60}", f"19{50 + n % 50}-03-{1 + n % 28:02}", "1", "")
        for n in range(400)
    ]
    learnt = train(people, 3)
    assert learnt == train(people, 3)
    assert sum(chances["match"] for chances in learnt.chances["NHS number"].values()) == pytest.approx(1, abs=1e-3)
