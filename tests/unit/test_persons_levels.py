"""How names, birth dates, numbers and whereabouts of two records compare."""

import unicodedata

import pytest

from scoring.linkage.persons.births import compare_births, read_birth
from scoring.linkage.persons.blocking import blocking_keys
from scoring.linkage.persons.comparison import compare
from scoring.linkage.persons.features import read_features
from scoring.linkage.persons.levels import Birth, Family, Gender, Given, Number, Whereabouts
from scoring.linkage.persons.names import compare_names, read_name
from scoring.linkage.persons.whereabouts import compare_places, read_place
from scoring.linkage.records import Identity

NAMES = [
    ("Elizabeth", "ELIZABETH", Given.SAME),
    ("O'Brien", "O Brien", Given.SAME),
    ("Mc Donald", "McDonald", Given.SAME),
    ("Mary Anne", "Mary-Anne", Given.SAME),
    ("Zoë", "Zoe", Given.SAME),
    ("Smith-Jones", "Jones", Given.PART),
    ("Mary Anne", "Anne", Given.PART),
    ("De Souza", "de souza", Given.SAME),
    ("De Souza", "Souza", Given.PART),
    ("De Souza", "Da Souza", Given.PART),
    ("Da Silva Santos", "Santos", Given.PART),
    ("De Souza", "Desouza", Given.SAME),
    ("De Souza", "Desouzza", Given.SLIP),
    ("De Souza", "Suoza", Given.SLIP),
    ("De Souza", "De Silva", Given.DIFFERENT),
    ("Van der Berg", "Van der Merwe", Given.DIFFERENT),
    ("Bin Ahmed", "Bin Yusuf", Given.DIFFERENT),
    ("Ul Haq", "Ul Islam", Given.DIFFERENT),
    ("Thi Hoa", "Hoa", Given.PART),
    ("Thi Hoa", "Hoa Thi", Given.PART),
    ("Thi Hoa", "Thi Lan", Given.DIFFERENT),
    ("Hoa Thi", "Lan Thi", Given.DIFFERENT),
    ("Xiao Bin", "Bin", Given.PART),
    ("Do", "Do", Given.SAME),
    ("Smith Deceased", "Smith", Given.PART),
    ("Smith Deceased", "Jones Deceased", Given.DIFFERENT),
    ("Smith Do Not Use", "Brown Do Not Use", Given.DIFFERENT),
    ("Jones née Smith", "Brown née Taylor", Given.DIFFERENT),
    ("Elizabeth", "Liz", Given.NICKNAME),
    ("Liz", "Betty", Given.NICKNAME),
    ("Kathryn", "Kate", Given.NICKNAME),
    ("Steven", "Steve", Given.NICKNAME),
    ("Mick", "Mike", Given.NICKNAME),
    ("Bill", "Will", Given.NICKNAME),
    ("Peggy", "Maggie", Given.NICKNAME),
    ("Alfred", "Alfie", Given.NICKNAME),
    ("Alfred", "Freddie", Given.NICKNAME),
    ("Alfie", "Freddie", Given.DIFFERENT),
    ("Lottie", "Charlie", Given.DIFFERENT),
    ("Maisie", "Daisy", Given.DIFFERENT),
    ("Elsie", "Libby", Given.DIFFERENT),
    ("Emily", "Amelia", Given.DIFFERENT),
    ("Emma", "Emily", Given.DIFFERENT),
    ("Mary", "Rose", Given.DIFFERENT),
    ("Hannah", "Susan", Given.DIFFERENT),
    ("Robert", "William", Given.DIFFERENT),
    ("Robert", "Billy", Given.DIFFERENT),
    ("Mohammed", "Md", Given.NICKNAME),
    ("Mohammed", "Muhammad", Given.NICKNAME),
    ("Katarzyna", "Kasia", Given.NICKNAME),
    ("Siobhan", "Chevonne", Given.NICKNAME),
    ("Harriet", "Harriett", Given.SLIP),
    ("Gareth", "Garteh", Given.SLIP),
    ("Wright", "Rite", Given.SOUND),
    ("Alexan", "Alexandre", Given.ALIKE),
    ("J", "James", Given.INITIAL),
    ("J", "J", Given.INITIAL),
    ("M J", "James Michael", Given.INITIAL),
    ("J", "Peter", Given.OTHER_INITIAL),
    ("Catherine P", "Paige", Given.MIDDLE_INITIAL),
    ("Mohammed", "Tariq", Given.NAME_OF_MANY),
    ("Mohammed Tariq", "Tariq", Given.PART),
    ("Mohammed Tariq", "Mohammed", Given.PART),
    ("Mohammed Tariq", "Mohammed T", Given.PART),
    ("Mohammed Tariq", "Muhammad Tareq", Given.NICKNAME),
    ("Mohammed Tariq", "Muhammad Karim", Given.DIFFERENT),
    ("Abdul Rahman", "Abdul Karim", Given.DIFFERENT),
    ("Syed Ali", "Syed Hassan", Given.DIFFERENT),
    ("Nasreen Begum", "Shireen Begum", Given.DIFFERENT),
    ("Amrit Kaur", "Simran Kaur", Given.DIFFERENT),
    ("Singh Gill", "Singh Sandhu", Given.DIFFERENT),
    ("James", "Peter", Given.DIFFERENT),
    ("Ann", "Ian", Given.DIFFERENT),
    ("", "Peter", Given.UNKNOWN),
    ("Unknown", "Unknown", Given.UNKNOWN),
    ("DO NOT USE", "DO NOT USE", Given.UNKNOWN),
    ("Test Patient", "Test Patient", Given.UNKNOWN),
    ("Baby of Emma", "Baby of Emma", Given.UNKNOWN),
    ("Twin 2", "Twin 2", Given.UNKNOWN),
    ("Unnamed", "Unnamed", Given.UNKNOWN),
    ("The Occupier", "The Occupier", Given.UNKNOWN),
    ("Olivia Twin 1", "Amelia Twin 2", Given.DIFFERENT),
    ("😀", "😀", Given.UNKNOWN),
    ("Mr", "Mr", Given.UNKNOWN),
    ("محمد", "محمد", Given.SAME),
    ("Łukasz", "łukasz", Given.SAME),
    ("Łukasz", "LUKASZ", Given.SAME),
    ("Đạt", "Dat", Given.SAME),
    ("Søren", "Soren", Given.SAME),
    ("D\u02bcArcy", "D'Arcy", Given.SAME),
]  # fmt: skip

