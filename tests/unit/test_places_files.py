"""Lists of addresses in files, and the texts of one resolved against another."""

import csv
from pathlib import Path

import pytest

from infra.linkage.addresses import match_files
from infra.linkage.gazetteer import read_gazetteer
from streams.errors import Invalid


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_texts_are_matched_to_a_list(tmp_path: Path) -> None:
    """A line for each text that was found, with the weight in bits."""
    messy = write(tmp_path / "a.csv", "id,address,postcode", "1,14 high st,nm42qx", "2,99 Castle Rd,", "3,,")
    canonical = write(tmp_path / "b.csv", "postcode,id,address", 'NM4 2QX,x,"14 High Street, Northmoor"')
    assert match_files(messy, canonical, tmp_path / "out.csv") == (3, 1)
    (found,) = csv.DictReader((tmp_path / "out.csv").open(encoding="utf-8"))
    assert (found["messy_id"], found["canonical_id"]) == ("1", "x")
    assert float(found["weight"]) > 0


@pytest.mark.parametrize(
    ("lines", "said"),
    [(("id,street", "1,x"), "no column address"), (("id,address", ",x"), "line 2 has no id"), ((), "no column"),
     (("id,address", "1,x", "1,y"), "line 3: the id 1"), (("id,address", "1,x,y,z"), "line 2 has more values"),
     (("id,address", '1,"x'), "line 2")],
)  # fmt: skip
def test_a_file_with_a_fault_is_refused_by_line_and_column(tmp_path: Path, lines: tuple[str, ...], said: str) -> None:
    """So that the person who made the file can mend it."""
    wrong = write(tmp_path / "a.csv", *lines)
    with pytest.raises(Invalid) as refused:
        match_files(wrong, wrong, tmp_path / "out.csv")
    assert said in refused.value.reason


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """Excel's older CSV is not UTF-8."""
    (tmp_path / "a.csv").write_bytes("id,address\n1,Caf\u00e9 Royal\n".encode("latin-1"))
    with pytest.raises(Invalid) as refused:
        match_files(tmp_path / "a.csv", tmp_path / "a.csv", tmp_path / "out.csv")
    assert "UTF-8" in refused.value.reason


CORE = "UPRN,PARENT_UPRN,SINGLE_LINE_ADDRESS,SUB_BUILDING,BUILDING_NAME,BUILDING_NUMBER,STREET_NAME,TOWN_NAME,POSTCODE"
PLUS = (
    "UPRN,SAO_START_NUMBER,SAO_START_SUFFIX,SAO_END_NUMBER,SAO_END_SUFFIX,SAO_TEXT,PAO_START_NUMBER,PAO_START_SUFFIX,"
    "PAO_END_NUMBER,PAO_END_SUFFIX,PAO_TEXT,STREET_DESCRIPTION,LOCALITY,TOWN_NAME,POSTCODE_LOCATOR"
)
BASE = (
    "UPRN,ORGANISATION_NAME,SUB_BUILDING_NAME,BUILDING_NAME,BUILDING_NUMBER,DEPENDENT_THOROUGHFARE,THOROUGHFARE,"
    "DEPENDENT_LOCALITY,POST_TOWN,POSTCODE"
)


@pytest.mark.parametrize(
    ("header", "line", "row"),
    [("uprn,address,postcode", '0099,"14 High Street",NM4 2QX', ("99", "14 High Street", "NM4 2QX")),
     (CORE, '99,,"14, HIGH STREET, NORTHMOOR, NM4 2QX",,,14,HIGH STREET,NORTHMOOR,NM4 2QX',
      ("99", "14, HIGH STREET, NORTHMOOR, NM4 2QX", "NM4 2QX")),
     (PLUS, "99,2,,,,,12,A,14,,HERON HOUSE,HIGH STREET,,NORTHMOOR,NM4 2QX",
      ("99", "Flat 2, HERON HOUSE, 12A-14 HIGH STREET, NORTHMOOR", "NM4 2QX")),
     (PLUS, "99,,,,,GROUND FLOOR FLAT,12,,,,,HIGH STREET,,NORTHMOOR,NM4 2QX",
      ("99", "GROUND FLOOR FLAT, 12 HIGH STREET, NORTHMOOR", "NM4 2QX")),
     (BASE, "99,,FLAT 2,HERON HOUSE,14,,MILL ROAD,SKELWICK,NORTHMOOR,NM4 2QX",
      ("99", "FLAT 2, HERON HOUSE, 14 MILL ROAD, SKELWICK, NORTHMOOR", "NM4 2QX"))],
)  # fmt: skip
def test_gazetteers_are_read_by_their_columns(
    tmp_path: Path, header: str, line: str, row: tuple[str, str, str]
) -> None:
    """AddressBase Core, Plus and AddressBase, and a council's own of three columns."""
    assert list(read_gazetteer(write(tmp_path / "g.csv", header, line))) == [row]


@pytest.mark.parametrize(
    "lines",
    [("100,14 High Street,NM4 2QX",), ("uprn,address", "x,14 High Street"), ("uprn,address", ",14 High Street")],
)
def test_a_gazetteer_without_header_or_uprn_is_refused(tmp_path: Path, lines: tuple[str, ...]) -> None:
    """Ordnance Survey supplies some files without their header; a guess at columns would be worse than none."""
    with pytest.raises(Invalid):
        list(read_gazetteer(write(tmp_path / "g.csv", *lines)))
