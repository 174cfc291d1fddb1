"""What the parser makes of UK addresses as they are typed: the unit, the house, the street, and what is no place."""

import time

import pytest

from scoring.linkage.places import parse
from scoring.linkage.places.homes import is_home
from scoring.linkage.places.postcodes import mend_postcode

# Text, then unit, number, name and street; empty where there is none.
PARTS = [
    ("14 High Street", "", "14", "", "HIGH STREET"),
    ("14, High St.", "", "14", "", "HIGH STREET"),
    ("12A High St", "", "12A", "", "HIGH STREET"),
    ("12 A High Street", "", "12A", "", "HIGH STREET"),
    ("12-14 High Street", "", "12-14", "", "HIGH STREET"),
    ("12 - 14 High Street", "", "12-14", "", "HIGH STREET"),
    ("23/25 The Grove", "", "23-25", "", "THE GROVE"),
    ("18-20Warren Street", "", "18-20", "", "WARREN STREET"),
    ("014 High Street", "", "14", "", "HIGH STREET"),
    ("HIGH STREET 14, NORTHMOOR", "", "14", "", "HIGH STREET"),
    ("14 HIGHSTREET", "", "14", "", "HIGH STREET"),
    ("14 Higth Stret", "", "14", "", "HIGTH STREET"),
    ("14 RAOD", "", "14", "", "ROAD"),
    ("Flat 2, 14 High Street", "2", "14", "", "HIGH STREET"),
    ("Flat 12, 4 High Street", "12", "4", "", "HIGH STREET"),
    ("FLT2 14A CURLEW ST", "2", "14A", "", "CURLEW STREET"),
    ("F2 14 Curlew St", "2", "14", "", "CURLEW STREET"),
    ("APT4 14 curlew st", "4", "14", "", "CURLEW STREET"),
    ("14 Mill Road, Flat 2", "2", "14", "", "MILL ROAD"),
    ("14 Mill Road Flat 2 Northmoor NM4 2QX", "2", "14", "", "MILL ROAD"),
    ("Flat 2 - 14 High Street", "2", "14", "", "HIGH STREET"),
    ("2/14 High Street", "2", "14", "", "HIGH STREET"),
    ("2, 14 High Street", "2", "14", "", "HIGH STREET"),
    ("A, 46 King Close", "A", "46", "", "KING CLOSE"),
    ("Flat No 2, 14 High Street", "2", "14", "", "HIGH STREET"),
    ("Flat Two, 14 High Street", "2", "14", "", "HIGH STREET"),
    ("Flat 4 at 14 High Street", "4", "14", "", "HIGH STREET"),
    ("Flat 3/2, 14 Byres St", "3/2", "14", "", "BYRES STREET"),
    ("3/2 14 Byres St, Glasgow", "3/2", "14", "", "BYRES STREET"),
    ("2F1 14 Leith Walk", "2F1", "14", "", "LEITH WALK"),
    ("Ground Floor Flat, 12 Mill Road", "GROUND", "12", "", "MILL ROAD"),
    ("Ground Floor Flat 12 Mill Road", "GROUND", "12", "", "MILL ROAD"),
    ("Grond flr flat 19 West St", "GROUND", "19", "", "WEST STREET"),
    ("GFF 12 High Street", "GROUND", "12", "", "HIGH STREET"),
    ("1st Floor Flat 2, 14 High Street", "2", "14", "", "HIGH STREET"),
    ("Flat A First and Second Floors 21 Pepperpot Road", "A", "21", "", "PEPPERPOT ROAD"),
    ("Flat Ground Floor 29 Pepperpot Road", "GROUND", "29", "", "PEPPERPOT ROAD"),
    ("Basement flat 45 Baker Street", "BASEMENT", "45", "", "BAKER STREET"),
    ("Third floor left 14 High Street", "THIRD LEFT", "14", "", "HIGH STREET"),
    ("Flat above 12 High Street", "FLAT", "12", "", "HIGH STREET"),
    ("Rear of 12 High Street", "REAR", "12", "", "HIGH STREET"),
    ("R/O 12 High St", "REAR", "12", "", "HIGH STREET"),
    ("Behind 12 High Street", "REAR", "12", "", "HIGH STREET"),
    ("Opposite 14 High Street", "OPPOSITE", "14", "", "HIGH STREET"),
    ("Opp. no 14 High St", "OPPOSITE", "14", "", "HIGH STREET"),
    ("Nr 14 High Street", "NEAR", "14", "", "HIGH STREET"),
    ("Off 14 High Street", "OFF", "14", "", "HIGH STREET"),
    ("Adj 14 High Street", "ADJACENT", "14", "", "HIGH STREET"),
    ("Land adjacent to 14 High Street", "ADJACENT", "14", "", "HIGH STREET"),
    ("Next door to 14 High Street", "ADJACENT", "14", "", "HIGH STREET"),
    ("O/S 14 High Street", "OUTSIDE", "14", "", "HIGH STREET"),
    ("Corner of 14 High Street", "CORNER", "14", "", "HIGH STREET"),
    ("Alley by 14 High Street", "NEAR", "14", "ALLEY", "HIGH STREET"),
    ("Near Rose Cottage, Mill Lane", "NEAR", "", "ROSE COTTAGE", "MILL LANE"),
    ("Rose Cottage, near 14 Mill Lane", "", "", "ROSE COTTAGE", "MILL LANE"),
    ("Land at 14 High Street", "", "14", "", "HIGH STREET"),
    ("Number 14 High Street", "", "14", "", "HIGH STREET"),
    ("Off High Street", "", "", "", "HIGH STREET"),
    ("Hyde Park Corner 14, Northmoor", "", "14", "", "HYDE PARK CORNER"),
    ("The Annexe, 14 Mill Lane", "ANNEXE", "14", "", "MILL LANE"),
    ("Annex at 14 Mill Lane", "ANNEXE", "14", "", "MILL LANE"),
    ("Room 4, Flat 2, 14 High Street", "2", "14", "", "HIGH STREET"),
    ("Room 4, 14 High Street", "", "14", "", "HIGH STREET"),
    ("No 7, Sandpiper Court, 10 The Green", "7", "10", "SANDPIPER COURT", "THE GREEN"),
    ("Flat 2, Heron House, 14 Mill Road", "2", "14", "HERON HOUSE", "MILL ROAD"),
    ("2 Heron House, 14 Mill Road", "2", "14", "HERON HOUSE", "MILL ROAD"),
    ("2 Heron House, Mill Road", "2", "", "HERON HOUSE", "MILL ROAD"),
    ("Heron House, Flat 2, Mill Road", "2", "", "HERON HOUSE", "MILL ROAD"),
    ("Fb, 14 Mill Road", "B", "14", "", "MILL ROAD"),
    ("Fl 2, Heron House, Mill Road", "2", "", "HERON HOUSE", "MILL ROAD"),
    ("1st fl, 14 Mill Road", "FIRST", "14", "", "MILL ROAD"),
    ("G/F Flat 14 Mill Road", "GROUND", "14", "", "MILL ROAD"),
    ("18 Lime Court, Laurel Row", "18", "", "LIME COURT", "LAUREL ROW"),
    ("Flat 2 Heron House Mill Road", "2", "", "HERON HOUSE", "MILL ROAD"),
    ("5 Finch Court, Childerditch Hall Drive", "5", "", "FINCH COURT", "CHILDERDITCH HALL DRIVE"),
    ("1 Mill Cottages Church Lane", "", "1", "MILL COTTAGES", "CHURCH LANE"),
    ("Queens House 14 Park Street North", "", "14", "QUEENS HOUSE", "PARK STREET NORTH"),
    ("Rose Cottage, Mill Lane", "", "", "ROSE COTTAGE", "MILL LANE"),
    ("Hillcrest, Mill Lane, Northmoor", "", "", "HILLCREST", "MILL LANE"),
    ("HILLCREST PARK AVE", "", "", "HILLCREST", "PARK AVENUE"),
    ("TOLL COTTAGE VALE CT", "", "", "TOLL COTTAGE", "VALE COURT"),
    ("The Bungalow Mill Lane", "", "", "THE BUNGALOW", "MILL LANE"),
    ("The Old Forge Station Road", "", "", "THE OLD FORGE", "STATION ROAD"),
    ("12 Highfield Park Avenue", "", "12", "", "HIGHFIELD PARK AVENUE"),
    ("5 Avenue Road", "", "5", "", "AVENUE ROAD"),
    ("12 The Avenue", "", "12", "", "THE AVENUE"),
    ("12 Kingsway, Northmoor", "", "12", "", "KINGSWAY"),
    ("29 Parkway Coloured Sands", "", "29", "", "PARKWAY"),
    ("14 Broadway", "", "14", "", "BROADWAY"),
    ("14 St Johns Road", "", "14", "", "ST JOHNS ROAD"),
    ("14 Saint John's Rd", "", "14", "", "ST JOHNS ROAD"),
    ("14 STJOHNS ROAD", "", "14", "", "ST JOHNS ROAD"),
    ("14 High St Northmoor", "", "14", "", "HIGH STREET"),
    ("14 N Market St", "", "14", "", "NORTH MARKET STREET"),
    ("c/o Mrs Smith, 12 High Street", "", "12", "", "HIGH STREET"),
    ("Caravan 3, Hill Farm, Moor Lane", "3", "", "HILL FARM", "MOOR LANE"),
    ("Flat unknown, 12 High Street", "FLAT", "12", "", "HIGH STREET"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "flat", "number", "name", "street"), PARTS)
