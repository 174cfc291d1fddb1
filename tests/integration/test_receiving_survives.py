"""What is sent while Kafka or the receiving process is killed: over TLS with client certificates, at a Kafka that
asks who one is, under the process's own user."""

import os
import signal
import socket
import ssl
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import orjson
import pytest

from consumers.receiving.credentials import digest_token
from infra.processes import list_environment
from infra.stack.leash import spawn
from streams.codes.agencies import Agency
from streams.reading import read_topic
from streams.settings import Settings
from streams.topics import AGENCY_TOPICS
from tests.certificates import Authority, digest_certificate
from tests.events import incident
from tests.integration.posting import TOKEN, Window, free_port, is_up, posted, receiving, say, write_senders
from tests.integration.roles import await_true
from tests.integration.securing import Secured
from tests.messages.senders import adt, visit_of
from tests.partnerships import HOSPITAL, POSTING

pytestmark = pytest.mark.integration
AREA = "postedlate"
BOUND_TOKEN = "linnet_bound"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def home(secured: Secured, authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("receiving")
    certificate, key = authority.sign("server")
    own = digest_certificate(authority.sign("own")[0])
    bound = f"""
[senders.bound]
source = "uk.police.northmoor"
areas = ["northmoor"]
tokens = [{{ sha256 = "{digest_token(BOUND_TOKEN)}", until = 2099-01-01 }}]
certificates = ["{own}"]

[senders.ward]
source = "{HOSPITAL}"
areas = ["{AREA}"]
certificates = ["{digest_certificate(authority.sign("ward")[0])}"]
formats.hl7 = {{ contact = {{ name = "Desk", role = "Nurse", team = "Ward" }} }}
"""
    told = {
        "feeds_file": write_senders(folder / "senders.toml", (AREA,), bound),
        "receiving_port": free_port(folder),
        "mllp_port": free_port(folder / "mllp"),
        "receiving_certificate_file": certificate,
        "receiving_key_file": key,
        "receiving_client_ca_file": authority.file,
        "data_dir": folder,
    }
    return secured.as_user("linnet-receiving").model_copy(update=told)


@pytest.fixture(scope="module")
def client(authority: Authority) -> tuple[str, ...]:
    certificate, key = authority.sign("client")
    return ("--cacert", str(authority.file), "--cert", str(certificate), "--key", str(key))


@pytest.fixture(scope="module")
def window(home: Settings, client: tuple[str, ...]) -> Iterator[Window]:
    with receiving(home, client) as (found, _):
        yield found


def count(secured: Secured, *ids: str, of: tuple[Agency, str] = (Agency.POLICE, POSTING)) -> list[int]:
    """How often each event is on the topic of an agency, from a source."""
    agency, source = of
    found = (orjson.loads(message.value()) for message in read_topic(secured.settings, AGENCY_TOPICS[agency]))
    held = Counter(event["id"] for event in found if event["source"] == source)
    return [held[event_id] for event_id in ids]


def admit(home: Settings, authority: Authority, number: int, who: str = "ward") -> bytes:
    """What is answered to the admission of visit ``number`` by MLLP over TLS; nothing where it is hung up."""
    channel, folder = ssl.create_default_context(cafile=authority.file), authority.file.parent
    channel.load_cert_chain(folder / f"{who}.pem", folder / f"{who}.key")
    message = b"\x0b" + adt("A04", visit_of("E", number=f"V{number}")) + b"\x1c\r"
    try:
        with (
            socket.create_connection(("127.0.0.1", home.mllp_port), 90) as plain,
            channel.wrap_socket(plain, server_hostname="127.0.0.1") as connection,
        ):
            connection.sendall(message)
            answer = b""
            while not answer.endswith(b"\x1c\r") and (block := connection.recv(4_096)):
                answer += block
            return answer
    except OSError:
        return b""


def admit_until_taken(home: Settings, authority: Authority, number: int) -> list[bytes]:
    answers = [admit(home, authority, number)]
    while not answers[-1]:
        answers.append(admit(home, authority, number))
    return answers


@pytest.mark.usefixtures("window")
def test_admissions_come_over_tls_with_their_own_certificate(home: Settings, authority: Authority) -> None:
    """By MLLP a message is its certificate's sender's: another's is told that nobody knows it, one of no agreed
    authority and plaintext get no answer at all."""
    assert b"MSA|AA|M1" in admit(home, authority, 1)
    assert b"MSA|AR|M1" in admit(home, authority, 2, who="client")
    (authority.file.parent / "strange").mkdir()
    Authority(authority.file.parent / "strange").sign("stranger")
    assert admit(home, authority, 3, who="strange/stranger") == b""
    with socket.create_connection(("127.0.0.1", home.mllp_port), 20) as plain:
        plain.sendall(b"\x0b" + adt("A04") + b"\x1c\r")
        assert not plain.recv(4_096).startswith(b"\x0b")


def test_strangers_get_no_connection(window: Window, home: Settings, authority: Authority) -> None:
    """Without a certificate of the agreed authority nothing is answered, whatever token comes; nor without TLS."""
    ask = ["curl", "-sS", "--max-time", "10", "-H", f"Authorization: Bearer {TOKEN}"]
    bare = subprocess.run([*ask, "--cacert", str(authority.file), f"{window.address}/healthz"], check=False)
    assert bare.returncode != 0
    plain = subprocess.run([*ask, f"http://127.0.0.1:{home.receiving_port}/healthz"], check=False)
    assert plain.returncode != 0
    old = subprocess.run([*ask, *window.extra, "--tls-max", "1.1", f"{window.address}/healthz"], check=False)
    assert old.returncode != 0


def test_a_token_is_good_with_its_own_certificate_only(window: Window, authority: Authority) -> None:
    """Where a sender has a certificate, its token is taken over TLS with that one, and with no other."""
    folder = authority.file.parent
    own = replace(
        window, extra=("--cacert", str(authority.file), "--cert", f"{folder}/own.pem", "--key", f"{folder}/own.key")
    )
    event = incident("northmoor", 99) | {"source": "uk.police.northmoor"}
    refused = window.post(event, token=BOUND_TOKEN)
    assert (refused.status, refused.body["code"]) == (403, "certificate-of-another")
    taken = own.post(event, token=BOUND_TOKEN)
    assert taken.outcomes() == ["accepted"]
    assert "max-age" in taken.headers["strict-transport-security"]


def test_while_kafka_is_away_nothing_counts_as_sent(
    secured: Secured, window: Window, home: Settings, authority: Authority
) -> None:
    """503 with Retry-After while it is away, and by MLLP no answer. What was under way when Kafka was killed, and is
    sent again until it is accepted, is there once, whether or not Kafka had taken it before."""
    with ThreadPoolExecutor(4) as pool, ThreadPoolExecutor(4) as wards:
        sending = [pool.submit(send_until_taken, window, posted(AREA, number)) for number in range(100, 140)]
        await_true(sending[8].done, 90)
        secured.stack.kill_kafka()
        # An admission is not answered at all: AE would move it to a queue that people work through by hand.
        admitting = [wards.submit(admit_until_taken, home, authority, number) for number in range(10, 14)]
        answer = window.post(posted(AREA, 1))
        assert not any(one.done() for one in admitting)
        secured.stack.restart_kafka()
        outcomes = [one.result(240) for one in sending]
        admitted = [one.result(240) for one in admitting]
    assert (answer.status, answer.body["code"]) == (503, "not-now")
    assert int(answer.headers["retry-after"]) > 0
    assert all(attempts[-1] == 202 and set(attempts[:-1]) <= {503} for attempts in outcomes)
    assert any(len(attempts) > 1 for attempts in outcomes)
    await_true(lambda: window.post(posted(AREA, 1)).status == 202, 60)
    assert count(secured, "E1", *(f"E{number}" for number in range(100, 140))) == [1] * 41
    assert all(b"MSA|AA|M1" in answers[-1] and not any(answers[:-1]) for answers in admitted)
    visits = [f"hl7-attendance:V{number}" for number in range(10, 14)]
    assert count(secured, *visits, of=(Agency.HEALTH, HOSPITAL)) == [1] * 4


def send_until_taken(window: Window, event: dict[str, Any]) -> list[int]:
    attempts = [window.post(event).status]
    while attempts[-1] != 202:
        attempts.append(window.post(event).status)
    return attempts


def test_killed_before_the_answer_an_event_sent_again_is_there_once(
    secured: Secured, home: Settings, client: tuple[str, ...]
) -> None:
    """kill -9 between Kafka's acknowledgement and the answer: the sender sends again, and is told that it is known."""
    changes = {"receiving_port": free_port(home.data_dir / "killed"), "mllp_port": 0}
    own = home.model_copy(update=changes)
    window = Window(f"https://127.0.0.1:{own.receiving_port}", client)
    environment = {**os.environ, **list_environment(own)}
    dying = spawn(
        [sys.executable, "-m", "tests.integration.killed_receiving"], home.data_dir / "dying.log", environment
    )
    await_true(lambda: is_up(window), 120)
    post = window.command("/v1/events", *say(TOKEN, "application/json"), "--data-binary", "@-")
    lost = subprocess.run(post, input=orjson.dumps(posted(AREA, 9)), capture_output=True, check=False)
    assert (lost.stdout, dying.wait(10)) == (b"", -signal.SIGKILL)
    with receiving(own, client) as (back, _):
        assert back.post(posted(AREA, 9)).outcomes() == ["known"]
    assert count(secured, "E9") == [1]
