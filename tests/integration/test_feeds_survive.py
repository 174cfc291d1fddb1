"""Kill -9 at the steps of a file's way, with a real process, a real disk and a real Kafka."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from consumers.feeds.folders import RECEIPTS, REJECTED, Folders
from streams.codes.agencies import Agency
from streams.publisher import Publisher
from streams.reading import read_topic
from streams.settings import Settings
from streams.topics import AGENCY_TOPICS
from tests.feeds import make_rows, make_sender, put, take_all, write_file

AREA, SENDER = "fed", "tests"
ROWS = 250
_POSTCODE = 13
# From the claim over reading and sending to the receipt and the end: a file of so many rows has 16 changes.
CHANGES = (1, 2, 4, 5, 7, 9, 10, 11, 12, 13, 14, 15)


@pytest.mark.parametrize("at", CHANGES)
async def test_killed_at_a_step_each_row_is_sent_and_one_receipt_written(
    settings: Settings, tmp_path: Path, at: int
) -> None:
    """A start after the kill ends with every row on Kafka under one id with one content, and the file receipted."""
    folders = Folders(tmp_path)
    folders.make([SENDER])
    rows = make_rows(ROWS, seed=at)
    for number, row in enumerate(rows):
        row[0] = f"K{at}-{number}"
    rows[7][_POSTCODE] = "NM"
    put(folders, "incidents.csv", write_file(rows), SENDER)

    command = [sys.executable, "-m", "tests.integration.killed_feeds", str(tmp_path), AREA, str(at)]
    environment = os.environ | {"LINNET_KAFKA_BOOTSTRAP": settings.kafka_bootstrap}
    killed = subprocess.run(command, env=environment, check=False, capture_output=True, timeout=120)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()

    sender = make_sender(SENDER, source="uk.police.tests", area=AREA)
    await take_all(tmp_path, Publisher(settings), sender)
    sent = [m.value() for m in read_topic(settings, AGENCY_TOPICS[Agency.POLICE]) if f":K{at}-".encode() in m.value()]
    assert len({orjson.loads(value)["id"] for value in sent}) == len(set(sent)) == ROWS - 1
    (receipt,) = [json.loads(path.read_bytes()) for path in (folders.of(SENDER) / RECEIPTS).glob("*.json")]
    assert (receipt["rows"], receipt["accepted"], receipt["new"]) == (ROWS, ROWS - 1, ROWS - 1)
    assert len((folders.of(SENDER) / REJECTED / "incidents.csv.1.again.csv").read_bytes().splitlines()) == 2
    assert {path.name.partition("-")[0] for path in folders.work.iterdir()} <= {"lock", "ledger.sqlite"}
