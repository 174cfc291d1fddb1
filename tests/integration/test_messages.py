"""The field's own formats through the real processes, Kafka and Valkey: HL7 by other people's client, HTTPS by curl."""

import hashlib
import lzma
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import hl7
import orjson
import pytest
from hl7.client import MLLPClient

from infra.stack.ports import Ports
from scoring.state.documents import Cell, Entity, read
from scoring.state.keys import Key
from streams.settings import Settings
from tests.events import WHEN, envelope
from tests.integration.knowledge import read_knowledge
from tests.integration.posting import TOKEN, Window, is_up
from tests.integration.roles import await_quiet, await_true, running
from tests.laws.test_message_laws import SYNTHEA
from tests.messages.senders import CONTACT, adt, bundle, child, encounter, patient, visit_of
from tests.partnerships import COUNCIL, HOSPITAL

pytestmark = pytest.mark.integration
AREA = "admitted"
_SECONDS = 30
_COUNCILS_TOKEN = "linnet_council"


@dataclass(frozen=True, slots=True)
class Door:
    settings: Settings
    window: Window

    @contextmanager
    def connected(self) -> Iterator[socket.socket]:
        with socket.create_connection(("127.0.0.1", self.settings.mllp_port), _SECONDS) as connection:
            yield connection

    def send(self, *messages: bytes) -> list[str]:
        """What MSA says of each, in one connection of the client."""
        with MLLPClient("127.0.0.1", self.settings.mllp_port) as client:
            client.socket.settimeout(_SECONDS)
            return [_said(client.send_message(message.decode())) for message in messages]

    def post(self, path: str, body: bytes, token: str = TOKEN, kind: str = "application/json") -> tuple[int, object]:
        words = ["-H", f"Authorization: Bearer {token}", "-H", f"Content-Type: {kind}", "--data-binary", "@-"]
        answer = self.window.ask(path, *words, given=body)
        return answer.status, answer.body

    def count_records(self) -> list[int]:
        """Of each person, fewest first."""
        await_quiet(self.settings, 60)
        known = read_knowledge(self.settings, AREA)
        people = [read(Key(key), raw) for key, raw in known.items() if isinstance(raw, bytes) and key[:7] == "person:"]
        return sorted(len(person.records) for person in people if isinstance(person, Entity))

    def cells(self) -> list[Cell]:
        await_quiet(self.settings, 60)
        known = read_knowledge(self.settings, AREA)
        return [cell for key, raw in known.items() if isinstance(cell := _read(key, raw), Cell)]


def _read(key: str, raw: object) -> object:
    return read(Key(key), raw) if isinstance(raw, bytes) and key.startswith("cell:") else None


def _said(frame: bytes) -> str:
    return str(hl7.parse(frame.strip(b"\x0b\x1c\r").decode("ascii") + "\r")["MSA"][0][1])


def write_senders(path: Path) -> Path:
    contact = ", ".join(f'{name} = "{value}"' for name, value in CONTACT.items())

    def token(said: str) -> str:
        return f'[{{ sha256 = "{hashlib.sha256(said.encode()).hexdigest()}", until = 2099-01-01 }}]'

    path.write_text(f"""
[senders.hospital]
source = "{HOSPITAL}"
areas = ["{AREA}"]
tokens = {token(TOKEN)}
formats.fhir = {{ contact = {{ {contact} }} }}
formats.hl7 = {{ contact = {{ {contact} }}, application = "PAS", facility = "NORTHMOOR", addresses = ["127.0.0.1"] }}

[senders.council]
source = "{COUNCIL}"
areas = ["{AREA}"]
tokens = {token(_COUNCILS_TOKEN)}
formats.dfe = {{ contact = {{ {contact} }} }}
""")
    return path