BIRTHS = [
    ("2010-02-03", "2010-02-03", Birth.SAME),
    ("2010-02-03", "2010-03-02", Birth.TURNED),
    ("2010-02-03", "1994-11-28", Birth.GENERATION),
    ("2010-02-03", "1959-11-28", Birth.FAR),
    ("2000-12-31", "2000-12-31", Birth.SAME_GROWN),
    ("2001-02-03", "2000-11-28", Birth.APART),
    ("1980-02-03", "1980-02-03", Birth.SAME_GROWN),
    ("1980-02-03", "1980-03-02", Birth.TURNED_GROWN),
    ("1980-02-03", "1980-02-08", Birth.DIGIT_GROWN),
    ("1980-02-03", "1990-02-03", Birth.DIGIT_GROWN),
    ("1980-02-31", "1980-02-13", Birth.DIGITS_SWAPPED_GROWN),
    ("1980-02-03", "1967-02-03", Birth.DAY_AND_MONTH_GROWN),
    ("1980-02-03", "1980-02-28", Birth.TWO_PARTS_GROWN),
    ("1980-02-03", "1980-11-28", Birth.YEAR_GROWN),
    ("1980-02-03", "1994-11-28", Birth.APART_GROWN),
    ("1980-02-03", "1995-11-28", Birth.GENERATION_GROWN),
    ("1980-02-03", "1930-11-28", Birth.GENERATION_GROWN),
    ("1980-02-03", "1929-11-28", Birth.FAR_GROWN),
    ("1980-02", "1980-02-03", Birth.PARTLY_SAME),
    ("1980", "1980-02-03", Birth.YEAR_ONLY),
    ("1980-01-01", "1980-02-03", Birth.YEAR_ONLY),
    ("1980-01-01", "1980-01-01", Birth.YEAR_ONLY),
    ("1980", "1981-02-03", Birth.YEAR_NEAR),
    ("1980", "1990", Birth.YEAR_APART),
    ("1980", "1995", Birth.YEAR_FAR),
    ("", "1980", Birth.UNKNOWN),
    ("1900-01-01", "1900-01-01", Birth.UNKNOWN),
    ("1899-12-31", "1899-12-31", Birth.UNKNOWN),
    ("1970-01-01", "1995-08-05", Birth.UNKNOWN),
    ("1934-13-41", "1934-13-41", Birth.SAME_GROWN),
    ("not known", "1980-02-03", Birth.UNKNOWN),
]  # fmt: skip

