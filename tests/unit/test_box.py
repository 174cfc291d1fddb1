"""One box, and fields of their own: what is read from them."""

from datetime import date

import pytest

from scoring.linkage.finding.box import BoxAsked, read_box
from scoring.linkage.finding.reading import read_person_query
from streams.errors import Invalid

TODAY = date(2026, 11, 22)


def read(text: str) -> BoxAsked:
    return read_box(text, TODAY)


def names(asked: BoxAsked) -> tuple[str, ...]:
    return asked.person.words if asked.person else ()


@pytest.mark.parametrize(
    ("text", "words", "place", "place_first"),
    [
        ("Maureen Ashby", ("MAUREEN", "ASHBY"), ("", ("MAUREEN", "ASHBY"), ""), False),
        ("Maureen Ashby, 14 Curlew Street", ("MAUREEN", "ASHBY"), ("0014", ("CURLEW",), ""), False),
        ("Ashby NM4 2QX", ("ASHBY",), ("", (), "NM42QX"), False),
        ("flat 2, 14 curlew st nm42qx", (), ("0014", ("CURLEW",), "NM42QX"), True),
        ("NM4 2QX", (), ("", (), "NM42QX"), True),
        ("Curlew Street NM4 2QX", ("CURLEW", "STREET"), ("", ("CURLEW",), "NM42QX"), True),
        ("Rose Cottage", ("ROSE", "COTTAGE"), ("", ("ROSE",), ""), True),
        ("curlew", ("CURLEW",), ("", ("CURLEW",), ""), False),
    ],
)
def test_words_are_taken_for_whatever_they_may_be(
    text: str, words: tuple[str, ...], place: tuple[str, tuple[str, ...], str], place_first: bool
) -> None:
    """For a name, for a street, for both; what can only be a place comes first."""
    asked = read(text)
    assert names(asked) == words
    assert asked.place is not None
    assert (asked.place.number, asked.place.words, asked.place.postcode) == place
    assert asked.place_first is place_first


@pytest.mark.parametrize(
    "text",
    ["Ashby 14/3/1961", "Ashby 14 3 1961", "Mo aged 45", "Ashby, 45 years old", "Ashby 45 y", "999 000 0018",
     "Mo 9990000018"]
)  # fmt: skip
def test_what_says_that_it_is_somebody_is_no_place(text: str) -> None:
    """A birth date, an age in words, or an NHS number: no street is looked for under the name beside it."""
    asked = read(text)
    assert asked.person is not None
    assert asked.person.births or asked.person.years or asked.person.nhs_number
    assert asked.place is None
    assert not asked.place_first


def test_a_house_in_y_gorlan_is_no_age() -> None:
    """Y is Welsh for "the"."""
    asked = read("3 Y Gorlan")
    assert asked.place is not None
    assert asked.place.number.startswith("0003")
    assert asked.place.words == ("GORLAN",)


@pytest.mark.parametrize(
    ("text", "mere"),
    [
        ("Maureen Ashby", True),
        ("Rose Lane Ashby", False),
        ("curlew", False),
        ("Maureen Ashby Northmoor", True),
        ("Rose Cottage", False),
        ("Ashby Curlew Street", False),
        ("Maureen Ashby NM4", False),
        ("Maureen Ashby 14", False),
    ],
)
def test_what_reads_like_a_whole_name_and_like_nothing_else_is_told(text: str, mere: bool) -> None:
    """Two words or more, without a number, a postcode, or what a street ends with."""
    assert read(text).mere_names is mere


def test_a_birth_date_with_spaces_is_one() -> None:
    """As in the field for it."""
    asked = read("Ashby 14 3 1961")
    assert asked.person is not None
    assert (asked.person.births, asked.person.local_ids) == (("1961-03-14",), ())


@pytest.mark.parametrize(
    "text",
    [
        "Okafor 14 Curlew Street",
        "Okafor NM4 2QX",
        "Okafor 2/7/1988, 14 Curlew St",
        "Okafor NM4",
        "flat 2 curlew street",
    ],
)
def test_whoever_is_asked_for_is_asked_for_with_the_address(text: str) -> None:
    """So that who is restricted is found by none: nothing of it is kept from the search for people."""
    asked = read(text)
    assert asked.person is not None
    assert asked.person.whereabouts is not None


@pytest.mark.parametrize(("text", "uprn"), [("100012345678", "100012345678"), ("1234567890", "1234567890")])
def test_a_long_number_may_be_an_address(text: str, uprn: str) -> None:
    """A UPRN; one of ten digits where its last is not the check digit of an NHS number."""
    place = read(text).place
    assert place is not None
    assert place.uprn == uprn


@pytest.mark.parametrize("text", ["", "  ", "Mr", "??", "unknown"])
def test_nothing_is_no_search(text: str) -> None:
    """It says what may be entered."""
    with pytest.raises(Invalid, match="query-empty") as refused:
        read(text)
    assert "a postcode" in refused.value.reason


def test_a_day_that_is_none_is_refused() -> None:
    """Rather than looked for as a number."""
    with pytest.raises(Invalid, match="birth-date"):
        read("Ashby 31/2/1961")


def test_fields_say_what_is_what() -> None:
    """A name that reads like a street is a name there; an age, a number and a place have fields of their own."""
    asked = read_person_query("Rose Lane", "45", TODAY, "C-900/14", "14 Curlew Street NM4 2QX")
    assert asked.words == ("ROSE", "LANE")
    assert (asked.years, asked.local_ids) == (("1981", "1980"), ("C-900/14",))
    assert asked.whereabouts is not None
    assert (asked.whereabouts.number, asked.whereabouts.words) == ("0014", ("CURLEW",))
    assert read_person_query("", "", TODAY, "999 000 0018").nhs_number == "9990000018"
    assert read_person_query("Ashby", "", TODAY, "77", "").whereabouts is None
    nowhere = read_person_query("Ashby", "", TODAY, "", "somewhere 7")
    assert nowhere.whereabouts is not None
