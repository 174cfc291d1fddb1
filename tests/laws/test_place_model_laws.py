"""Laws of places: any text has an answer, the same whoever asks and in whatever order."""

from hypothesis import given
from hypothesis import strategies as st

from scoring.linkage.places import display_address, parse
from scoring.linkage.places.model import load_place_model
from scoring.linkage.places.postcodes import mend_postcode
from scoring.linkage.records import Place

MODEL = load_place_model()

_SAID = (
    "Flat 2 14 14A 12-14 3/2 A St High Mill Heron House Court Road Rd Street Lane Cottage The Old Ground Floor Rear of "
    "Northmoor Annexe Room Park Avenue , , - N NM4 2QX SAINT Johns & (First) Unit HIGHSTREET c/o Hostel "
    "First Top Farm 5 10/12 Barn Granny GFF at"
)
_WORDS = st.sampled_from(_SAID.split())
_TYPED = st.lists(_WORDS, max_size=12).map(" ".join)
_TEXTS = _TYPED | st.text(max_size=80)
_CODES = st.sampled_from(["", "NM4 2QX", "NM4 2QY", "nm42qx", "ZZ99 3VZ", "EV1 1AA", "?"])
_PLACES = st.builds(Place, _TEXTS, _CODES, st.sampled_from(["", "99", "0099", "98"]))


@given(_TEXTS)
def test_any_text_is_parsed(text: str) -> None:
    """And to parts in capitals."""
    premises = parse(text)
    for part in (premises.flat, premises.number, premises.name, premises.street, premises.locality):
        assert part == part.upper().strip()


@given(_TEXTS)
def test_what_is_shown_names_the_same_door(text: str) -> None:
    """A clerk who copies an address from the screen finds what the agency wrote."""
    assert parse(display_address(text)) == parse(text)


@given(_PLACES, _PLACES)
def test_a_weight_is_the_same_from_either_side(one: Place, other: Place) -> None:
    """And so is what explains it."""
    assert MODEL.weigh(one, other) == MODEL.weigh(other, one)
    there, back = MODEL.explain(one, other), MODEL.explain(other, one)
    assert there.weight == back.weight == MODEL.weigh(one, other) == sum(line.weight for line in there.findings)
    assert [(line.field, line.level, line.weight) for line in there.findings] == [
        (line.field, line.level, line.weight) for line in back.findings
    ]


@given(_PLACES, _PLACES)
def test_what_is_noticed_is_what_weighs_enough(one: Place, other: Place) -> None:
    """Nothing that would be kept is passed over."""
    weight = MODEL.weigh(one, other)
    forms = MODEL.read(one), MODEL.read(other)
    assert MODEL.weigh_forms(*forms) == weight
    assert MODEL.notice(*forms) == (weight if weight >= min(MODEL.doubt, MODEL.threshold) else None)


@given(_PLACES)
def test_keys_are_few(place: Place) -> None:
    """Whatever the text, it is looked for in ten places at most, and in none when it names none."""
    assert len(MODEL.keys(place)) <= 10
    assert not (parse(place.text).nowhere and MODEL.keys(place))


@given(_CODES | st.text(max_size=20))
def test_a_mended_postcode_needs_no_mending(text: str) -> None:
    """Mending is done once and for all."""
    assert mend_postcode(mend_postcode(text)) == mend_postcode(text)
