"""What the shipped model says of pairs of addresses, and of lists of them."""

from pathlib import Path

import pytest

from scoring.linkage.places.gazetteer import Gazetteer
from scoring.linkage.places.hierarchy import building_key, is_unit, street_key
from scoring.linkage.places.model import PlaceModel, load_place_model
from scoring.linkage.records import Place
from streams.errors import Invalid

CODE = "NM4 2QX"
UPRN = "990100000014"

SAME = [
    ("14 High Street, Northmoor", "14 HIGH ST"),
    ("Flat 2, 14 High Street, Northmoor", "F2 14 High St"),
    ("Flat 2, 14 High Street, Northmoor", "14 High Street flat 2"),
    ("Flat 2, 14 High Street, Northmoor", "2/14 High Street"),
    ("Flat A, 14 High Street, Northmoor", "14A High Street"),
    ("Flat 2, Heron House, 14 Mill Road", "2 Heron House, Mill Road"),
    ("Flat 2, Heron House, 14 Mill Road", "Flat 2 Heronhouse 14 Mill Rd"),
    ("Rose Cottage, Mill Lane, Northmoor", "ROSE COTT MILL LN"),
    ("Rose Cottage, Mill Lane, Northmoor", "Rose Cotage, Mil Lane"),
    ("Rose Cottage, 14 Mill Lane, Northmoor", "14 Mill Lane"),
    ("14 St John's Road", "14 SAINT JOHNS RD"),
    ("14 Barraclough Crescent", "14 Baraclough Cres"),
    ("Ground Floor Flat, 12 Mill Road", "GFF 12 Mill Rd"),
    ("Room 12, St James Hostel, 4 Canal Street", "ST JAMES HOSTEL, 4 CANAL ST"),
    ("14 High Street", "14 HIGHSTREET"),
    ("Opposite 14 High Street", "opp. no. 14 High St"),
    ("Behind 14 High Street", "R/O 14 High Street"),
]  # fmt: skip
DIFFERENT = [
    ("Flat 2, 14 High Street", "14 High Street"),
    ("Flat 2, 14 High Street", "Flat 12, 4 High Street"),
    ("Flat 2, 14 High Street", "Flat 3, 14 High Street"),
    ("Flat A, 14 High Street", "Flat B, 14 High Street"),
    ("Ground Floor Flat, 14 High Street", "First Floor Flat, 14 High Street"),
    ("Annexe, 14 High Street", "14 High Street"),
    ("Opposite 14 High Street", "14 High Street"),
    ("Opposite 14 High Street", "Flat 2, 14 High Street"),
    ("Opposite 14 High Street", "Rear of 14 High Street"),
    ("Land adjacent to 14 High Street", "14 High Street"),
    ("Outside 14 High Street", "14 High Street"),
    ("Alley by 14 High Street", "14 High Street"),
    ("Rose Cottage, near 14 Mill Lane", "14 Mill Lane"),
    ("14 High Street", "16 High Street"),
    ("14 High Street", "14A High Street"),
    ("14A High Street", "14B High Street"),
    ("14 High Street", "41 High Street"),
    ("14 Mill Lane", "14 Castle Road"),
    ("Flat 13, Merlin Court, Lapwing Road", "13 Lapwing Road"),
    ("Heron House, 14 Mill Road", "Merlin Lodge, 14 Mill Road"),
    ("21-23 St Johns Road", "22 St Johns Road"),
    ("Rose Cottage, Mill Lane", "Ivy Cottage, Mill Lane"),
    ("Flat 2, Heron House, Mill Road", "Flat 2, Merlin House, Mill Road"),
    ("No fixed abode", "No fixed abode"),
]  # fmt: skip


@pytest.fixture(scope="module")
def model() -> PlaceModel:
    return load_place_model()


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_ways_of_writing_one_address_are_one(model: PlaceModel, one: str, other: str) -> None:
    """And they share a key, so that they are compared at all."""
    a, b = Place(one, CODE, ""), Place(other, CODE, "")
    assert model.weigh(a, b) >= model.threshold
    assert set(model.keys(a)) & set(model.keys(b))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_doors_are_two(model: PlaceModel, one: str, other: str) -> None:
    """A unit is not its building, nor is a neighbour the house, though all else agrees."""
    assert model.weigh(Place(one, CODE, ""), Place(other, CODE, "")) < model.threshold


def test_a_missing_postcode_is_no_contradiction(model: PlaceModel) -> None:
    """A rare street and the town are enough."""
    one, other = Place("14 Barraclough Crescent, Skelwick", CODE, ""), Place("14 Barraclough Cres, Skelwick", "", "")
    assert model.weigh(one, other) >= model.threshold
    assert set(model.keys(one)) & set(model.keys(other))


