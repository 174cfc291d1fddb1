"""A log played for judging: what is written, in what order things are known, and what a log without a clock gets."""

import csv
import gzip
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from infra.risk.commands import app
from infra.risk.evaluate import Evaluation, choose_model, evaluate
from infra.risk.log_file import find_area, play_log
from scoring.linkage.models import load_models
from scoring.state.documents import Clock
from streams.errors import Invalid
from tests.laws.lives import write_lives

HORIZON = timedelta(days=28)


def write_log(path: Path, sent: list[dict[str, Any]]) -> Path:
    with gzip.open(path, "wb") if path.suffix == ".gz" else path.open("wb") as file:
        file.write(b"".join(orjson.dumps(event) + b"\n" for event in sent))
    return path


@pytest.fixture(scope="module")
def lives() -> list[dict[str, Any]]:
    return write_lives(1, patients=3)


def play(path: Path) -> Evaluation:
    return evaluate(path, find_area(path, ""), load_models(), choose_model(""), lambda _: None)


def test_a_log_is_played_to_predictions_with_their_outcomes(lives: list[dict[str, Any]], tmp_path: Path) -> None:
    """Each is known after it was made and within 28 days or with the next tick; a crisis before that."""
    log, out, persons = write_log(tmp_path / "log.jsonl.gz", lives), tmp_path / "out.csv", tmp_path / "persons.csv"
    asked = ["evaluate", "--log", str(log), "--out", str(out), "--persons", str(persons), "--split", "2026-10-01"]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["person", "time", "probability", "label", "label_known_at"]
    for row in rows:
        made, known = datetime.fromisoformat(row["time"]), datetime.fromisoformat(row["label_known_at"])
        assert made < known
        assert row["label"] == "1" or known >= made + HORIZON
    known_persons = {line.split(",")[0] for line in persons.read_text(encoding="utf-8").splitlines()[1:]}
    assert {row["person"] for row in rows} <= known_persons
    assert {"0", "1"} == {row["label"] for row in rows}


def test_what_may_yet_become_a_crisis_is_not_told(lives: list[dict[str, Any]], tmp_path: Path) -> None:
    """Of predictions of the last 28 days only crises can be known, which would flatter nobody."""
    last = max(at for at, event in enumerate(lives) if event["type"] == "mh-spell-started-1")
    found = play(write_log(tmp_path / "log.jsonl", lives[: last + 9]))
    told = found.list_known()
    assert told
    assert len(told) < len(found.outcomes)
    assert max(datetime.fromisoformat(one.made).timestamp() for one in told) <= found.until - 28 * 86_400


def test_the_same_log_gives_the_same_predictions(lives: list[dict[str, Any]], tmp_path: Path) -> None:
    """Whether it is compressed or not."""
    one, other = (play(write_log(tmp_path / name, lives)) for name in ("log.jsonl", "log.jsonl.gz"))
    assert one.outcomes == other.outcomes


def test_a_log_without_a_clock_gets_a_tick_for_each_day(lives: list[dict[str, Any]], tmp_path: Path) -> None:
    """So that labels can be waited for; events are taken up in the order of their recording."""
    log = write_log(tmp_path / "log.jsonl", [event for event in lives if event["type"] != "tick-1"])
    played = list(play_log(log, find_area(log, "")))
    ticks = [prepared.work.at for prepared, _ in played if isinstance(prepared.work, Clock)]
    assert len(ticks) > 100
    assert {later - at for at, later in pairwise(ticks)} == {86_400.0}
    clocks = [clock for _, clock in played]
    assert clocks == sorted(clocks)
    assert play(log).list_known()


def test_a_model_that_there_is_not_is_refused() -> None:
    """With the names of those there are."""
    with pytest.raises(Invalid) as refused:
        choose_model("oracle")
    assert "kalman" in refused.value.reason


@pytest.mark.parametrize(
    ("written", "asked", "told"),
    [
        (None, (), "No such file"),
        (b"", (), "holds no event"),
        (b"person,time\n", (), ":1: this is no event"),
        (b'{"hello": 1}\n', (), ":1: this is no event"),
        (gzip.compress(b'{"hello": 1}\n' * 9, mtime=0)[:12], (), "cut off or damaged"),
        (b"{}\n", ("--model", "oracle"), "there is none called oracle; choose one of kalman"),
        (b"{}\n", ("--split", "tomorrow"), "write it as 2025-01-31"),
        (b"{}\n", ("--save", "/nowhere/state.json"), "nothing can be written there"),
    ],
)
def test_what_cannot_be_played_is_told_before_it_is(
    tmp_path: Path, written: bytes | None, asked: tuple[str, ...], told: str
) -> None:
    """In one sentence, with the file and the line or the option that is meant."""
    log = tmp_path / "log.jsonl.gz"
    if written is not None:
        log.write_bytes(written)
    done = CliRunner().invoke(app, ["evaluate", "--log", str(log), "--out", str(tmp_path / "out.csv"), *asked])
    assert done.exit_code == 65
    assert told in done.output.replace("\n", " ")


def test_a_log_in_which_a_line_is_broken_is_refused_with_the_line(lives: list[dict[str, Any]], tmp_path: Path) -> None:
    """However far into it."""
    log = write_log(tmp_path / "log.jsonl", lives[:30])
    log.write_bytes(log.read_bytes()[:-40])
    with pytest.raises(Invalid) as refused:
        play(log)
    assert ":30: " in refused.value.reason


def test_an_area_that_is_not_in_the_log_and_a_log_with_nobody_are_told(
    lives: list[dict[str, Any]], tmp_path: Path
) -> None:
    """The one is refused; of the other it is said why there is nothing to judge by."""
    log, out = write_log(tmp_path / "log.jsonl", lives[:3]), tmp_path / "out.csv"
    asked = ["evaluate", "--log", str(log), "--out", str(out)]
    done = CliRunner().invoke(app, [*asked, "--area", "mars"])
    assert (done.exit_code, "holds no event of mars" in done.output) == (65, True)
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    assert "Nothing to judge by" in done.output.replace("\n", " ")


def test_an_empty_log_is_refused(tmp_path: Path) -> None:
    """It says which file."""
    with pytest.raises(Invalid) as refused:
        find_area(write_log(tmp_path / "log.jsonl", []), "")
    assert "log.jsonl" in refused.value.reason