PLACES = [
    (("14 High Street", "LS1 4AB"), ("14 HIGH ST.", "LS14AB"), Whereabouts.DOOR),
    (("14 High Street", "LS1 4AB"), ("14 High Street", ""), Whereabouts.DOOR),
    (("14 High Street", "LS1 4AB"), ("14 High Street", "LS1 4AC"), Whereabouts.DOOR),
    (("14 High Street", "LS1 4AB"), ("14 High Street", "BD7 1XX"), Whereabouts.DOOR_OTHER_POSTCODE),
    (("Flat 2, 14 High Street", "LS1 4AB"), ("14 High Street", "LS1 4AB"), Whereabouts.BUILDING),
    (("Flat 2, 14 High Street", "LS1 4AB"), ("Flat 3, 14 High Street", "LS1 4AB"), Whereabouts.OTHER_FLAT),
    (("14 High Street", "LS1 4AB"), ("19 High Street", "LS1 4AB"), Whereabouts.NUMBER_SLIP),
    (("14 High Street", "LS1 4AB"), ("7 High Street", "LS1 4AB"), Whereabouts.NEIGHBOUR),
    (("14 High Street", "LS1 4AB"), ("3 Mill Lane", "LS1 4AB"), Whereabouts.SAME_POSTCODE),
    (("14 High Street", "LS1 4AB"), ("3 Mill Lane", "LS1 2XX"), Whereabouts.SAME_AREA),
    (("14 High Street", "LS1 4AB"), ("3 Mill Lane", "BD7 1XX"), Whereabouts.ELSEWHERE),
    (("The Foyer Hostel, 6 London Road", "LS1 4AB"), ("Foyer Hostel, 6 London Rd", "LS1 4AB"), Whereabouts.COMMUNAL),
    (("", "LS1 4AB"), ("14 High Street", "LS1 4AB"), Whereabouts.POSTCODE),
    (("High Street, Leeds", "LS1 4AB"), ("14 High Street", "LS1 4AB"), Whereabouts.POSTCODE),
    (("Mill Lane, Leeds", "LS1 4AB"), ("14 High Street", "LS1 4AB"), Whereabouts.SAME_POSTCODE),
    (("", "LS1 4AB"), ("", "LS1 4BA"), Whereabouts.POSTCODE_SLIP),
    (("", "LS1 4AB"), ("", "LS1 2XX"), Whereabouts.AREA),
    (("", "LS1 4AB"), ("", "BD7 1XX"), Whereabouts.OTHER_AREA),
    (("", "2119"), ("", "2119"), Whereabouts.POSTCODE),
    (("", "90210"), ("", "90251"), Whereabouts.AREA),
    (("No fixed abode", "ZZ99 3VZ"), ("NFA", "ZZ99 3VZ"), Whereabouts.UNKNOWN),
    (("", ""), ("", ""), Whereabouts.UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "level"), NAMES)
