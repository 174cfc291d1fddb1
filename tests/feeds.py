"""A sender, its folders and its files, for tests of feeds."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from consumers.feeds.folders import INCOMING, RECEIPTS, Folders
from consumers.feeds.kin import Kin
from consumers.feeds.moving import Erased
from consumers.feeds.running import Desk, owned
from consumers.feeds.scanning import Scanner
from consumers.feeds.senders import Feed, Sender
from consumers.feeds.way import Office, Publishing
from infra.feeds.mapping_file import SHIPPED, read_mapping
from streams.codes.agencies import Agency
from streams.publisher import Outgoing
from tests.faulty_rows import HEADER, RECEIVED, Row, line, write_row

NAME = "northmoor-police"


class Kafka:
    """Keeps what is published, in place of a broker."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []

    async def publish(self, messages: Iterable[Outgoing]) -> None:
        self.sent += messages


def make_sender(
    name: str = NAME, edition: str = "1", area: str = "northmoor", keys: tuple[str, ...] = (), source: str = ""
) -> Sender:
    feed = Feed(read_mapping(SHIPPED / "police-incidents.yaml"), edition, None, "day")
    return Sender(name, source or f"uk.police.{area}", Agency.POLICE, (area,), keys, (feed,))


def make_rows(count: int, seed: int = 1) -> list[Row]:
    rng = Random(seed)
    return [write_row(rng, number) for number in range(count)]


def write_file(rows: Iterable[Row]) -> bytes:
    return b"".join([line(list(HEADER)), *map(line, rows)])


def put(folders: Folders, name: str, raw: bytes, sender: str = NAME) -> Path:
    path = folders.of(sender) / INCOMING / name
    path.write_bytes(raw)
    return path


def read_receipts(folders: Folders) -> list[dict[str, Any]]:
    """Of the sender, in the order of the files."""
    paths = sorted((folders.of(NAME) / RECEIPTS).glob("*.json"), key=lambda path: int(path.stem.rpartition(".")[2]))
    return [json.loads(path.read_text()) for path in paths]


async def take_all(
    home: Path,
    kafka: Publishing,
    *senders: Sender,
    scanner: Scanner | None = None,
    erased: Erased | None = None,
    now: datetime = RECEIVED,
) -> None:
    """As the process does from its start until there is nothing to do."""
    folders = Folders(home)
    folders.make(sender.name for sender in senders)
    with owned(folders.work) as ledger:
        office = Office(ledger, folders, kafka, Kin(folders.home / "kin"), scanner=scanner, erased=erased)
        desk = Desk(office, list(senders), lambda: now)
        while await desk.turn():
            pass
