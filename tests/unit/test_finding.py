from datetime import date

import pytest

from scoring.linkage.finding.asked import PersonAsked
from scoring.linkage.finding.box import read_box
from scoring.linkage.finding.entries import born, entries_of, filed, initial, located, numbered
from scoring.linkage.finding.likeness import Likeness, find_alike, liken
from scoring.linkage.finding.looks import Look
from scoring.linkage.finding.people import plan_for_person, typed_names
from scoring.linkage.finding.phrasing import count_unlike, phrase
from scoring.linkage.finding.places import plan_for_address
from scoring.linkage.finding.reading import read_address_query, read_person_query
from scoring.linkage.finding.reasons import explain_person, explain_place
from scoring.linkage.persons import load_person_model
from scoring.linkage.records import Identity, Place
from streams.errors import Invalid

TODAY = date(2026, 11, 22)
persons = load_person_model()
MAUREEN = Identity(
    "council", "Maureen", "Ashby-Jones", "1961-03-04", "2", "9990000018", "Flat 2, 14 Curlew Street", "NM4 2QX"
)


def ask(text: str, born_on: str = "") -> PersonAsked:
    return read_person_query(text, born_on, TODAY)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Smith-Jones", ("SMITH", "JONES")),
        ("  o\u2019brien,  ZOË ", ("OBRIEN", "ZOE")),
        ("Mrs Ashby 999-000-0018", ("ASHBY",)),
        ("Dr A", ("A",)),
        ("Ashby, flat 2, 14 Curlew St nm4 2qx", ("ASHBY",)),
        ("Mo, aged 45", ("MO",)),
    ],
)
def test_names_are_what_is_left_of_a_search(text: str, words: tuple[str, ...]) -> None:
    """In compare form, each part of a double name by itself; titles, numbers, ages and an address are no names."""
    assert ask(text).words == words


@pytest.mark.parametrize(
    "typed", ["1961-3-14", "14/03/1961", "14.3.1961", "14 3 1961", "14th March 1961", "14mar 1961"]
)
def test_a_date_of_birth_is_read_as_people_write_it(typed: str) -> None:
    """In its own field; and those forms that are no bare numbers also among names."""
    assert ask("", typed).births == ("1961-03-14",)


@pytest.mark.parametrize("typed", ["31/2/1961", "14/14/1961", "about 1961", "14/3/61", "14/3/1961 or so"])
def test_a_date_that_is_none_is_refused(typed: str) -> None:
    """With a reason, and without repeating it."""
    with pytest.raises(Invalid, match="birth-date") as refused:
        ask("Ashby", typed)
    assert refused.value.field == "born"


@pytest.mark.parametrize("text", ["Ashby 45", "Ashby aged 45", "ashby, 45 years old", "Ashby 45y"])
def test_an_age_is_two_years_of_birth(text: str) -> None:
    """For it depends on whether the birthday was yet."""
    assert ask(text).years == ("1981", "1980")
    assert ask(text).words == ("ASHBY",)


def test_numbers_that_agencies_gave_are_read() -> None:
    """An NHS number by its ten digits; any other word with a digit in it as an agency's own."""
    asked = ask("C-900/14 999 000 0018")
    assert (asked.nhs_number, asked.local_ids) == ("9990000018", ("C-900/14",))
    assert filed("C-900/14") == filed("c90014")


def test_an_address_among_names_is_an_address() -> None:
    """From its number or flat on, when a word that streets end with follows."""
    where = ask("Maureen Ashby flt 2, 14 Curlew Street, Northmoor NM4 2QX").whereabouts
    assert where is not None
    assert (where.number, where.words, where.postcode) == ("0014", ("CURLEW",), "NM42QX")


@pytest.mark.parametrize("text", ["", " ", "Mr", "??", "unknown"])
def test_a_search_for_nothing_is_refused(text: str) -> None:
    """Placeholders are nothing too: they would find everybody whose name was not known."""
    with pytest.raises(Invalid, match="query-empty"):
        ask(text)