def test_two_names_agree_to_the_level_a_clerk_would_say(one: str, other: str, level: Given) -> None:
    """A name's level is the strongest agreement it shows, from either side."""
    a, b = read_name(one), read_name(other)
    assert compare_names(a, b)[0] is compare_names(b, a)[0] is level


@pytest.mark.parametrize(("one", "other"), [("राम", "रीमा"), ("রহিম", "রহমা"), ("ਹਰਜੀਤ", "ਹਰਜੋਤ"), ("ராமா", "ரமி")])
def test_names_that_differ_in_vowels_are_two_in_every_script(one: str, other: str) -> None:
    """Also where vowels are signs on consonants; and each is itself, however its signs are encoded."""
    assert compare_names(read_name(one), read_name(other))[0] is not Given.SAME
    assert compare_names(read_name(one), read_name(unicodedata.normalize("NFD", one)))[0] is Given.SAME


@pytest.mark.parametrize(("one", "other"), [("محمّد", "محمد"), ("שָׂרָה", "שרה"), ("Nguyễn", "Nguyen"), ("José", "Jose")])
def test_accents_and_vowels_that_are_mostly_left_out_are_nothing(one: str, other: str) -> None:
    """Who writes them and who does not have written one name."""
    assert compare_names(read_name(one), read_name(other))[0] is Given.SAME


@pytest.mark.parametrize(("one", "other", "level"), BIRTHS)
def test_two_birth_dates_agree_to_the_level_a_clerk_would_say(one: str, other: str, level: Birth) -> None:
    """Slips are told from different dates, and dates of which only a part is known are compared in that part."""
    a, b = read_birth(one), read_birth(other)
    assert compare_births(a, b) is compare_births(b, a) is level


@pytest.mark.parametrize(("one", "other", "level"), PLACES)
def test_two_whereabouts_agree_to_the_level_a_clerk_would_say(
    one: tuple[str, str], other: tuple[str, str], level: Whereabouts
) -> None:
    """Premises, street and postcode make one level, which says nothing where neither place is one."""
    a, b = read_place(*one, ""), read_place(*other, "")
    assert compare_places(a, b) is compare_places(b, a) is level


def test_no_fixed_abode_is_nobodys_front_door() -> None:
    """Two who have none live together no more for a UPRN that both were given, nor with whoever lives there."""
    one, other = read_place("No fixed abode", "ZZ99 3VZ", "100"), read_place("NFA", "", "100")
    office = read_place("14 High Street", "LS1 4AB", "100")
    for two in ((one, other), (one, office), (office, one)):
        assert compare_places(*two) is Whereabouts.UNKNOWN
    assert compare_places(office, read_place("High Street", "", "100")) is Whereabouts.DOOR


def _identity(given: str = "", family: str = "", gender: str = "", number: str = "") -> Identity:
    return Identity("police", given, family, "", gender, number)


def test_one_uprn_in_two_districts_is_no_front_door() -> None:
    """It stands for none, and what else is said of the two places counts."""
    one, other = read_place("12 Oak Road", "LS1 4AB", "1"), read_place("9 Elm Close", "BD7 1XX", "1")
    assert compare_places(one, other) is compare_places(other, one) is Whereabouts.ELSEWHERE
    assert compare_places(one, read_place("Oakroad House", "LS1 4AC", "1")) is Whereabouts.DOOR


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Flat 2, Heron Tower, Mill Road", "Flat 9, Heron Tower, Mill Road", Whereabouts.OTHER_FLAT),
        ("14 High Street", "27 High Street", Whereabouts.NEIGHBOUR),
        ("14A High Street", "14B High Street", Whereabouts.NEIGHBOUR),
        ("14 High Street", "27 Mill Lane", Whereabouts.SAME_POSTCODE),
        ("14 High Street", "41 High Street", Whereabouts.DOOR),
        ("14 High Street", "Rose Cottage, High Street", Whereabouts.DOOR),
        ("Flat 2, 14 High Street", "14 High Street", Whereabouts.DOOR),
        ("Flat A, 14 High Street", "14A High Street", Whereabouts.DOOR),
        ("Flat 2, Canal Hostel, Dock Road", "Flat 9, Canal Hostel, Dock Road", Whereabouts.COMMUNAL),
    ],
)
def test_one_uprn_is_one_front_door_where_the_texts_do_not_name_two(one: str, other: str, level: Whereabouts) -> None:
    """Flats are sent with their building's UPRN: what the texts say of unit and number stands over it."""
    a, b = (read_place(text, "LS1 4AB", "100") for text in (one, other))
    assert compare_places(a, b) is compare_places(b, a) is level


