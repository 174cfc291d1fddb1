"""What senders post over HTTPS, with a real curl against the real process and a real Kafka."""

import gzip
import resource
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import psutil
import pytest

from consumers.feeds.book import Book
from consumers.receiving.bodies import BODY_SECONDS
from consumers.receiving.connections import HEADER_SECONDS
from consumers.receiving.credentials import digest_token
from consumers.receiving.renewing import EVERY_SECONDS
from infra.processes import Processes
from streams.codes.agencies import Agency
from streams.partitions import partition_of
from streams.settings import Settings
from streams.topics import AGENCY_TOPICS, OBSERVATIONS
from tests.events import WHEN, envelope, erasure, incident
from tests.integration.posting import (
    EXPIRED,
    OTHERS,
    TOKEN,
    Answer,
    Window,
    by_poster,
    free_port,
    posted,
    receiving,
    write_senders,
)
from tests.integration.roles import await_admitted, await_true, running
from tests.integration.telling import read_told
from tests.logs import read_log
from tests.partnerships import POSTING

pytestmark = pytest.mark.integration
AREA = "posted"
POLICE = AGENCY_TOPICS[Agency.POLICE]
BATCH = "application/cloudevents-batch+json"


@pytest.fixture(scope="module")
def home(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("receiving")
    senders = write_senders(folder / "senders.toml", (AREA,))
    return settings.model_copy(
        update={"feeds_file": senders, "receiving_port": free_port(folder), "data_dir": folder, "instance": "posted"}
    )


@pytest.fixture(scope="module")
def served(home: Settings) -> Iterator[tuple[Window, Processes]]:
    with receiving(home) as found:
        yield found


@pytest.fixture(scope="module")
def window(served: tuple[Window, Processes]) -> Window:
    return served[0]


def count_ids(settings: Settings) -> Counter[str]:
    """How often each event of the area is on the topic of the police."""
    return Counter(orjson.loads(told)["id"] for told in read_told(settings, AREA, POLICE))


def for_eastvale(number: int) -> dict[str, Any]:
    return incident("eastvale", number) | {"source": "uk.police.eastvale"}


def test_one_event_is_accepted_once(window: Window, home: Settings) -> None:
    """An event is answered with 202 as accepted, as known when it comes again, and is on Kafka once."""
    kind = "application/cloudevents+json"
    first, again = (window.post(posted(AREA, 1), kind=kind) for _ in range(2))
    assert (first.status, first.outcomes(), first.body["items"][0]["ids"]) == (202, ["accepted"], ["E1"])
    assert (again.status, again.outcomes()) == (202, ["known"])
    assert count_ids(home)["E1"] == 1


def test_of_a_batch_the_faulty_come_back_and_the_others_go_on(window: Window, home: Settings) -> None:
    """Each item has its own answer, with code, field and reason of the refusal; what is in it twice counts once."""
    late = posted(AREA, 14, recorded_at="2099-01-01T00:00:00Z")
    batch = [posted(AREA, 11), posted(AREA, 12, category="dragons"), posted(AREA, 13), late, posted(AREA, 11)]
    answer = window.post([*batch, 5, {"id": "E15"}], kind=BATCH)
    assert answer.status == 202
    assert answer.outcomes() == ["accepted", "refused", "accepted", "refused", "known", "refused", "refused"]
    assert [answer.body[name] for name in ("accepted", "known", "refused")] == [2, 1, 4]
    said = [(item["ids"], item["code"], item["field"]) for item in answer.body["items"] if item["outcome"] == "refused"]
    assert said == [
        (["E12"], "code-unknown", "data.category"),
        (["E14"], "moment-ahead", "data.recorded_at"),
        ([], "not-an-object", ""),
        (["E15"], "type-missing", "type"),
    ]
    on_kafka = count_ids(home)
    assert [on_kafka[f"E{number}"] for number in range(11, 16)] == [1, 0, 1, 0, 0]


def test_nothing_accepted_is_a_problem(window: Window) -> None:
    """Where every item is refused the status says so, and the items say why all the same."""
    answer = window.post(posted(AREA, 21, category="dragons"))
    assert (answer.status, answer.headers["content-type"]) == (422, "application/problem+json")
    assert (answer.body["code"], answer.outcomes()) == ("all-refused", ["refused"])


def test_the_same_id_with_other_content_is_refused(window: Window) -> None:
    """A change that would be lost without a word comes back with the way to make it; a new time of sending is none."""
    window.post(posted(AREA, 31))
    later = window.post(posted(AREA, 31) | {"time": "2026-11-01T10:00:00Z"})
    other = window.post(posted(AREA, 31, category="domestic-incident"))
    assert later.outcomes() == ["known"]
    assert [item["code"] for item in other.body["items"]] == ["id-repeated"]


AT = WHEN.isoformat()
FIRE = envelope(AREA, "E43", "fire-incident-recorded-1", posted(AREA, 43)["data"] | {"category": "primary-fire"})
RESTRICTED = envelope(AREA, "E44", "record-restricted-1", {"recorded_at": AT, "target": "E1", "sensitivity": "R"})
MOVED = envelope(AREA, "E45", "record-rectified-1", {"recorded_at": AT, "replacement": posted("northmoor", 1)})


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (posted("northmoor", 41), "area-of-another"),
        (posted("atlantis", 46), "area-of-another"),
        (posted(AREA, 42) | {"source": "uk.police.eastvale"}, "source-of-another"),
        (by_poster(FIRE), "type-of-another"),
        (by_poster(RESTRICTED), "type-not-agreed"),
        (by_poster(MOVED), "replacement-source"),
    ],
)
def test_what_is_another_s_is_refused(window: Window, event: dict[str, Any], code: str) -> None:
    """An event of another area, source, agency or type has a code of its own, and what is beside it goes on."""
    answer = window.post([event, by_poster(erasure(AREA, f"of-{event['id']}", "E1"))])
    assert answer.outcomes() == ["refused", "accepted"]
    assert answer.body["items"][0]["code"] == code


