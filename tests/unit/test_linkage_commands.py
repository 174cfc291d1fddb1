"""``linnet linkage evaluate`` and ``explain``, as they are typed."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from infra.linkage.commands import app
from infra.linkage.records_file import read_rows
from streams.errors import Invalid

HEADS = "record_id,source,given_name,family_name,birth_date,gender,address,postcode,uprn,nhs_number,who"
ANN = ("Ann", "Ashby", "1961-03-14", "F", '"14 Curlew Street, Northmoor"', "NM4 2QX", "", "")
ANNIE = ("Annie", "Ashby", "14/03/1961", "female", '"14 Curlew St, Northmoor"', "NM4 2QX", "", "")
BEN = ("Ben", "Okafor", "1988-07-02", "1", "", "", "", "")


def write(folder: Path, *rows: tuple[str, ...], heads: str = HEADS) -> Path:
    path = folder / "records.csv"
    path.write_text("\n".join([heads, *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")
    return path


def three_people(folder: Path) -> Path:
    return write(
        folder, ("1", "police", *ANN, "a"), ("2", "council", *ANNIE, "a"), ("3", "health", *BEN, "b"), heads=HEADS
    )


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_evaluate_writes_who_is_who(tmp_path: Path) -> None:
    """A line for each record, in the file's order, with its person and its address, empty where it has none."""
    done = run("evaluate", "--records", three_people(tmp_path), "--out", tmp_path / "out.csv")
    assert done.exit_code == 0, done.output
    ann, annie, ben = read(tmp_path / "out.csv")
    assert [line["record_id"] for line in (ann, annie, ben)] == ["1", "2", "3"]
    assert ann["person_id"] == annie["person_id"] != ben["person_id"]
    assert ann["address_id"] == annie["address_id"] != ""
    assert ben["address_id"] == ""


def test_evaluate_tells_how_well_it_did(tmp_path: Path) -> None:
    """With the true persons it prints precision, recall and F1, and what another order would change."""
    done = run("evaluate", "--records", three_people(tmp_path), "--out", tmp_path / "out.csv", "--truth", "who")
    assert done.exit_code == 0, done.output
    assert done.output.count("1.0000") == 6
    assert "pairs that differ in another order: 0" in done.output


def test_evaluate_gives_the_same_in_any_order(tmp_path: Path) -> None:
    """The written file too, but for the names of persons."""
    records, found = three_people(tmp_path), []
    for order in ("1", "2"):
        assert run("evaluate", "--records", records, "--out", tmp_path / "out.csv", "--order", order).exit_code == 0
        found.append((tmp_path / "out.csv").read_text())
    assert found[0] == found[1]


@pytest.mark.parametrize(("living", "warned"), [(1, True), (3, False)])
def test_a_file_without_households_is_told_of(living: int, warned: bool, tmp_path: Path) -> None:
    """The model that ships expects families; of people who all live alone it would make some."""
    names = [("Ann", "Ashby"), ("Jamal", "Okafor"), ("Piotr", "Nowak")]
    rows = [
        (
            *(f"{home}-{number}-{agency}", agency, *names[number], f"{1930 + home % 60 + number}-03-1{home % 9}", ""),
            *(f"{1 + home} Curlew Street", f"NM{1 + home % 9} 2QX", "", "", ""),
        )
        for home in range(120)
        for number in range(living)
        for agency in ("police", "council")
    ]
    done = run("evaluate", "--records", write(tmp_path, *rows), "--out", tmp_path / "out.csv")
    assert done.exit_code == 0, done.output
    assert ("linnet linkage train" in done.output) is warned


def test_the_same_records_are_weighed_for_as_many_people_as_live_there(tmp_path: Path) -> None:
    """``--people``: two who could be one in a town are two in a county; the waterfall says for how many it is."""
    ali = ("Mohammed", "Ali", "1985", "", "", "", "", "")
    records = write(tmp_path, ("1", "police", *ali), ("2", "council", *ali), heads=HEADS.removesuffix(",who"))
    found = []
    for people in ("8000", "3000000"):
        done = run("evaluate", "--records", records, "--out", tmp_path / "out.csv", "--people", people)
        assert done.exit_code == 0, done.output
        found.append(len({line["person_id"] for line in read(tmp_path / "out.csv")}))
    assert found == [1, 2]
    assert "among 3000000" in run("explain", "1", "2", "--records", records, "--people", "3000000").output


def test_columns_can_be_called_otherwise(tmp_path: Path) -> None:
    """Whatever the file calls them; columns it has not are empty."""
    rows = [("1", "Ashby", "Ann", "1961-03-14"), ("2", "Ashby", "Ann", "14.03.1961")]
    path = write(tmp_path, *rows, heads="id,surname,forename,dob")
    mapped = ["record_id=id", "family_name=surname", "given_name=forename", "birth_date=dob"]
    words = [word for each in mapped for word in ("--column", each)]
    done = run("evaluate", "--records", path, "--out", tmp_path / "out.csv", *words)
    assert done.exit_code == 0, done.output
    assert len({line["person_id"] for line in read(tmp_path / "out.csv")}) == 1