def test_a_text_is_taken_apart(text: str, flat: str, number: str, name: str, street: str) -> None:
    """Unit, number, name and street are found wherever and however they are written."""
    premises = parse(text)
    assert (premises.flat, premises.number, premises.name, premises.street) == (flat, number, name, street)


@pytest.mark.parametrize("text", [row[0] for row in PARTS])
def test_case_and_spaces_are_nothing(text: str) -> None:
    """Shouted, whispered or spread out, a text names the same front door."""
    assert parse(text.upper()) == parse(text.lower()) == parse(f"  {text.replace(' ', '   ')} ")


@pytest.mark.parametrize(
    "text",
    ["No fixed abode", "NFA", "N.F.A.", "nfa - sofa surfing", "Unknown", "Not known", "address withheld", "Homeless",
     "Rough sleeping, Northmoor", "n/k", "NFA, c/o 12 High Street", "No fixed abode ZZ99 3VZ", "ZZ99 3VZ",
     "No current address", "Declined", "Prefer not to say", "Not applicable", "As above", "See notes", "Same as mother",
     "Overseas", "Address to follow", "To be confirmed", "No longer known", "Gone away, Northmoor", "Living in his car",
     "Temporary accommodation", "Temp Accom, Northmoor", "PO Box 123", "P.O. Box 12, Northmoor NM4 2QX",
     "Unknown, NM4 2QX", "Homeless, Northmoor NM4 2QX", "address not known nm42qx", "NA", "n/a, Northmoor"],
)  # fmt: skip
def test_what_names_no_place_is_none(text: str) -> None:
    """No fixed abode is written where an address is asked for, by thousands who share nothing."""
    assert parse(text).nowhere
    assert not is_home(text, "NM4 2QX")


