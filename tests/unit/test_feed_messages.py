"""Files of messages on a sender's way: judged, sent, corrected, taken back, and told of in the receipt."""

import json
import lzma
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
import pytest

from consumers.feeds.documents import MAX_DOCUMENT_BYTES
from consumers.feeds.faults import FileRefused
from consumers.feeds.folders import RECEIPTS, REJECTED, Folders
from consumers.feeds.formats import FORMATS, read_declaration
from consumers.feeds.kin import Kin
from consumers.feeds.messages import MessageJudge, message_feeds
from consumers.feeds.senders import Sender
from consumers.receiving.items import Origin
from consumers.receiving.messages import convert_dfe
from streams.codec import SENT, decode
from streams.codes.agencies import Agency
from streams.errors import Broken
from tests.feeds import Kafka, put, take_all
from tests.laws.test_message_laws import SYNTHEA
from tests.messages.senders import CONTACT, RECEIVED, adt, author, bundle, child, encounter, patient, visit_of

NAME = "tests"


def make_sender(agency: Agency, **formats: dict[str, Any]) -> Sender:
    declared = {name: {"contact": CONTACT} | more for name, more in formats.items()}
    return Sender(NAME, f"uk.{agency}.tests", agency, ("northmoor",), (), (), formats=declared)


async def take(
    home: Path, name: str, raw: bytes, sender: Sender, kafka: Kafka, now: datetime = RECEIVED
) -> dict[str, Any]:
    """The receipt."""
    folders = Folders(home)
    folders.make([NAME])
    put(folders, name, raw, NAME)
    await take_all(home, kafka, sender, now=now)
    receipts = (folders.of(NAME) / RECEIPTS).glob("*.json")
    return dict(json.loads(max(receipts, key=lambda path: int(path.stem.rpartition(".")[2])).read_text()))


def events(kafka: Kafka) -> list[dict[str, Any]]:
    return [orjson.loads(message.value) for message in kafka.sent]


async def test_bundles_of_a_file_are_taken_line_by_line(tmp_path: Path) -> None:
    """Of a file with a Bundle a line the one that is none is refused with its line, and the receipt counts the rest."""
    lines = [bundle(patient(), encounter()), b"not a bundle", lzma.decompress(SYNTHEA.read_bytes()).replace(b"\n", b"")]
    sender, kafka = make_sender(Agency.HEALTH, fhir={}), Kafka()
    receipt = await take(tmp_path, "today.ndjson", b"\n".join(lines), sender, kafka)
    assert [event["type"] for event in events(kafka)] == ["ecds-attendance-recorded-1"] * 2
    assert (receipt["refused"], receipt["new"], receipt["rows"]) == (1, 2, 2 + 1 + 211)
    assert receipt["dropped"]["Observation"] > 10
    (refused,) = (Folders(tmp_path).of(NAME) / REJECTED).iterdir()
    assert refused.read_text(encoding="utf-8-sig").splitlines()[1].startswith("2,2,document,document,not-json")


async def test_a_batch_of_admissions_corrects_and_takes_back(tmp_path: Path) -> None:
    """What a later file says of a visit puts right or takes back what an earlier one told; the same again is known."""
    sender, kafka = make_sender(Agency.HEALTH, hl7={}), Kafka()
    first = b"\r\n".join([adt("A04", visit_of("E", number="V1")), adt("A04", visit_of("E", number="V2"))])
    await take(tmp_path, "a.hl7", first, sender, kafka)
    receipt = await take(tmp_path, "b.hl7", first + b"\r\n" + adt("A11", visit_of("E", number="V2")), sender, kafka)
    assert (receipt["known"], receipt["changed"]) == (2, 1)
    moved = adt("A04", visit_of("E", number="V1")).replace(b"14 Mill Rd", b"9 Hill St")
    await take(tmp_path, "c.hl7", moved, sender, kafka)
    assert [event["type"] for event in events(kafka)] == [
        "ecds-attendance-recorded-1", "ecds-attendance-recorded-1", "record-erased-1", "record-rectified-1",
    ]  # fmt: skip


