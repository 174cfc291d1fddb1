"""Every faulty row of a file is refused, for what is wrong with it, and no other row is."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from consumers.admission import Admitted, Received, admit
from consumers.feeds.judging import Judge, RefusedRow
from consumers.feeds.plan import Origin
from consumers.feeds.telling import Told
from infra.feeds.mapping_file import SHIPPED, read_mapping
from infra.partnership.plan import PARTNERSHIP_FILE
from streams.partnership import read_partnership
from tests.faulty_rows import FAULTS, HEADER, RECEIVED, FaultyFile, write_faulty_file

ROWS, FAULTY = 100_000, 5_000
ORIGIN = Origin("uk.police.northmoor", ("northmoor",), RECEIVED)


class Judged:
    def __init__(self, file: FaultyFile) -> None:
        self.file = file
        self.judge = Judge(read_mapping(SHIPPED / "police-incidents.yaml"), ORIGIN)
        self.told: list[Told] = []
        self.refused: list[RefusedRow] = []
        for done in self.judge.judge(io.BytesIO(file.raw)):
            self.told += done.told
            self.refused += done.refused


@pytest.fixture(scope="module")
def judged() -> Judged:
    return Judged(write_faulty_file(ROWS, FAULTY, seed=40))


def test_there_are_more_than_forty_kinds_of_fault() -> None:
    """Forty are promised; each is told apart by its code, its field, or the way that it comes about."""
    assert len(FAULTS) >= 40


def test_every_faulty_line_and_only_those_are_refused(judged: Judged) -> None:
    """Of 100,000 rows exactly the faulty ones come back, each with its own line."""
    assert sorted(row.faults[0].line for row in judged.refused) == sorted(judged.file.expected)


def test_each_refusal_names_the_field_and_what_is_wrong(judged: Judged) -> None:
    """The first fault told of a row is the one that was put there."""
    found = {row.faults[0].line: (row.faults[0].code, row.faults[0].field) for row in judged.refused}
    assert found == judged.file.expected


def test_a_byte_order_mark_before_a_quoted_name_is_not_part_of_it() -> None:
    """As PowerShell and reporting tools write a header: each name in quotation marks, the mark before the first."""
    rows = write_faulty_file(20, 0, seed=7)
    _, _, after = rows.raw.partition(b"\n")
    header = ",".join(f'"{name}"' for name in HEADER).encode()
    found = Judged(replace(rows, raw=b"\xef\xbb\xbf" + header + b"\r\n" + after))
    assert (len(found.told), found.refused) == (20, [])


def test_every_other_row_is_told_once(judged: Judged) -> None:
    """Accepted are the rows without a fault, all of them, each once."""
    assert sorted(told.id for told in judged.told) == sorted(judged.file.good)


def test_accepted_and_refused_are_all_rows(judged: Judged) -> None:
    """No row is lost between the two."""
    assert judged.judge.rows == ROWS
    assert len(judged.told) + judged.judge.silent + judged.judge.refused == ROWS


def test_what_is_refused_comes_back_as_it_was_sent(judged: Judged) -> None:
    """The refused rows' own bytes are lines of the file."""
    lines = set(judged.file.raw.split(b"\n"))
    assert all(
        row.text.encode("utf-8", "surrogateescape").rstrip(b"\n").split(b"\n")[0] in lines for row in judged.refused
    )


def test_intake_admits_what_was_accepted(judged: Judged) -> None:
    """Nothing that was called accepted ends in dead letters."""
    partnership = read_partnership(PARTNERSHIP_FILE)
    came = int(datetime(2026, 11, 23, 3, 1, tzinfo=UTC).timestamp() * 1000)
    for place, told in enumerate(judged.told[::100]):
        assert isinstance(admit(Received("police", 0, place, came, b"northmoor", told.event), partnership), Admitted)