def test_the_postcode_of_an_unknown_address_is_kept() -> None:
    """As it is where it stands in a field of its own: it is all that is known."""
    assert parse("Unknown, Northmoor NM4 2QX").postcode == "NM4 2QX"


@pytest.mark.parametrize(
    "text",
    ["Tigh na Mara, Mill Lane", "TIGH NA MARA", "The Traveller Inn, Mill Lane", "Overseas House, Mill Lane",
     "Temporary accommodation, Heron House, Mill Lane", "Same as above: 14 High Street"],
)  # fmt: skip
def test_a_house_may_be_called_by_a_word_for_unknown(text: str) -> None:
    """A name with such a word in it is a home like any other, and so is a house that is named beside one."""
    assert not parse(text).nowhere
    assert is_home(text, "NM4 2QX")


@pytest.mark.parametrize(
    "text",
    ["14 Curlew Street", "12 Heron Court", "Flat 2, Heron Tower, Mill Road", "2 Heron House, Mill Road",
     "Ground Floor Flat, Heron Court, Mill Road", "Rose Cottage, Mill Lane", "Rose Cottage, NM4 2QX",
     "Hill Farm, Moor Lane", "1 Mill Cottages, Church Lane", "Pitch 4, Riverside Caravan Park, Mill Lane",
     "Heron House, 14 Mill Road"],
)  # fmt: skip
def test_a_home_is_one_households(text: str) -> None:
    """A number with its street, a name with a street or a postcode, a flat with its block."""
    assert is_home(text, "")