@pytest.mark.parametrize(
    ("text", "number", "words", "codes"),
    [
        ("14 curlew", "0014", ("CURLEW",), ("", "", "")),
        ("14a High St., Northmoor, NM4 2QX", "0014A", ("HIGH",), ("NM42QX", "", "")),
        ("NM4 Rose Cottage", "", ("ROSE",), ("", "NM4", "")),
        ("F2 14 Mill Rd", "0014", ("MILL",), ("", "", "")),
        ("990100000002", "", (), ("", "", "990100000002")),
    ],
)
def test_parts_of_an_address_are_read(
    text: str, number: str, words: tuple[str, ...], codes: tuple[str, str, str]
) -> None:
    """As linkage takes an address apart, so that a search and a record meet in the same words."""
    asked = read_address_query(text)
    assert (asked.number, asked.words) == (number, words)
    assert (asked.postcode, asked.outward, asked.uprn) == codes


@pytest.mark.parametrize("text", ["", ",", "No fixed abode", "flat 2", "14"])
def test_a_search_for_nowhere_is_refused(text: str) -> None:
    """No fixed abode is no address to look up, and a number is one in every street."""
    with pytest.raises(Invalid, match="query-empty"):
        read_address_query(text)


@pytest.mark.parametrize(
    ("typed", "word", "likeness"),
    [
        ("ASHBY", "ASHBY", Likeness.SAME),
        ("LIZ", "ELIZABETH", Likeness.NICKNAME),
        ("ASHBEY", "ASHBY", Likeness.SLIP),
        ("ASBHY", "ASHBY", Likeness.SLIP),
        ("LI", "ALI", Likeness.SLIP),
        ("FILIPS", "PHILLIPS", Likeness.SOUND),
        ("MOHAM", "MOHAMMADI", Likeness.BEGINS),
        ("M", "MAUREEN", Likeness.INITIAL),
        ("PALRM", "PALMER", Likeness.SLIPS),
        ("KAI", "LEE", None),
        ("JO", "AL", None),
    ],
)
def test_words_are_alike_in_words_a_clerk_knows(typed: str, word: str, likeness: Likeness | None) -> None:
    """The closest of all the ways in which one may stand for the other."""
    assert liken(typed, word) is likeness


def test_a_record_is_found_under_each_part_of_what_it_says() -> None:
    """Names by the birth date, two of them in any order, an initial; birth, number, and where the person is."""
    names = {entry.words for entry in entries_of(MAUREEN)}
    assert {("MAUREEN",), ("JONES",), ("ASHBY", "MAUREEN"), ("ASHBY", "JONES"), (initial("M"), "ASHBY")} <= names
    assert {born("1961-03-04"), numbered("9990000018"), located("NM42QX"), located("CURLEW")} <= names
    assert len(names) <= 20


@pytest.mark.parametrize("family", ["Silva dos Santos Ferreira", "Al-Haj Ali Hassan", "Al Haj Ali Abdi Noor Hassan"])
def test_whoever_has_a_name_of_many_words_is_found_under_the_last(family: str) -> None:
    """It is the one they go by, mostly."""
    last = family.rpartition(" ")[2].upper()
    assert {(last,), (last, "MAYA")} <= {
        entry.words for entry in entries_of(Identity("police", "Maya", family, "", "", ""))
    }


def test_a_long_name_has_few_entries() -> None:
    """However many words somebody puts into it, and however long."""
    name = " ".join(["Abcdefgh" * 20, *(f"Name{letter}" for letter in "abcdefghijklmnopqrstuvw")])
    assert len(entries_of(Identity("police", name, name, "", "", ""))) < 40


def test_who_is_nowhere_is_found_under_no_address() -> None:
    """No fixed abode is written of thousands."""
    homeless = Identity("police", "Mo", "Khan", "", "", "", "No Fixed Abode", "ZZ99 3VZ")
    assert not any(word.startswith("@") for entry in entries_of(homeless) for word in entry.words)


def test_the_likeliest_is_looked_for_first() -> None:
    """The very names before those one slip away, those before two slips; a name alone only when nobody has both."""
    asked = ask("Maureen Ashby")
    words = ["MAUREEN", "MAURENE", "DOREEN", "ASHBY", "ASHBEY"]
    first, further = plan_for_person(asked, {typed: find_alike(typed, words) for typed in typed_names(asked)}, {})
    places = [first.index(Look(pair)) for pair in (("ASHBY", "MAUREEN"), ("ASHBEY", "MAUREEN"), ("ASHBEY", "MAURENE"))]
    assert places == sorted(places)
    assert Look(("ASHBY",)) in further
    assert Look(("ASHBY",)) not in first


