"""Mapping files: what is wrong with one is told by line and column; the shipped ones read what agencies write."""

import io
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from consumers.feeds.judging import Judge
from consumers.feeds.mapping import Mapping
from consumers.feeds.plan import Origin
from infra.cli import app
from infra.feeds.mapping_file import SHIPPED, WrongMapping, parse_mapping, read_mapping
from infra.feeds.proposing import propose, read_sample
from infra.feeds.samples import write_csv, write_row, write_samples
from infra.partnership.plan import Plan
from infra.partnership.simulate import simulate
from streams.codes.agencies import Agency
from tests.faulty_rows import RECEIVED
from tests.feeds import make_rows, write_file

NAMES = sorted(path.stem for path in SHIPPED.glob("*.yaml"))
RIGHT = """\
feed: fires
agency: fire
files: fires-*.csv
rows:
  - event: fire-incident-recorded-1
    id: Ref
    fields:
      happened_at: {column: When, forms: dd/mm/yyyy hh:mm}
      category: {column: Type, codes: {A: primary-fire}}
      address.text: Address
      contact.name: {text: Duty desk}
      contact.role: {text: Duty officer}
      contact.team: {text: Control}
"""
WRONG = {
    "no such agency": ("agency: fire", "agency: fyre", "2:9", "did you mean fire?"),
    "another agency's event": ("agency: fire", "agency: police", "5:12", "expected an event of police"),
    "a field misspelt": ("files:", "fils:", "3:1", "did you mean files?"),
    "no such event": ("recorded-1", "recorded-9", "5:12", "did you mean fire-incident-recorded-1?"),
    "no such field": ("address.text:", "address.txt:", "10:7", "did you mean address.text?"),
    "a field by another name": ("address.text: Address", "person.surname: Name", "10:7", "person.family_name?"),
    "no such code": ("primary-fire", "primary-fyre", "9:43", "did you mean primary-fire?"),
    "two digits of a year": ("dd/mm/yyyy", "dd/mm/yy", "8:42", "use yyyy"),
    "a moment without a day": ("dd/mm/yyyy hh:mm", "mm/yyyy", "8:42", "expected such as dd/mm/yyyy hh:mm"),
    "minutes alone": ("dd/mm/yyyy hh:mm", "dd/mm/yyyy hh", "8:42", "leaves out a part"),
    "no forms": ("{column: When, forms: dd/mm/yyyy hh:mm}", "When", "8:20", "expected forms:"),
    "no contact": ("      contact.team: {text: Control}\n", "", "8:7", "fire-incident-recorded-1 needs it"),
    "two sources": ("{text: Control}", "{text: Control, column: Desk}", "13:21", "expected one of column:"),
    "no place": ("      address.text: Address\n", "", "8:7", "expected person. or address. fields"),
    "a share that is none": ("rows:", "refuse_above: many\nrows:", "4:15", "such as 20 %"),
    "an encoding": ("rows:", "encoding: latin1\nrows:", "4:11", "expected utf-8 or windows-1252"),
    "a tab": ("    id: Ref", "\tid: Ref", "6:1", "indent with spaces"),
}


def judge(mapping: Mapping, raw: bytes, areas: tuple[str, ...] = ("northmoor",)) -> Judge:
    judged = Judge(mapping, Origin(f"uk.{mapping.agency}.northmoor", areas, RECEIVED))
    assert [fault for done in judged.judge(io.BytesIO(raw)) for row in done.refused for fault in row.faults] == []
    return judged


def test_a_right_mapping_has_no_mistakes() -> None:
    """What the wrong ones are made from."""
    assert parse_mapping(RIGHT, "fires.yaml").feed == "fires"


@pytest.mark.parametrize("what", WRONG)
def test_a_mistake_is_told_with_its_place_and_what_is_expected(what: str) -> None:
    """As file:line:column, so that an editor jumps there."""
    right, wrong, place, expected = WRONG[what]
    assert right in RIGHT
    with pytest.raises(WrongMapping) as raised:
        parse_mapping(RIGHT.replace(right, wrong, 1), "fires.yaml")
    assert f"fires.yaml:{place}: " in raised.value.reason
    assert expected in raised.value.reason


@pytest.mark.parametrize("name", NAMES)
def test_shipped_mappings_have_no_mistakes(name: str) -> None:
    """Nor does the command find any."""
    done = CliRunner().invoke(app, ["feeds", "check", str(SHIPPED / f"{name}.yaml")])
    assert (done.exit_code, "no mistakes" in done.stdout) == (0, True), done.stderr