def test_a_uprn_joins_what_the_text_does_not_contradict(model: PlaceModel) -> None:
    """One UPRN and a house named here and numbered there is one address; another number in the street is another."""
    known = Place("14 High Street", CODE, UPRN)
    assert model.weigh(known, Place("Rose Cottage, High Street", CODE, UPRN)) >= model.threshold
    assert model.weigh(known, Place("", "", UPRN)) >= model.threshold
    assert model.weigh(known, Place("77 High Street", CODE, UPRN)) < model.threshold


def test_a_flat_with_its_buildings_uprn_is_not_the_building(model: PlaceModel) -> None:
    """Gazetteers are copied with the parent's UPRN where nobody looked up the flat's."""
    assert (
        model.weigh(Place("Flat 2, 14 High Street", CODE, UPRN), Place("14 High Street", CODE, UPRN)) < model.threshold
    )


def test_two_uprns_are_strong_evidence_for_two(model: PlaceModel) -> None:
    """Only a whole address that agrees in all else comes near."""
    other = Place("14 High Street", CODE, "990100000015")
    assert model.weigh(Place("14 High Street", CODE, UPRN), other) < model.threshold


def test_a_pseudo_postcode_is_no_place(model: PlaceModel) -> None:
    """ZZ99 stands for no fixed abode: whatever the text says, nobody is found there."""
    nowhere = Place("14 High Street", "ZZ99 3VZ", "")
    assert model.keys(nowhere) == ()
    assert model.weigh(nowhere, nowhere) == model.floor


def test_a_waterfall_sums_to_the_weight(model: PlaceModel) -> None:
    """Each line says what was compared and what it says, against the likeliest other explanation."""
    one, other = Place("Flat 2, 14 High Street", CODE, ""), Place("Flat 3, 14 High St", CODE, "")
    waterfall = model.explain(one, other)
    assert waterfall.weight == model.weigh(one, other) == sum(finding.weight for finding in waterfall.findings)
    (unit,) = [finding for finding in waterfall.findings if finding.field == "flat, room or floor"]
    assert (unit.one, unit.other, unit.level) == ("2", "3", "different")
    assert waterfall.findings[0].level == "against another unit of the same building"
    assert waterfall.probability < 0.05


def test_keys_are_few_and_narrow(model: PlaceModel) -> None:
    """At most ten, whatever the text; none is the postcode or the street alone."""
    place = Place("Flat 2, Heron House, 14 Upper Mill Hill Road, Old Northmoor, Eastvale", CODE, UPRN)
    assert 0 < len(model.keys(place)) <= 10
    assert not set(model.keys(place)) & set(model.keys(Place("16 Upper Castle Road, Eastvale", CODE, "")))


def test_a_building_knows_its_units() -> None:
    """A flat, another flat and the building share a building key, and with the neighbours a street's."""
    flat, second, whole = (
        Place(text, CODE, "") for text in ("Flat 2, 14 High St", "F3 14 High Street", "14 High Street")
    )
    next_door = Place("16 High Street", "NM4 2QY", "")
    assert building_key(flat) == building_key(second) == building_key(whole) != building_key(next_door)
    assert street_key(flat) == street_key(next_door)
    assert is_unit(flat)
    assert not is_unit(whole)


ROWS = [
    ("a", "14 HIGH STREET, NORTHMOOR", CODE),
    ("b", "FLAT 1, 16 HIGH STREET, NORTHMOOR", CODE),
    ("c", "FLAT 2, 16 HIGH STREET, NORTHMOOR", CODE),
    ("d", "ROSE COTTAGE, MILL LANE, NORTHMOOR", "NM4 2QZ"),
]


@pytest.mark.parametrize(
    ("text", "postcode", "row"),
    [("14 High St", CODE, "a"), ("14 hgih street northmoor", "", "a"), ("Flt 2 16 High St", CODE, "c"),
     ("Rose Cott, Mill Ln", "NM4 2QX", "d"), ("16 High Street", CODE, ""), ("99 Castle Road", CODE, ""),
     ("No fixed abode", "", ""), ("", "", "")],
)  # fmt: skip
def test_a_text_is_resolved_against_a_list(model: PlaceModel, text: str, postcode: str, row: str) -> None:
    """The row it names; none where two are as likely or none is."""
    found = Gazetteer(model, ROWS).best(text, postcode)
    assert (found[0] if found else "") == row


def test_the_order_of_a_list_is_nothing(model: PlaceModel) -> None:
    """Rows read backwards give the same answers."""
    forth, back = Gazetteer(model, ROWS), Gazetteer(model, ROWS[::-1])
    for _, text, postcode in ROWS:
        assert forth.best(text, postcode) == back.best(text, postcode)


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    """With what is wrong with it; so is one of another format."""
    wrong = tmp_path / "model.json"
    for text in ("[]", "{}", '{"format": 2}', "not json"):
        wrong.write_text(text, encoding="utf-8")
        with pytest.raises(Invalid):
            load_place_model(wrong)
    with pytest.raises(Invalid):
        load_place_model(tmp_path / "absent.json")