def test_a_birth_date_narrows_the_names_first() -> None:
    """To the day, then whoever was born then, then the year and the mistakes people make in one."""
    asked = ask("Ashby", "14 3 1961")
    looks = plan_for_person(asked, {"ASHBY": find_alike("ASHBY", ["ASHBY"])}, {})[0]
    wanted = [Look(("ASHBY",), "1961-03-14"), Look(born("1961-03-14")), Look(("ASHBY",), "1961")]
    places = [looks.index(look) for look in (*wanted, Look(("ASHBY",), "1916-03-14"), Look(("ASHBY",)))]
    assert places == sorted(places)


def test_a_mistyped_word_for_a_flat_is_nobodys_name() -> None:
    """The box takes it for the address it begins, and looks for nobody called so."""
    asked = read_box("Fla 2, 14 Curlew Street NM4 2QX", TODAY)
    assert asked.person is not None
    assert asked.person.words == ()
    assert asked.place_first
    for text, words in (("John Flatt, 14 Curlew St", ("JOHN", "FLATT")), ("Unity 30, 14 Curlew St", ("UNITY",))):
        named = read_box(text, TODAY).person
        assert named is not None
        assert named.words == words


def test_a_door_is_looked_for_before_a_street() -> None:
    """The whole street only where nobody knows of that number."""
    (*_, doors), (along, _) = plan_for_address(
        read_address_query("14 Curlw St"), {"CURLW": find_alike("CURLW", ["CURLEW"])}
    )
    assert Look(("CURLEW",), "0014") in doors
    assert Look(("CURLEW",)) in along
    assert Look(("CURLEW",)) not in doors


def test_a_door_is_looked_for_before_its_neighbours() -> None:
    """The others of the postcode only where that door hardly fits; the others of the street in its first half, in a
    county thousands, where those hardly fit either."""
    alike = {"CURLEW": find_alike("CURLEW", ["CURLEW"])}
    (door, near, beyond, _), _ = plan_for_address(read_address_query("14 Curlew St NM4 2QX"), alike)
    assert set(door) == {Look(("NM42QX",), "0014"), Look(("CURLEW", "NM4"), "0014")}
    assert near == (Look(("NM42QX",)),)
    assert beyond == (Look(("CURLEW", "NM4")),)


def test_a_door_is_looked_for_in_other_towns_before_all_its_street() -> None:
    """Where both words of a street and the number are known, that is little to look through, whatever the postcode."""
    alike = {"GREAT": find_alike("GREAT", ["GREAT"]), "MARKET": find_alike("MARKET", ["MARKET"])}
    (_, near, beyond, _), _ = plan_for_address(read_address_query("23 Great Market Lane SH9 1NR"), alike)
    assert set(near) == {Look(("SH91NR",)), Look(("GREAT", "MARKET"), "0023")}
    assert set(beyond) == {Look(("GREAT", "SH9")), Look(("MARKET", "SH9"))}


def test_a_house_with_a_name_alone_is_looked_for_in_its_postcode() -> None:
    """And in no street of many towns before that."""
    alike = {"CURLEW": find_alike("CURLEW", ["CURLEW"]), "ROSE": find_alike("ROSE", ["ROSE"])}
    (door, near, *_), _ = plan_for_address(read_address_query("Rose Cottage, Curlew St NM4 2QX"), alike)
    assert door == ()
    assert near == (Look(("NM42QX",)),)


def test_a_street_and_its_postcode_are_looked_through_together() -> None:
    """Who asks for no door wants all of the street, what is in the postcode first."""
    alike = {"CURLEW": find_alike("CURLEW", ["CURLEW"])}
    (_, near, _), _ = plan_for_address(read_address_query("Curlew St NM4 2QX"), alike)
    assert near == (Look(("NM42QX",)), Look(("CURLEW", "NM4")))


def test_who_is_next_door_is_looked_for_where_somebody_is_meant() -> None:
    """Under an address alone its own people are found, and its neighbours only where nobody is known there."""
    beside, alike = Look(("@NM42QX",), by_place=True), {"ASHBY": find_alike("ASHBY", ["ASHBY"])}
    assert beside in plan_for_person(ask("Ashby 14 Curlew Street NM4 2QX"), alike, {})[0]
    assert beside in plan_for_person(ask("NM4 2QX"), {}, {})[0]
    for text in ("14 Curlew Street NM4 2QX", "14 Curlew Street, Ashby NM4 2QX"):
        first, further = plan_for_person(ask(text), alike, {})
        assert first[0] == Look(("@NM42QX",), "0014", by_place=True)
        assert beside not in first
        assert beside in further