def test_every_agency_has_a_shipped_mapping() -> None:
    """Council, fire, police, ambulance, hospital and trust each find one to begin from."""
    assert {read_mapping(SHIPPED / f"{name}.yaml").agency for name in NAMES} == set(Agency)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("simulated")
    simulate(home, Plan(seed=11, people=2_500, weeks=26, until=RECEIVED), say=lambda _: None)
    write_samples(home, [read_mapping(SHIPPED / f"{name}.yaml") for name in NAMES], home / "csv", 500)
    return home / "csv"


@pytest.mark.parametrize("name", [name for name in NAMES if name != "council-cases"])
def test_what_simulated_agencies_write_is_read_without_a_fault(written: Path, name: str) -> None:
    """Half a year's events as CSV and back: every row is accepted."""
    mapping = read_mapping(SHIPPED / f"{name}.yaml")
    files = [path for path in written.iterdir() if any(path.match(pattern) for pattern in mapping.files)]
    areas = ("northmoor", "eastvale") if mapping.feed == "ambulance-callouts" else ("northmoor",)
    assert files
    assert judge(mapping, files[0].read_bytes(), areas).rows > 0


def test_an_event_goes_to_csv_and_back() -> None:
    """What was read from a row, written as a row and read again says the same."""
    mapping = read_mapping(SHIPPED / "police-incidents.yaml")
    told = _tell(mapping, write_file(make_rows(100)))
    rows = [write_row(mapping, mapping.rows[0], event) for event in told.values()]
    assert _tell(mapping, write_csv(mapping, rows)) == told


def _tell(mapping: Mapping, raw: bytes) -> dict[str, dict[str, object]]:

    judged = Judge(mapping, Origin("uk.police.northmoor", ("northmoor",), RECEIVED))
    return {told.id: orjson.loads(told.event) for done in judged.judge(io.BytesIO(raw)) for told in done.told}


def test_a_proposal_reads_the_sample_it_was_made_from(tmp_path: Path) -> None:
    """Delimiter, encoding, columns, dates and codes are found well enough that most rows would be accepted."""
    sample = tmp_path / "police incidents 2026-11-23.csv"
    sample.write_bytes(write_file(make_rows(300)).replace(b",", b";"))
    text = propose(read_sample(sample), Agency.POLICE, None, "police-incidents")
    judged = Judge(parse_mapping(text, "proposed.yaml"), Origin("uk.police.northmoor", ("northmoor",), RECEIVED))
    with sample.open("rb") as file:
        assert sum(len(done.told) + done.silent for done in judged.judge(file)) == 300
    assert "# Not read, and so never stored: Narrative" in text


def test_a_proposal_sees_windows_1252(tmp_path: Path) -> None:
    """The encoding that spreadsheets on agencies' desks write."""
    sample = tmp_path / "incidents.csv"
    sample.write_bytes(
        write_file([[*row[:7], "Müller", *row[8:]] for row in make_rows(20)])
        .decode()
        .replace("ę", "e")
        .replace("ễ", "e")
        .encode("cp1252", "replace")
    )
    assert read_sample(sample).encoding == "windows-1252"


def test_a_row_of_an_area_that_is_not_the_senders_is_refused() -> None:
    """An area in the file chooses among the sender's own, and gives no other."""
    mapping = read_mapping(SHIPPED / "ambulance-callouts.yaml")
    header = (
        "PARTNERSHIP|CALL_CONNECTED|CLOSED_AT|CATEGORY|S_FLAG|PATIENT_REF|FORENAME|SURNAME|DOB|GENDER|NHS_NUMBER|"
        "INCIDENT_ADDRESS|INCIDENT_POSTCODE|INCIDENT_UPRN|CONTACT|CONTACT_ROLE|CONTACT_DESK|CONTACT_TEL|"
        "CONTACT_EMAIL|CAD\n"
    )
    row = "EASTVALE|2026-11-01 10:00:00|2026-11-01 11:00:00|C1||||||||1 Mill Road|||A|B|C|||17\n"
    judged = Judge(mapping, Origin("uk.ambulance.northern", ("northmoor",), RECEIVED))
    (done,) = judged.judge(io.BytesIO((header + row).encode()))
    assert [(fault.field, fault.code) for fault in done.refused[0].faults] == [("area", "area-of-another")]


def test_a_row_sent_in_error_is_taken_back() -> None:
    """A row with the mark erases what the row with its id told before."""
    mapping = read_mapping(SHIPPED / "council-cases.yaml")
    columns = {"Step ID": "S1", "Step": "Opened", "Sent in error": "Yes"}
    done, _ = Judge(mapping, Origin("uk.council.northmoor", ("northmoor",), RECEIVED)).judge(
        io.BytesIO(write_csv(mapping, [columns]))
    )
    assert [(told.id, b'"target":"case:S1"' in told.event) for told in done.told] == [("case:S1", True)]
