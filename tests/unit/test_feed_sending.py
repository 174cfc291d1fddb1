"""What of a row is sent, by what was sent of it before."""

import orjson
import pytest

from consumers.feeds.ledger import Entry, State
from consumers.feeds.sending import Line, Settled, key_of, read_line, settle, write_line
from consumers.feeds.telling import ERASED, SILENT, Told
from streams.codec import SENT, decode
from tests.faulty_rows import RECEIVED
from tests.feeds import NAME, make_sender

SENDER = make_sender()
ENTRY = Entry(1, NAME, "incidents.csv", State.JUDGED, RECEIVED, sha256="ab" * 32)


def line(digest: str, area: str = "northmoor") -> Line:
    return Line("feed:A1", area, digest.encode(), b'{"id":"feed:A1"}')


def sent(before: Line | None, now: Line) -> tuple[Settled, list[tuple[str, str]]]:
    """With the type and area of each message; a row's own event has no type here."""
    held = {key_of(SENDER, before): before.said} if before else {}
    settled = settle(SENDER, ENTRY, [now], held, {})
    return settled, [(orjson.loads(m.value).get("type", "row"), (m.key or b"").decode()) for m in settled.messages]


@pytest.mark.parametrize(
    ("before", "now", "messages"),
    [
        (None, line("a"), [("row", "northmoor")]),
        (line("a"), line("a"), []),
        (line("a"), line("b"), [("record-rectified-1", "northmoor")]),
        (line("a"), line(ERASED), [("row", "northmoor")]),
        (line(ERASED), line("a"), []),
        (line(ERASED), line(ERASED), []),
        (line("a"), line("a", "eastvale"), [("record-erased-1", "northmoor"), ("row", "eastvale")]),
        (line("a"), line(SILENT, ""), [("record-erased-1", "northmoor")]),
        (line(SILENT, ""), line("a"), [("row", "northmoor")]),
    ],
    ids=[
        *("new", "known", "changed", "taken back", "erased stays erased", "erased again", "moved to another area"),
        *("tells of nothing any more", "tells again"),
    ],
)
def test_what_was_sent_before_decides(before: Line | None, now: Line, messages: list[tuple[str, str]]) -> None:
    """New rows as they are, changed ones as corrections, known ones not at all."""
    settled, told = sent(before, now)
    assert told == messages
    assert settled.fresh + settled.known + settled.corrected == 1
    assert bool(settled.remembered) == bool(messages)


@pytest.mark.parametrize(
    ("before", "said", "types"),
    [
        ("a", "ba", []),
        ("a", "bc", ["record-rectified-1"]),
        ("", "ab", ["row"]),
        ("a", "be", ["row"]),
        ("a", "eb", ["row"]),
    ],
    ids=["a mistake and back", "twice", "both new", "changed and taken back", "taken back stays so"],
)
def test_of_several_lines_of_one_id_the_last_counts(before: str, said: str, types: list[str]) -> None:
    """As where a batch of messages tells of one visit again and again."""
    lines = [line(ERASED if each == "e" else each) for each in said]
    held = {key_of(SENDER, lines[0]): line(before).said} if before else {}
    settled = settle(SENDER, ENTRY, lines, held, {})
    assert [orjson.loads(message.value).get("type", "row") for message in settled.messages] == types
    assert settled.fresh + settled.known + settled.corrected == 2
    if "e" in said:
        assert settled.remembered[-1][1].startswith(ERASED.encode())


@pytest.mark.parametrize("before", [None, line(ERASED), line(SILENT, "")])
def test_of_a_row_that_told_of_nothing_nothing_is_taken_back(before: Line | None) -> None:
    """It is neither news nor a correction."""
    settled, told = sent(before, line(SILENT, ""))
    assert (told, settled.remembered) == ([], [])
    assert settled.fresh + settled.known + settled.corrected == 0


def test_the_ledger_holds_nothing_of_a_row() -> None:
    """Digests and an area's name: neither ids nor cells can be read out of it."""
    settled, _ = sent(None, line("c" * 24))
    ((key, said),) = settled.remembered
    assert (len(key), said) == (12, b"c" * 24 + b"@northmoor")


def test_an_erasure_is_of_the_contract() -> None:
    """What takes back a row that has moved is admitted."""
    settled, _ = sent(line("a"), line("a", "eastvale"))
    assert decode(SENT, settled.messages[0].value).data.target == "feed:A1"


def test_a_line_of_the_spool_is_read_as_it_was_written() -> None:
    """Tabs and line breaks inside an event are escaped by JSON, so that a line is a line."""
    told = Told("feed:A1", "northmoor", "d", orjson.dumps({"text": "a\tb\nc"}))
    assert read_line(write_line(told)) == Line("feed:A1", "northmoor", b"d", told.event)