def test_a_street_in_other_postcodes_is_looked_for_last() -> None:
    """Where a postcode was given: a county has many streets of one name, and who is there may not push out anybody who
    has the name that was typed."""
    names, streets = {"ASHBY": find_alike("ASHBY", ["ASHBY"])}, {"CURLEW": find_alike("CURLEW", ["CURLEW"])}
    street = Look(("@CURLEW",), "0014", by_place=True)
    first, further = plan_for_person(ask("Ashby 14 Curlew Street NM4 2QX"), names, streets)
    assert first.index(Look(("@NM42QX",), "0014", by_place=True)) < first.index(Look(("ASHBY",)))
    assert street in further
    assert street not in first
    assert street in plan_for_person(ask("Ashby 14 Curlew Street"), names, streets)[0]


@pytest.mark.parametrize("text", ["Maureen Ashby", "Ashby Maureen", "ashby, maureen"])
def test_names_are_said_in_the_order_of_the_record(text: str) -> None:
    """In which order somebody types two names is no mistake."""
    said, _ = phrase(ask(text), MAUREEN)
    assert (said.given_name, said.family_name) == ("MAUREEN", "ASHBY")


def test_the_beginning_of_a_name_says_what_its_initial_does() -> None:
    """The model knows initials; it would take a beginning for another name."""
    assert phrase(ask("Maur Ashby"), MAUREEN)[0].given_name == "M"


@pytest.mark.parametrize(("typed", "name"), [("Atit Thakur", "Amrit"), ("Rdo Thakur", "Roy"), ("Lb Thakur", "Li")])
def test_two_slips_in_a_short_name_say_more_than_another_name(typed: str, name: str) -> None:
    """As much as one slip, and those with one slip come first."""
    person = Identity("council", name, "Thakur", "1961-03-04", "2", "")
    said, fit = phrase(ask(typed), person)
    assert persons.weigh(said, person) > persons.weigh(Identity("", "Zosia", "Thakur", "", "", ""), person)
    assert fit < phrase(ask(f"{name}a Thakur"), person)[1]


def test_who_has_the_names_in_the_order_typed_comes_first_of_equals() -> None:
    """It parts people whose names are each other's exchanged."""
    straight, turned = (Identity("council", *names, "", "", "") for names in (("Ali", "Omar"), ("Omar", "Ali")))
    assert phrase(ask("Ali Omar"), straight)[1] > phrase(ask("Ali Omar"), turned)[1]


@pytest.mark.parametrize(
    ("text", "unlike"),
    [("Maureen Rose Ashby", 1), ("Rose Ashby", 0), ("Mau reen Ashby", 0), ("Maureen Asbhy Jones", 0)],
)
def test_of_three_words_those_that_fit_nothing_are_counted(text: str, unlike: int) -> None:
    """A middle name that a record lacks says a little against it; of two words the model says so itself."""
    assert count_unlike(ask(text), MAUREEN) == unlike


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Moreen", "given name: sounds like Maureen"),
        ("Maureen", "given name: the same"),
        ("Asbhy", "family name: one letter differs from Ashby"),
        ("4/3/1961", "birth date: the same"),
        ("3/4/1961", "birth date: day and month exchanged"),
        ("4/3/1916", "birth date: two digits exchanged"),
        ("4/3/1971", "birth date: one digit differs"),
        ("Jones aged 65", "birth date: the year fits the age, 1961"),
        ("999 000 0018", "NHS number: the same"),
        ("999 000 0081", "NHS number: two digits exchanged"),
        ("c-1", "agency's number: C1"),
        ("Jones, 14 Curlew Street", "house number: the same"),
        ("Jones, 14 Curlwe Street", "street or house: one letter differs from Curlew"),
        ("nm4 2qx", "postcode: the same"),
        ("Jones NM4", "postcode: in NM4"),
    ],
)
def test_a_hit_says_why(text: str, reason: str) -> None:
    """In what it agrees with what was asked for, field by field."""
    assert reason in map(str, explain_person(ask(text), MAUREEN, ("C1",)))


def test_a_hit_does_not_speak_of_what_differs() -> None:
    """It is to be seen beside it."""
    assert [str(reason) for reason in explain_person(ask("Daniel Ashby", "1 1 1999"), MAUREEN)] == [
        "family name: the same"
    ]
    assert explain_place(read_address_query("16 Rose Lane nm9 1aa"), Place("14 Curlew Street", "NM4 2QX", "")) == ()