@pytest.mark.parametrize(
    ("words", "status", "code", "header"),
    [
        (("-H", "Authorization: Bearer wrong"), 401, "token-unknown", "www-authenticate"),
        (("-H", f"Authorization: Bearer {EXPIRED}"), 401, "token-expired", "www-authenticate"),
        (("-H", "Authorization:"), 401, "token-missing", "www-authenticate"),
        (("-H", "Authorization: Basic dGVzdHM6"), 401, "token-form", "www-authenticate"),
        (("-H", "Content-Type: text/csv"), 415, "media-type", "accept-post"),
        (("-H", "Content-Type: application/json; charset=latin-1"), 415, "media-type", "accept-post"),
        (("-H", "Content-Encoding: gzip"), 415, "content-encoding", "accept-encoding"),
        (("-H", "ce-specversion: 1.0"), 415, "media-type", "accept-post"),
    ],
)
def test_what_cannot_be_taken_is_a_problem(
    window: Window, words: tuple[str, ...], status: int, code: str, header: str
) -> None:
    """Each whole-request fault has its status, a code, a header that says what is wanted, and a detail to act on."""
    token = () if "Authorization" in words[1] else ("-H", f"Authorization: Bearer {TOKEN}")
    kind = () if "Content-Type" in words[1] else ("-H", "Content-Type: application/json")
    answer = window.ask("/v1/events", *token, *kind, *words, "--data-binary", "@-", given=b"{}")
    assert (answer.status, answer.body["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.body["detail"]
    assert answer.headers[header]


def test_paths_and_methods_are_told(window: Window) -> None:
    """Where there is nothing is 404, and another method 405 with those that are allowed."""
    assert window.ask("/v1/nothing").body["code"] == "not-found"
    asked = window.ask("/v1/events")
    assert (asked.status, asked.headers["allow"], asked.body["code"]) == (405, "POST", "method-not-allowed")


def test_limits_are_named(window: Window) -> None:
    """A batch that is too long and a body that is too large say how much is taken."""
    many = window.post([{}] * 1001, kind=BATCH)
    assert (many.status, many.body["code"], many.body["limits"]["events"]) == (400, "batch-too-long", 1000)
    large = window.post(b"[" + b" " * (4 << 20) + b"]")
    assert (large.status, large.body["code"], large.body["limits"]["body_bytes"]) == (413, "body-too-large", 4 << 20)
    assert window.post([]).status == 202
    bomb = window.post(gzip.compress(bytes(1 << 20)))
    assert (bomb.status, bomb.body["code"]) == (400, "not-utf8")
    assert window.post(b'[{"id": "E1"').body["code"] == "not-json"


def test_ten_gigabytes_are_cut_off(served: tuple[Window, Processes]) -> None:
    """A body without end is answered with 413 after its first 4 MiB, announced or not, and is never held."""
    window, processes = served
    process = max(psutil.Process(processes.roles["receiving"].child.pid).children(True), key=_memory, default=None)
    process = process or psutil.Process(processes.roles["receiving"].child.pid)
    before = _memory(process)
    for words in ((), ("-H", "Expect:"), ("-H", "Expect:", "-H", f"Content-Length: {10 << 30}")):
        began = time.monotonic()
        assert pour(window, *words).status == 413
        assert time.monotonic() - began < 10
    assert _memory(process) - before < 60 << 20


def pour(window: Window, *words: str) -> Answer:
    given = ["-H", f"Authorization: Bearer {TOKEN}", "-H", "Content-Type: application/json", *words]
    with subprocess.Popen(["head", "-c", "10G", "/dev/zero"], stdout=subprocess.PIPE) as zeros:
        found = window.ask("/v1/events", "-X", "POST", *given, "-T", "-", stdin=zeros.stdout)
        zeros.kill()
    return found


def _memory(process: psutil.Process) -> int:
    return int(process.memory_info().rss)


def test_hostile_senders_hold_nobody_up(window: Window, home: Settings) -> None:
    """While one sender has slow bodies under way, strangers say nothing or never end their headers, and a thousand
    connections ask at once, another sender is served; and each of them is done with in time."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    began = time.monotonic()
    slow = [open_request(home, OTHERS, 1000) for _ in range(8)]
    for one in slow:
        one.sendall(b"[")
    strangers = [knock(home, b"POST /v1/events HTTP/1.1\r\nHost: x\r\n" if at % 2 else b"") for at in range(200)]
    assert window.post(for_eastvale(51), token=OTHERS).status == 429
    answers = ask_at_once(home, 1000)
    assert window.post(posted(AREA, 52)).status == 202
    assert set(answers) == {429}, answers
    assert all(one.recv(100) == b"" for one in strangers)
    assert time.monotonic() - began < HEADER_SECONDS + 15
    assert all(read_all(one).startswith(b"HTTP/1.1 408 ") for one in slow)
    assert time.monotonic() - began < BODY_SECONDS + 15
    answers = ask_at_once(home, 1000)
    assert answers[202] >= 8
    assert answers[202] + answers[429] == 1000, answers
    assert window.post(for_eastvale(53), token=OTHERS).outcomes() == ["accepted"]


def knock(settings: Settings, begun: bytes) -> socket.socket:
    found = socket.create_connection(("127.0.0.1", settings.receiving_port), 10)
    found.settimeout(60)
    found.sendall(begun)
    return found


def open_request(settings: Settings, token: str, length: int) -> socket.socket:
    head = f"POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    return knock(settings, f"{head}Content-Length: {length}\r\n\r\n".encode())


def ask_at_once(settings: Settings, count: int) -> Counter[int]:
    """The statuses of ``count`` requests, all of whose connections were open before the first was asked."""
    bodies = [orjson.dumps(for_eastvale(1000 + number)) for number in range(count)]
    asking = [open_request(settings, OTHERS, len(body)) for body in bodies]
    for one, body in zip(asking, bodies, strict=True):
        one.sendall(body)
    with ThreadPoolExecutor(8) as pool:
        return Counter(int(answer.split()[1]) for answer in pool.map(read_status, asking))


def read_status(asked: socket.socket) -> bytes:
    with asked:
        return asked.recv(4096)


def read_all(asked: socket.socket) -> bytes:
    with asked:
        return b"".join(iter(lambda: asked.recv(4096), b""))


def test_a_token_that_is_taken_out_of_use_is_so_within_seconds(window: Window, home: Settings) -> None:
    """While the file has a mistake nothing changes; then the old token is refused and the new one taken, by the same
    process; and back again."""
    file = home.feeds_file
    assert file is not None
    before = file.read_text()
    try:
        file.write_text(before.replace("tokens = [", "tokens = [{ sha256 = 7 }, "))
        time.sleep(2 * EVERY_SECONDS)
        assert window.post([by_poster(incident(AREA, "renewed"))], token=TOKEN).status == 202
        file.write_text(before.replace(digest_token(TOKEN), digest_token("linnet_next")))
        await_true(lambda: window.post([by_poster(incident(AREA, "renewed"))], token=TOKEN).status == 401, 30)
        assert window.post([by_poster(incident(AREA, "renewed"))], token="linnet_next").status == 202
    finally:
        file.write_text(before)
    await_true(lambda: window.post([by_poster(incident(AREA, "renewed"))], token=TOKEN).status == 202, 30)


@pytest.mark.usefixtures("window")
def test_what_was_accepted_is_in_the_log(home: Settings) -> None:
    """Intake takes every event that was answered as accepted into observations, once, and refuses none of them."""
    accepted = {event_id for event_id, count in count_ids(home).items() if count == 1}
    with running(home, "intake"):
        await_admitted(home, 90)
    partition = partition_of(AREA, OBSERVATIONS.partitions)
    logged = Counter(
        orjson.loads(event)["id"]
        for message, event in read_log(home)
        if message.partition() == partition and message.key() == AREA.encode() and POSTING.encode() in event
    )
    assert logged == Counter(accepted)
    assert "E1" in logged


def test_the_log_holds_no_personal_data(served: tuple[Window, Processes]) -> None:
    """What the process wrote down names senders, counts and codes; no name, address or token."""
    said = (served[1].logs / "receiving.log").read_text()
    assert '"refused": ' in said
    assert not any(word in said for word in ("Ashby", "Curlew", "NM4", "dragons", TOKEN, "Maureen"))


def test_who_is_told_to_end_keeps_the_sums_of_the_week(home: Settings, tmp_path: Path) -> None:
    """What was counted since they were last put on the disk is there after SIGTERM, for the sender's weekly quality."""
    own = home.model_copy(
        update={"kin_dir": tmp_path, "receiving_port": free_port(tmp_path / "ports"), "instance": "ended"}
    )
    with receiving(own) as (window, processes):
        assert window.post(posted(AREA, 70_001)).status == 202
        assert Book(tmp_path).read(datetime.now(UTC)) == {}
        child = processes.roles["receiving"].child
        child.send_signal(signal.SIGTERM)
        await_true(lambda: not psutil.pid_exists(child.pid), 30)
        (week,) = Book(tmp_path).read(datetime.now(UTC)).values()
        assert [each.rows for each in week.values()] == [1]
