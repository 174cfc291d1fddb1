"""The fast reading of a row and the contract agree, whatever the cells hold; and no bytes make reading fail."""

import io
from datetime import datetime
from random import Random

import orjson
from hypothesis import given
from hypothesis import strategies as st

from consumers.feeds.cells import MomentMemory
from consumers.feeds.explaining import Lines, explain
from consumers.feeds.faults import FileRefused
from consumers.feeds.judging import Judge
from consumers.feeds.moments import Moments
from consumers.feeds.opening import read_header
from consumers.feeds.plan import Origin, Plan
from consumers.feeds.records import read_records
from consumers.feeds.telling import DOUBT, Teller, Told
from infra.feeds.mapping_file import SHIPPED, read_mapping
from streams.codec import SENT, decode
from tests.faulty_rows import FAULTS, HEADER, RECEIVED, Row, line, write_row

MAPPING = read_mapping(SHIPPED / "police-incidents.yaml")
ORIGIN = Origin("uk.police.northmoor", ("northmoor",), RECEIVED)
COLUMNS = st.sampled_from(range(len(HEADER)))
ODD = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ("", " ", "NULL", "01/01/2026", "29/02/2025", "31/12/9999 23:59", "NM4 2QX", "9990000001", "Y", "٣")
    ),
    st.from_regex(r"[0-9/: -]{0,19}", fullmatch=True),
)


def teller() -> Teller:
    header = read_header(list(HEADER), MAPPING)
    return Teller(Plan(MAPPING, MAPPING.rows[0], header.places, header.width, ORIGIN), MAPPING.feed)


def spoilt(seed: int, changes: dict[int, str]) -> Row:
    row = write_row(Random(seed), seed)
    for place, cell in changes.items():
        row[place] = cell
    return row


@given(st.integers(0, 999), st.dictionaries(COLUMNS, ODD, max_size=5))
def test_the_fast_reading_takes_what_the_contract_takes(seed: int, changes: dict[int, str]) -> None:
    """Where nothing is in doubt the event is the contract's own, and what the contract takes is told alike."""
    judge = teller()
    row = judge.plan.widen(spoilt(seed, changes))
    quick, slow = judge.tell(row), explain(judge, row, Lines(1, 1))
    if isinstance(quick, Told):
        assert isinstance(slow, Told)
        assert orjson.loads(quick.event) == orjson.loads(slow.event)
        assert quick.digest == slow.digest
    if quick is None:
        assert slow is None or isinstance(slow, list)
    if isinstance(slow, Told):
        decode(SENT, slow.event)


@given(st.integers(0, 999), st.dictionaries(COLUMNS, ODD, max_size=5))
def test_doubt_is_settled_with_a_reason(seed: int, changes: dict[int, str]) -> None:
    """A row in doubt is told of, or comes back with at least one fault that says what is expected."""
    judge = teller()
    row = judge.plan.widen(spoilt(seed, changes))
    if judge.tell(row) is DOUBT:
        settled = explain(judge, row, Lines(1, 1))
        assert isinstance(settled, Told) or (settled and all(fault.expected and fault.code for fault in settled))


@given(st.binary(max_size=4_000))
def test_no_bytes_make_reading_fail(raw: bytes) -> None:
    """Whatever follows a right header is accepted or refused, row by row or as a whole."""
    judge = Judge(MAPPING, ORIGIN)
    try:
        counted = sum(done.rows for done in judge.judge(io.BytesIO(line(list(HEADER)) + raw)))
    except FileRefused:  # Invalid: which is an answer
        return
    assert counted == judge.rows


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(-1, len(FAULTS) - 1)), max_size=12))
def test_lines_are_counted_as_an_editor_counts_them(rows: list[tuple[int, int]]) -> None:
    """Records stand one behind another over all lines of the file, none twice and none left out."""
    raw = b"".join(
        line(row) if kind < 0 else FAULTS[kind][2](row)
        for seed, kind in rows
        for row in [write_row(Random(seed), seed)]
    )
    found = list(read_records(io.BytesIO(raw), "utf-8", ",", len(HEADER)))
    assert "".join(each.text for each in found).encode("utf-8", "surrogateescape") == raw
    after = 1
    for each in found:
        assert each.line == after
        assert each.last_line - each.line + 1 == each.text.count("\n")
        after = each.last_line + 1


_DAY = RECEIVED.replace(tzinfo=None, day=3)
_WRITTEN = {
    ("dd mmm yyyy",): "%d %b %Y",
    ("dd mmm yyyy hh:mm:ss", "dd mmm yyyy hh:mm", "dd mmm yyyy"): "%d %b %Y %H:%M",
    ("hh:mm dd mmm yyyy",): "%H:%M %d %b %Y",
    ("yyyy mm dd hh:mm",): "%Y %m %d %H:%M",
    ("mmm dd yyyy hh:mm",): "%b %d %Y %H:%M",
    ("dd/mm/yyyy hh:mm:ss", "dd/mm/yyyy hh:mm"): "%d/%m/%Y %H:%M",
    ("dd-mmm-yyyy hh:mm",): "%d-%b-%Y %H:%M",
}


@given(
    st.sampled_from(sorted(_WRITTEN)),
    st.lists(st.datetimes(min_value=_DAY.replace(month=5), max_value=_DAY.replace(month=8)), min_size=3, max_size=12),
)
def test_a_moment_is_the_same_whatever_was_read_before(forms: tuple[str, ...], moments: list[datetime]) -> None:
    """However an agency writes its days: what a cell says does not depend on the rows above it."""
    known, zone = Moments(forms, MAPPING.clock), MAPPING.clock
    memory = MomentMemory(known.read, known.recall)
    for cell in (f"{moment:{_WRITTEN[forms]}}" for moment in moments):
        assert memory[cell] == Moments(forms, zone).read(cell)


@given(st.datetimes(min_value=RECEIVED.replace(tzinfo=None, year=1990), max_value=RECEIVED.replace(tzinfo=None)))
def test_a_moment_recalled_is_the_moment_read(moment: object) -> None:
    """Reading a day and a time together from what is known of each gives what reading them anew gives."""
    cell = f"{moment:%d/%m/%Y %H:%M}"
    forms, zone = ("dd/mm/yyyy hh:mm", "dd/mm/yyyy hh:mm:ss"), MAPPING.clock
    known = Moments(forms, zone)
    for other in (f"{moment:%d/%m/%Y} 12:00", f"01/06/2020 {moment:%H:%M}"):
        known.read(other)
    assert known.recall(cell) in (None, Moments(forms, zone).read(cell))