def test_an_empty_table_has_nobody(tmp_path: Path) -> None:
    """A file of column names alone is no fault."""
    done = run("evaluate", "--records", write(tmp_path), "--out", tmp_path / "out.csv")
    assert done.exit_code == 0, done.output
    assert read(tmp_path / "out.csv") == []


def test_explain_draws_what_was_compared(tmp_path: Path) -> None:
    """Each field with its level, for persons and for addresses."""
    records = three_people(tmp_path)
    done = run("explain", "1", "2", "--records", records)
    assert done.exit_code == 0, done.output
    assert "Ashby" in done.output
    there = run("explain", "1", "2", "--records", records, "--address")
    assert there.exit_code == 0, there.output
    assert "CURLEW STREET" in there.output


def no_table(path: Path) -> None:
    path.write_bytes(b"")


def no_record_id(path: Path) -> None:
    path.write_text("given_name\nAnn\n")


def not_utf_8(path: Path) -> None:
    path.write_bytes(b"record_id,given_name\n1,Zo\xeb\n")


def twice_the_same(path: Path) -> None:
    path.write_text("record_id,given_name\n1,Ann\n1,Bea\n")


def without_an_id(path: Path) -> None:
    path.write_text("record_id,given_name\n,Ann\n")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (no_table, "no column record_id"), (no_record_id, "no column record_id"), (not_utf_8, "not UTF-8"),
        (twice_the_same, "line 3 has a record_id that came before"), (without_an_id, "line 2 has no record_id"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_what_is_wrong(
    spoil: Callable[[Path], None], says: str, tmp_path: Path
) -> None:
    """With what a person can do about it, and nothing is written."""
    spoil(tmp_path / "records.csv")
    done = run("evaluate", "--records", tmp_path / "records.csv", "--out", tmp_path / "out.csv")
    assert isinstance(done.exception, Invalid)
    assert says in done.exception.reason
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("column", ["surname", "nickname=forename", "family_name=nowhere"])
def test_a_column_that_cannot_be_mapped_is_refused(column: str, tmp_path: Path) -> None:
    """One not written as ours=theirs, one that is none of ours, and one that the file has not."""
    done = run("evaluate", "--records", three_people(tmp_path), "--out", tmp_path / "out.csv", "--column", column)
    assert isinstance(done.exception, Invalid)


def test_a_record_that_is_not_there_cannot_be_explained(tmp_path: Path) -> None:
    """Nor compared with another."""
    done = run("explain", "1", "9", "--records", three_people(tmp_path))
    assert isinstance(done.exception, Invalid)
    assert "9" in done.exception.reason


@pytest.mark.parametrize(("born", "told"), [("", "0 rows"), ("1961-03-14", "999 rows")])
def test_names_are_not_learned_from_who_cannot_be_told_apart(born: str, told: str, tmp_path: Path) -> None:
    """People without birth dates, and too few of them: it is said, and no model that knows no names is written."""
    rows = [(str(n), "police", f"Given{n % 9}", f"Family{n % 7}", born, "", "", "", "", "", "") for n in range(999)]
    names = write(tmp_path, *rows)
    records = tmp_path / "more.csv"
    records.write_text("\n".join(["record_id,given_name", *(f"{n},Ann" for n in range(1_000))]), encoding="utf-8")
    model = tmp_path / "model.json"
    done = run("train", "--records", records, "--names", names, "--out", model, "--version", "one")
    assert isinstance(done.exception, Invalid)
    assert told in done.exception.reason
    assert not model.exists()


@pytest.mark.parametrize("more", [["--truth", "nowhere"], ["--out", "no-such-folder/out.csv"]])
def test_what_cannot_be_done_is_said_before_minutes_are_spent(more: list[str], tmp_path: Path) -> None:
    """A truth that is no column, and a folder that is not there."""
    done = run("evaluate", "--records", three_people(tmp_path), "--out", tmp_path / "out.csv", *more)
    assert isinstance(done.exception, Invalid)
    assert not (tmp_path / "out.csv").exists()


def test_a_very_long_field_is_read(tmp_path: Path) -> None:
    """However long an address is, its record is linked."""
    path = tmp_path / "records.csv"
    path.write_text(f"record_id,given_name,address\n1,Ann,{'x ' * 200_000}\n")
    assert run("evaluate", "--records", path, "--out", tmp_path / "out.csv").exit_code == 0


@pytest.mark.parametrize("written", ["1961-03-04", "19610304", "04/03/1961", "1961-03-04 00:00:00", "1961/03/04"])
def test_a_birth_date_is_read_however_it_was_exported(written: str, tmp_path: Path) -> None:
    """By a spreadsheet, a database or a form."""
    path = tmp_path / "records.csv"
    path.write_text(f"record_id,birth_date\n1,{written}\n")
    assert [row.person.birth_date for row in read_rows(path, {})] == ["1961-03-04"]