@pytest.fixture(scope="module")
def door(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    home = tmp_path_factory.mktemp("messages")
    ports = Ports(home / "ports.json", random.SystemRandom())
    own = settings.model_copy(
        update={
            "feeds_file": write_senders(home / "senders.toml"), "data_dir": home, "kin_dir": home / "kin",
            "receiving_port": ports.claim("receiving"), "mllp_port": ports.claim("mllp"),
        }
    )  # fmt: skip
    window = Window(f"http://127.0.0.1:{own.receiving_port}")
    with running(own, "receiving", "intake", "projector"):
        await_true(lambda: is_up(window), 60)
        yield Door(own, window)


def test_admissions_become_knowledge_and_a_cancelled_one_is_none(door: Door) -> None:
    """AA for an attendance, its repetition and its cancellation; AE and AR for what is not taken; then it is known."""
    visit, other = visit_of("E", number="V1"), visit_of("E", number="V2")
    said = door.send(adt("A04", visit), adt("A04", visit), adt("A04", other), adt(PID=""), adt("A05"), adt("A40"))
    assert said == ["AA", "AA", "AA", "AE", "AR", "AE"]
    assert door.send(adt("A11", other), adt("A31")) == ["AA", "AA"]
    assert sorted(cell.erased for cell in door.cells()) == [False, True]


def test_a_stranger_is_told_so_and_hung_up_on(door: Door) -> None:
    """Who calls itself by another name than was agreed gets AR, and nothing of it goes on."""
    with door.connected() as connection:
        connection.sendall(b"\x0b" + adt().replace(b"|PAS|", b"|OTHER|") + b"\x1c\r")
        answer = connection.makefile("rb").read()
    assert _said(answer) == "AR"
    assert b"sender-unknown" in answer


def test_what_is_no_frame_ends_the_connection(door: Door) -> None:
    """Garbage, a message without end and one too large are each answered or hung up on, and others are served."""
    with door.connected() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert connection.makefile("rb").read() == b""
    with door.connected() as connection:
        connection.sendall(b"\x0b" + adt() + b"\rOBX|" + b"A" * 600_000 + b"\x1c\r")
        assert b"too-large" in connection.makefile("rb").read()
    with door.connected() as slow:
        slow.sendall(b"\x0bMSH|^~")
        assert door.send(adt("A31")) == ["AA"]


def test_many_connections_of_one_address_leave_room(door: Door) -> None:
    """Beyond its share an address is hung up on at once, and what it gives up can be had again."""
    held = [socket.create_connection(("127.0.0.1", door.settings.mllp_port), _SECONDS) for _ in range(60)]
    try:
        assert held[-1].recv(1) == b""
    finally:
        for connection in held:
            connection.close()

    def served() -> bool:
        try:
            return door.send(adt("A31")) == ["AA"]
        except (OSError, IndexError, KeyError, hl7.exceptions.HL7Exception):
            return False

    await_true(served, 30)


def test_messages_of_one_frame_and_frames_of_one_write_are_each_acknowledged(door: Door) -> None:
    """A batch in a frame, and frames written before an answer is read."""
    with door.connected() as connection:
        connection.sendall(b"\x0b" + adt("A31") + b"\r" + adt("A05") + b"\x1c\r" + b"\x0b" + adt("A28") + b"\x1c\r")
        answers = b""
        while answers.count(b"\x1c\r") < 3:
            answers += connection.recv(4_096)
    assert [_said(frame + b"\x1c\r") for frame in answers.split(b"\x1c\r")[:3]] == ["AA", "AR", "AA"]


def test_a_merge_joins_two_numbers_until_it_is_taken_back(door: Door) -> None:
    """Whom a hospital admitted as unknown and knows by name now is one person once it merges the two numbers, and two
    again when it takes that back over HTTPS under the id it was told of."""
    names = {"88": "UNKNOWN", "89": "VERREL^INGA"}
    unknown, known = (f"PID|1||{number}^^^NGH^MR||{name}" for number, name in names.items())
    visits = [adt("A04", visit_of("E", number=number), PID=pid) for number, pid in (("V88", unknown), ("V89", known))]
    assert door.send(*visits) == ["AA", "AA"]
    apart = door.count_records()
    assert door.send(adt("A40", PV1="", PID=known, MRG="MRG|88^^^NGH^MR")) == ["AA"]
    assert door.count_records() == sorted([*apart[2:], 2])
    erasure = {"recorded_at": WHEN.isoformat(), "target": "hl7-merge:88:89"}
    taken_back = envelope(AREA, "back-88", "record-erased-1", erasure) | {"source": HOSPITAL}
    assert door.post("/v1/events", orjson.dumps(taken_back))[0] == 202
    assert door.count_records() == apart


def test_bundles_and_payloads_are_answered_item_by_item(door: Door) -> None:
    """A Bundle of Synthea, one with a fault in it, and a children's payload over HTTPS become cells of the area."""
    before = len(door.cells())
    status, answer = door.post("/v1/fhir", lzma.decompress(SYNTHEA.read_bytes()), kind="application/fhir+json")
    assert isinstance(answer, dict)
    assert (status, answer["type"]) == (202, "transaction-response")
    assert {entry["response"]["status"] for entry in answer["entry"]} == {"200 OK", "201 Created"}
    wrong = bundle(patient(), encounter(id="e9", subject={"reference": "Patient/none"}), encounter(id="e8"))
    _, answer = door.post("/v1/fhir", wrong)
    assert isinstance(answer, dict)
    outcomes = [entry["response"].get("outcome", {}).get("resourceType") for entry in answer["entry"]]
    assert outcomes == [None, "OperationOutcome", None]
    status, answer = door.post("/v1/dfe", orjson.dumps([child()]), _COUNCILS_TOKEN)
    assert isinstance(answer, dict)
    assert (status, answer["accepted"], answer["left_out"]) == (202, 2, 1)
    assert len(door.cells()) == before + 4
    assert door.post("/v1/dfe", b"{}")[0] == 403


def test_a_purged_child_is_taken_back_over_https(door: Door) -> None:
    """A whole child's purge names nothing of what was told, and erases all of it, also after the process was started
    anew; of a child that nothing was told of it is accepted and tells of nothing."""
    purged = child(la_child_id="C-77")
    assert door.post("/v1/dfe", orjson.dumps([purged]), _COUNCILS_TOKEN)[0] == 202
    standing = sum(not cell.erased for cell in door.cells())
    gone = [{"la_child_id": number, "purge": True} for number in ("C-77", "C-78")]
    status, answer = door.post("/v1/dfe", orjson.dumps(gone), _COUNCILS_TOKEN)
    assert isinstance(answer, dict)
    assert (status, [item["outcome"] for item in answer["items"]]) == (202, ["accepted", "left-out"])
    assert len(answer["items"][0]["ids"]) == 2
    assert sum(not cell.erased for cell in door.cells()) == standing - 2