async def test_corrections_of_several_files_are_each_sent_as_one(tmp_path: Path) -> None:
    """Admissions may correct a visit in every file: intake admits each correction, and knows which is later."""
    sender, kafka = make_sender(Agency.HEALTH, hl7={}), Kafka()
    for name, street, hour in (("a", b"14 Mill Rd", 10), ("b", b"9 Hill St", 11), ("c", b"14 Mill Rd", 12)):
        raw = adt("A08", visit_of("E", number="V1"), EVN=f"EVN|A08|20261121{hour}01").replace(b"14 Mill Rd", street)
        await take(tmp_path, f"{name}.hl7", raw, sender, kafka)
    assert [event["type"] for event in events(kafka)] == ["record-rectified-1"] * 3
    assert {decode(SENT, message.value).id for message in kafka.sent} == {"hl7-attendance:V1:r"}


async def test_a_purged_child_is_taken_back_whole(tmp_path: Path) -> None:
    """A deletion that names a child alone erases every event that files told of the child before."""
    sender, kafka = make_sender(Agency.COUNCIL, dfe={}), Kafka()
    await take(tmp_path, "a.dfe.json", orjson.dumps([child()]), sender, kafka)
    told = {event["id"] for event in events(kafka)}
    gone = [{"la_child_id": "Child1234", "purge": True}]
    await take(tmp_path, "b.json", orjson.dumps(gone), sender, kafka)
    assert {event["data"]["target"] for event in events(kafka)[len(told) :]} == told


async def test_what_came_one_way_is_taken_back_by_the_other(tmp_path: Path) -> None:
    """A child that a file told of is purged over HTTPS, and the other way round; another council's child is not."""
    sender, kafka, kin = make_sender(Agency.COUNCIL, dfe={}), Kafka(), Kin(tmp_path / "kin")
    await take(tmp_path, "a.dfe.json", orjson.dumps([child()]), sender, kafka)
    told = {event["id"] for event in events(kafka)}
    gone = [{"la_child_id": "Child1234", "purge": True}]
    origin = Origin(sender, read_declaration(sender, "dfe"), RECEIVED, kin)
    others = Origin(replace(sender, source="uk.council.other"), origin.options, RECEIVED, kin)
    (left_out,) = convert_dfe(orjson.dumps(gone), others).items
    (item,) = convert_dfe(orjson.dumps(gone), origin).items
    assert (left_out.events, left_out.fault) == ((), None)
    assert {orjson.loads(raw)["data"]["target"] for raw in item.events} == told
    convert_dfe(orjson.dumps([child(la_child_id="Child5")]), origin)
    sent = len(events(kafka))
    await take(tmp_path, "b.json", orjson.dumps([gone[0] | {"la_child_id": "Child5"}]), sender, kafka)
    assert len({event["data"]["target"] for event in events(kafka)[sent:]}) == 2


async def test_a_document_that_is_none_is_refused_whole(tmp_path: Path) -> None:
    """Its receipt says why, and nothing of it is sent."""
    kafka = Kafka()
    receipt = await take(
        tmp_path, "a.fhir.json", b'{"resourceType": "Patient"}', make_sender(Agency.EHR, fhir={}), kafka
    )
    assert (receipt["code"], kafka.sent) == ("not-a-bundle", [])


@pytest.mark.parametrize("name", FORMATS)
def test_a_document_that_is_too_long_is_refused_whole(name: str) -> None:
    """Of every format: nothing that stands within the first 64 MiB goes on without what comes after them."""
    declared = Sender(
        NAME, "uk.tests", FORMATS[name].agencies[0], ("northmoor",), (), (), formats={name: {"contact": CONTACT}}
    )
    (feed,) = message_feeds(declared)
    raw = adt("A04", visit_of("E")) + b"\rBTS|" + b" " * MAX_DOCUMENT_BYTES
    judge = MessageJudge(feed, author(declared.agency), "a", lambda _: {})
    with pytest.raises(FileRefused, match="too-large"):
        list(judge.judge(BytesIO(raw)))
    assert judge.items == 0


@pytest.mark.parametrize(
    ("agency", "formats", "wrong"),
    [
        (Agency.POLICE, {"fhir": {}}, "has nothing to tell by it"),
        (Agency.EHR, {"fhir": {"teams": {"X": "A99"}}}, "formats.fhir.teams.X"),
        (Agency.EHR, {"hl7": {"area": "eastvale"}}, "must be one of northmoor"),
    ],
)
def test_a_declaration_with_a_mistake_stops_the_start(agency: Agency, formats: dict[str, Any], wrong: str) -> None:
    """The operator is told what is wrong before any file is touched."""
    with pytest.raises(Broken, match=wrong):
        message_feeds(make_sender(agency, **formats))
