import pytest

from scoring.state.queries import read_address_query, read_person_query
from streams.errors import Invalid


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Smith-Jones", {"SMITH", "JONES"}),
        ("  o\u2019brien,  ZOË ", {"OBRIEN", "ZOE"}),
        ("Ashby 999-000-0018", {"ASHBY", "9990000018"}),
        ("Dr A", {"A"}),
    ],
)
def test_words_of_a_name_and_numbers_are_terms(text: str, terms: set[str]) -> None:
    """In compare form, each part of a double name by itself, titles left out."""
    assert read_person_query(text) == [terms]


@pytest.mark.parametrize("born", ["1961-3-14", "14/03/1961", "14.3.1961", "14 3 1961", "14 March 1961", "14mar 1961"])
def test_a_date_of_birth_is_read_as_people_write_it(born: str) -> None:
    """And also finds records that know only its month or year."""
    assert read_person_query("", born) == [{"1961-03-14"}, {"1961-03"}, {"1961"}]


@pytest.mark.parametrize("born", ["31/2/1961", "14/14/1961", "about 1961", "14/3/61", "14/3/1961 or so"])
def test_a_date_that_is_none_is_refused(born: str) -> None:
    """With a reason, and without repeating it."""
    with pytest.raises(Invalid, match="birth-date") as refused:
        read_person_query("Ashby", born)
    assert refused.value.field == "born"


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("14 curlew", {"14", "CURLEW"}),
        ("14a High St., Northmoor, NM4 2QX", {"14A", "HIGH", "STREET", "NM42QX"}),
        ("NM4 Rose Cottage", {"NM4", "ROSE", "COTTAGE"}),
        ("F2 14 Mill Rd", {"2", "14", "MILL", "ROAD"}),
        ("990100000002", {"990100000002"}),
    ],
)
def test_parts_of_an_address_are_terms(text: str, terms: set[str]) -> None:
    """As linkage takes an address apart, so that a search and a record meet in the same words."""
    assert read_address_query(text) == [terms]


@pytest.mark.parametrize("text", ["", " ", "Mr", "??", "unknown"])
def test_a_search_for_nothing_is_refused(text: str) -> None:
    """Placeholders are nothing too: they would find everybody whose name was not known."""
    with pytest.raises(Invalid, match="query-empty"):
        read_person_query(text)


@pytest.mark.parametrize("text", ["", ",", "No fixed abode"])
def test_a_search_for_nowhere_is_refused(text: str) -> None:
    """No fixed abode is no address to look up."""
    with pytest.raises(Invalid, match="query-empty"):
        read_address_query(text)
