"""From a file in a sender's folder to what is known, through the real processes, Kafka and Valkey."""

import json
from pathlib import Path

import pytest

from consumers.feeds.folders import RECEIPTS, Folders
from infra.feeds.mapping_file import SHIPPED
from streams.settings import Settings
from tests.feeds import make_rows, put, write_file
from tests.integration.knowledge import read_knowledge
from tests.integration.roles import await_quiet, await_true, kill, running

pytestmark = pytest.mark.integration
AREA, SENDER = "fedlive", "tests"
SENDERS = f"""\
[senders.{SENDER}]
source = "uk.police.tests"
areas = ["{AREA}"]
feeds = [{{ mapping = "{SHIPPED / "police-incidents.yaml"}" }}]
"""
_ADDRESS = 12


def test_a_file_becomes_knowledge_and_its_next_version_corrects_it(settings: Settings, tmp_path: Path) -> None:
    """Each row is known once though the process is killed, and a changed row is what is known of it then."""
    (tmp_path / "senders.toml").write_text(SENDERS)
    own = settings.model_copy(update={"feeds_file": tmp_path / "senders.toml", "feeds_dir": tmp_path / "feeds"})
    folders, rows = Folders(own.feeds_dir), make_rows(300, seed=5)
    folders.make([SENDER])
    with running(own, "feeds", "intake", "projector") as processes:
        put(folders, "incidents.csv", write_file(rows), SENDER)
        kill(processes, "feeds")
        await_true(lambda: len(read_receipts(folders)) == 1, 60)
        await_quiet(own, 60)
        assert cells(own) == 300
        rows[0][_ADDRESS] = "Changed House, 1 Mill Road"
        put(folders, "incidents.csv", write_file(rows), SENDER)
        await_true(lambda: len(read_receipts(folders)) == 2, 60)
        await_quiet(own, 60)
    assert read_receipts(folders)[1]["changed"] == 1
    assert cells(own) == 300
    assert any("CHANGED" in str(value).upper() for value in read_knowledge(own, AREA).values())


def cells(settings: Settings) -> int:
    return sum(key.startswith("cell:") for key in read_knowledge(settings, AREA))


def read_receipts(folders: Folders) -> list[dict[str, int]]:
    paths = sorted((folders.of(SENDER) / RECEIPTS).glob("*.json"), key=lambda path: int(path.stem.rpartition(".")[2]))
    return [json.loads(path.read_bytes()) for path in paths]