def test_who_writes_a_polish_letter_and_who_cannot_have_written_one_name() -> None:
    """They are looked for under the same keys."""
    one = Identity("police", "Łukasz", "Głowacki", "1985", "1", "")
    assert blocking_keys(one) == blocking_keys(Identity("police", "Lukasz", "Glowacki", "1985", "1", "")) != ()


def _levels(one: Identity, other: Identity) -> tuple[object, ...]:
    comparison = compare(read_features(one), read_features(other))
    assert comparison == compare(read_features(other), read_features(one))
    return comparison.levels


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (("Ali", "Mohammed"), ("Mohammed", "Ali"), Given.SWAPPED),
        (("Lewandowski", "Kuba"), ("Jakub", "Lewandowski"), Given.SWAPPED_ALIKE),
        (("Shirley", "Mifgate"), ("Midgate", "Shirley"), Given.SWAPPED_ALIKE),
        (("H", "Dobby"), ("Dobby", "Harley"), Given.SWAPPED_ALIKE),
        (("O'Farrell", "Josephine"), ("Josephine", "Murray"), Given.HALF_SWAPPED),
    ],
)
def test_names_in_each_others_place_are_one_level(one: tuple[str, str], other: tuple[str, str], level: Given) -> None:
    """A swap is found with nicknames, slips and initials in it, and the family name is not counted again."""
    assert _levels(_identity(*one), _identity(*other))[:2] == (level, Family.UNKNOWN)


def test_a_womans_family_name_that_differs_is_a_case_of_its_own() -> None:
    """It may have changed on marriage, which is seldom with men."""
    woman, man = _identity("Ann", "Lee", "2"), _identity("Ann", "Roe", "female")
    assert _levels(woman, man)[1] is Family.DIFFERENT_WOMAN
    assert _levels(_identity("Sam", "Lee", "1"), _identity("Sam", "Roe", "M"))[1] is Family.DIFFERENT


def test_gender_says_little_where_the_given_name_says_it_already() -> None:
    """Two women called Ann agree in gender because they agree in name."""
    assert _levels(_identity("Ann", gender="F"), _identity("Ann", gender="2"))[3] is Gender.SAME_LIKE_NAME
    assert _levels(_identity("Ann", gender="F"), _identity("Eve", gender="2"))[3] is Gender.SAME
    assert _levels(_identity("Ann", gender="X"), _identity("Ann", gender="2"))[3] is Gender.UNKNOWN


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("9991234560", "999 123 4560", Number.SAME),
        ("9991234560", "9991234506", Number.MISPRINT),
        ("9991234560", "9998765430", Number.DIFFERENT),
        ("9999999999", "9999999999", Number.UNKNOWN),
        ("0000000000", "0000000000", Number.UNKNOWN),
        ("123", "123", Number.UNKNOWN),
    ],
)
def test_fillers_and_fragments_are_no_nhs_numbers(one: str, other: str, level: Number) -> None:
    """What fills a mandatory field is unknown; a number one slip away is near."""
    assert _levels(_identity(number=one), _identity(number=other))[4] is level
