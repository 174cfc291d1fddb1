"""What is left for analysis, as a table and as counts."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from consumers.pseudonyms import Pseudonyms
from infra.analysis.commands import app
from infra.analysis.lines import COLUMNS, read_lines
from scoring.aged import AgedNews
from scoring.outgoing import LogPoint, write_news
from streams.errors import Invalid
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from tests.unit.test_ageing import LEFT

pytestmark = pytest.mark.integration
AREA = "counted"


def _leave() -> Iterator[AgedNews]:
    """Eight of seven people in March, three of one in April."""
    for number in range(8):
        yield replace(LEFT, person=f"{max(number, 1):032}")
    for _ in range(3):
        yield replace(LEFT, month=datetime(2025, 4, 1, tzinfo=UTC), person="9" * 32)


@pytest.fixture(scope="module")
def kept(settings: Settings) -> Settings:
    cover, news = Pseudonyms(bytes(32)).cover, list(_leave())
    written = [write_news(LogPoint(AREA, 0, number, 0), 1, one) for number, one in enumerate(news)]
    sent = [cover(Outgoing(topic, AREA.encode(), event)) for topic, event in written]
    # A relay that was killed says some of it again.
    Publisher(settings).publish_blocking(sent + sent[:5])
    return settings


def test_each_event_is_a_line_once(kept: Settings) -> None:
    """However often it was written, of the months that were asked for; a month that is none is refused."""
    lines = list(read_lines(kept, [AREA], "", ""))
    assert len(lines) == 11
    assert {line.month for line in read_lines(kept, [AREA], "2025-04", "2025-04")} == {"2025-04"}
    assert len({line.person for line in lines}) == 8
    with pytest.raises(Invalid, match="month"):
        list(read_lines(kept, [AREA], "March", ""))


def test_files_are_written_by_commands(kept: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines in a file that nobody else may read; counts to the nearest 5, and none of fewer than five people."""
    monkeypatch.setenv("LINNET_KAFKA_BOOTSTRAP", kept.kafka_bootstrap)
    monkeypatch.setenv("LINNET_REDIS_URL", kept.redis_url)
    monkeypatch.setenv("LINNET_PARTNERSHIP_FILE", str(kept.partnership_file))
    lines, counts = tmp_path / "lines.csv", tmp_path / "counts.csv"
    assert CliRunner().invoke(app, ["export", str(lines), "--area", AREA]).exit_code == 0
    assert lines.stat().st_mode & 0o777 == 0o600
    with lines.open(newline="") as file:
        head, *rest = csv.reader(file)
    assert (tuple(head), len(rest)) == (COLUMNS, 11)
    assert CliRunner().invoke(app, ["count", str(counts), "--area", AREA, "--by", "month"]).exit_code == 0
    assert counts.read_text().splitlines() == ["month,contacts,people", "2025-03,10,5", "2025-04,,"]
    refused = CliRunner().invoke(app, ["count", str(counts), "--by", "name"])
    assert isinstance(refused.exception, Invalid)