@pytest.mark.parametrize(
    "text",
    ["Northmoor", "Northmoor, Cheshire", "Rose Cottage", "High Street", "Flat 2, High Street", "Heron Tower, Mill Road",
     "Flat unknown, Heron Tower, Mill Road", "Heron Tower, 14 Mill Road", "Riverside Caravan Park, Mill Lane",
     "Mill Cottages, Church Lane", "Northmoor Town Centre, High Street", "Tesco Car Park, Mill Road",
     "Custody Suite, Mill Road", "Canal Hostel, Dock Road", "Opposite 14 High Street"],
)  # fmt: skip
def test_a_town_or_a_block_is_nobodys_home(text: str) -> None:
    """Nor is a caravan park without the pitch, or a place where nobody lives: many may be there of one name."""
    assert not is_home(text, "")


def test_a_postcode_makes_a_named_house_a_home_and_a_pseudo_postcode_none() -> None:
    """In its own field as in the text; ZZ99 stands for no fixed abode, whatever the text says."""
    assert is_home("Rose Cottage", "NM4 2QX")
    assert not is_home("Rose Cottage", "NM4")
    assert not is_home("14 High Street", "ZZ99 3VZ")


@pytest.mark.parametrize(
    "text",
    ["Room 12, St James Hostel, 4 Canal Street", "HMP Leeds", "c/o HMP Leeds", "H.M.P. Northmoor, Gaol Lane",
     "The Laurels Care Home, Mill Lane", "Laurel Bank Nursing Home", "Northmoor General Hospital", "Ward 5",
     "Women's Refuge, Northmoor", "YMCA, 14 High Street", "Alder Primary School, School Lane", "Night Shelter"],
)  # fmt: skip
def test_many_live_in_some_places_who_are_no_household(text: str) -> None:
    """Hostels, prisons, homes, hospitals, refuges and schools are told from dwellings."""
    assert parse(text).communal


@pytest.mark.parametrize(
    "text",
    ["14 School Lane", "The Old School, Mill Lane", "14 Hospital Road", "School House, Mill Lane", "12 Prison Street",
     "Old School Cottage, Mill Lane", "Flat 2, 14 High Street", "14 College Court", "University Gardens 3"],
)  # fmt: skip
def test_a_street_called_after_an_institution_is_none(text: str) -> None:
    """School Lane is lived in by households."""
    assert not parse(text).communal


@pytest.mark.parametrize(
    ("text", "postcode"),
    [("14 High Street NM4 2QX", "NM4 2QX"), ("14 High Street nm42qx", "NM4 2QX"),
     ("NM4 2QX, 14 High Street", "NM4 2QX"),
     ("14 High Street, NM4 OAA", "NM4 0AA"), ("Flat A1 2nd Floor, 14 High Street", ""), ("14 High Street NM4", "")],
)  # fmt: skip
def test_a_postcode_within_the_text_is_found_and_taken_out(text: str, postcode: str) -> None:
    """Wherever it stands, and with O for 0; it is part neither of the street nor of the house."""
    assert parse(text).postcode == postcode
    assert (parse(text).number, parse(text).street) == ("14", "HIGH STREET")


@pytest.mark.parametrize(
    ("typed", "mended"),
    [("nm4 2qx", "NM4 2QX"), (" NM42QX.", "NM4 2QX"), ("NMl OAA", "NM1 0AA"),
     ("NMZ 1BX", "NM2 1BX"), ("SS1 1AA", "SS1 1AA"), ("S5 6AA", "S5 6AA"),
     ("SW1A 1AA", "SW1A 1AA"),
     ("M1 1AA", "M1 1AA"), ("Northmoor", ""), ("", ""), ("NM4", ""), ("12345", "")],
)  # fmt: skip
def test_a_mistyped_postcode_is_mended(typed: str, mended: str) -> None:
    """Letters and digits that look alike are put where a postcode has letters and digits."""
    assert mend_postcode(typed) == mended


@pytest.mark.parametrize(
    "piece", ["A1 ", "1-", "FLAT ", "1/1 ", "((", "é", "ST ", ",", "NM4 2QX ", "c/o ", "FLAT 1 ST "]
)
def test_ten_thousand_characters_cost_no_more_than_an_address(piece: str) -> None:
    """A text somebody pasted a letter into is read as far as an address goes."""
    began = time.perf_counter()
    parse(piece * (10_000 // len(piece)))
    assert time.perf_counter() - began < 0.05
