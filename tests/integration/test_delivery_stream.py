import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from confluent_kafka import Producer

from infra.processes import Processes
from streams.codes.access import Role
from streams.codes.agencies import Agency
from streams.codes.alerts import Change, Receiver, Severity
from streams.events.alerts import AlertChanged, Finding
from streams.partitions import partition_of
from streams.publisher import Publisher
from streams.settings import Settings
from streams.topics import ALERTS
from tests.alerting import to_kafka, write_alert
from tests.integration.receivers import free_port
from tests.integration.roles import await_true, kill, leave, running
from tests.signed_in import COOKIE, Somebody, sign_in_at

pytestmark = pytest.mark.integration
AREA = "streamed"
HUB = Somebody()
PATH = f"/v1/areas/{AREA}/alerts/stream"


@pytest.fixture(scope="module")
def served(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Processes]]:
    serving = settings.model_copy(update={"api_port": free_port(), "data_dir": tmp_path_factory.mktemp("stream")})
    with running(serving, "api") as processes:
        await_true(lambda: is_up(serving), 30)
        yield serving, processes


def now() -> datetime:
    return datetime.now(UTC)


def address(settings: Settings) -> str:
    return f"http://127.0.0.1:{settings.api_port}"


def is_up(settings: Settings) -> bool:
    try:
        return httpx.get(f"{address(settings)}/healthz").status_code == 200
    except httpx.TransportError:  # not yet
        return False


def tell(settings: Settings, events: list[AlertChanged]) -> None:
    Publisher(settings).publish_blocking([to_kafka(event) for event in events])


@dataclass(slots=True)
class Listener:
    """What a browser's EventSource makes of the stream."""

    lines: Iterator[str]
    last_id: str = ""
    comments: list[str] = field(default_factory=list)

    def events(self) -> Iterator[dict[str, Any]]:
        data = ""
        for line in self.lines:
            name, _, value = line.partition(": ")
            if name == "id":
                self.last_id = value
            elif name == "data":
                data = value
            elif not name:
                self.comments.append(value)
            if not line and data:
                yield json.loads(data)
                data = ""

    def until_waiting(self) -> None:
        while not self.last_id:
            name, _, value = next(self.lines).partition(": ")
            self.last_id = value if name == "id" else ""


@contextmanager
def listening(settings: Settings, last_id: str = "", who: Somebody = HUB, **asked: Any) -> Iterator[Listener]:
    headers = {"Last-Event-ID": last_id} if last_id else {}
    cookies = {COOKIE: sign_in_at(settings.redis_url, settings, now, who)}
    url = address(settings) + PATH
    with httpx.stream("GET", url, params=asked, headers=headers, cookies=cookies, timeout=40) as answer:
        assert answer.status_code == 200
        yield Listener(answer.iter_lines())


def read_ids(listener: Listener, count: int) -> list[str]:
    return [event["id"] for event in islice(listener.events(), count)]


def write_ids(events: list[AlertChanged]) -> list[str]:
    return [event.id for event in events]


def test_who_comes_back_has_missed_nothing(served: tuple[Settings, Processes]) -> None:
    """Alerts are shown as they happen, as they are on Kafka; after kill -9 of the API the stream goes on where it
    was, with what happened meanwhile."""
    settings, processes = served
    before, meanwhile, after = ([write_alert(n, area=AREA) for n in range(k, k + 5)] for k in (10, 20, 30))
    with listening(settings) as listener:
        listener.until_waiting()
        tell(settings, before)
        shown = list(islice(listener.events(), 5))
    assert shown == [json.loads(to_kafka(event).value) for event in before]
    kill(processes, "api")
    tell(settings, meanwhile)
    await_true(lambda: is_up(settings), 30)
    with listening(settings, listener.last_id) as again:
        assert read_ids(again, 5) == write_ids(meanwhile)
        tell(settings, after)
        assert read_ids(again, 5) == write_ids(after)


def test_nobody_is_told_which_events_an_alert_rests_on(served: tuple[Settings, Processes]) -> None:
    """One under a person's alert and under an address's would say where somebody was, restricted since or not."""
    settings, _ = served
    fires = Finding(words="3 fires", indicator="contacts", value=3.0, agencies=(Agency.FIRE,), events=("uk.fire F1",))
    told = write_alert(60, area=AREA, because=(fires,))
    with listening(settings) as listener:
        listener.until_waiting()
        tell(settings, [told])
        shown = next(listener.events())
    assert shown["data"]["because"] == [fires.model_dump(mode="json") | {"events": []}]


def test_who_comes_back_after_a_day_asks_the_lists(served: tuple[Settings, Processes]) -> None:
    """Of what was told earlier it is they who say what may be told now: it is not told again. What came since is."""
    settings, _ = served
    with listening(settings) as listener:
        listener.until_waiting()
        place = listener.last_id
    early, late = (write_alert(n, area=AREA) for n in (65, 66))
    producer = Producer(settings.kafka_client())
    for event, hours in ((early, 25), (late, 23)):
        sent, moment = to_kafka(event), now() - timedelta(hours=hours)
        where = partition_of(AREA, ALERTS.partitions)
        producer.produce(sent.topic, sent.value, sent.key, where, timestamp=round(moment.timestamp() * 1000))
    assert producer.flush(30) == 0
    with listening(settings, place) as again:
        assert read_ids(again, 1) == [late.id]


def test_care_is_told_that_others_are_involved_and_not_why(served: tuple[Settings, Processes]) -> None:
    """On the stream a clinician gets alerts of their own teams alone, and of other agencies neither kind nor count nor
    event, as it happens and when it is caught up with; what rests on their own agency's contacts is as it was."""
    settings, _ = served
    fires = Finding(words="3 secondary fires in 28 days", indicator="contacts", value=3.0, agencies=(Agency.FIRE,))
    missed = Finding(words="2 appointments missed", indicator="missed-run", value=2.0, agencies=(Agency.EHR,))
    fires = fires.model_copy(update={"events": ("uk.fire.streamed F1",)})
    theirs = write_alert(70, area=AREA, subject="person", teams=("CMHT",), because=(fires, missed))
    others = write_alert(71, area=AREA, subject="person", teams=("Another",))
    clinician = Somebody(Role.CLINICIAN, frozenset(("CMHT",)), agency=Agency.EHR)
    with listening(settings, who=clinician) as listener:
        listener.until_waiting()
        place = listener.last_id
        tell(settings, [others, theirs])
        live = next(listener.events())
    with listening(settings, place, clinician) as again:
        recalled = next(again.events())
    assert live == recalled
    assert live["id"] == theirs.id
    first, second = live["data"]["because"]
    assert "fires" not in str(first)
    assert "F1" not in str(first)
    assert first["words"] == "contact with Fire and rescue"
    assert second == json.loads(to_kafka(theirs).value)["data"]["because"][1]


def test_police_are_told_of_addresses_alone(served: tuple[Settings, Processes]) -> None:
    """As it happens, and when it is caught up with."""
    settings, _ = served
    person, place = write_alert(80, area=AREA, subject="person"), write_alert(81, area=AREA)
    police = Somebody(Role.POLICE_PREVISIT, agency=Agency.POLICE)
    with listening(settings, who=police) as listener:
        listener.until_waiting()
        before = listener.last_id
        tell(settings, [person, place])
        assert read_ids(listener, 1) == [place.id]
    with listening(settings, before, police) as again:
        assert read_ids(again, 1) == [place.id]


def test_who_has_seen_nothing_yet_can_come_back_too(served: tuple[Settings, Processes]) -> None:
    """A place is told before the first alert, so that who loses the connection while nothing happens has the next."""
    settings, _ = served
    with listening(settings) as listener:
        listener.until_waiting()
    event = write_alert(40, area=AREA)
    tell(settings, [event])
    with listening(settings, listener.last_id) as again:
        assert read_ids(again, 1) == [event.id]


def test_a_stream_shows_what_was_asked_for(served: tuple[Settings, Processes]) -> None:
    """By severity and by receiver, both when it happens and when it is caught up with; never of another area."""
    settings, _ = served
    reds = [write_alert(50 + n, area=AREA, receivers=(Receiver.CHILDREN,)) for n in range(2)]
    others = [
        write_alert(60, area=AREA, severity=Severity.NOTICE, receivers=(Receiver.CHILDREN,)),
        write_alert(61, area=AREA, receivers=(Receiver.HUB,)),
        write_alert(62, area="delivered", receivers=(Receiver.CHILDREN,)),
    ]
    asked: dict[str, Any] = {"severity": ["red", "amber"], "receiver": "children"}
    with listening(settings, **asked) as listener:
        listener.until_waiting()
        place = listener.last_id
        tell(settings, [*others, *reds])
        assert read_ids(listener, 2) == write_ids(reds)
    with listening(settings, place, **asked) as again:
        assert read_ids(again, 2) == write_ids(reds)


def test_one_who_does_not_read_is_cut_off_and_can_come_back(served: tuple[Settings, Processes]) -> None:
    """The API does not keep what a reader leaves lying: the stream ends with a comment, and asked again from the last
    event that was had it has all the rest."""
    settings, _ = served
    events = [write_alert(n, Change.RAISED, AREA) for n in range(1000, 9000)]
    cookie = f"{COOKIE}={sign_in_at(settings.redis_url, settings, now, Somebody())}"
    with socket.socket() as lazy:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        lazy.connect(("127.0.0.1", settings.api_port))
        lazy.sendall(f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
        time.sleep(1)
        tell(settings, events)
        time.sleep(2)
        listener = Listener(iter(lazy.makefile(encoding="utf-8", newline="\n").read().split("\n")))
        had = [event["id"] for event in listener.events()]
    assert 0 < len(had) < len(events)
    assert any("too slow" in comment for comment in listener.comments)
    with listening(settings, listener.last_id) as again:
        assert had + read_ids(again, len(events) - len(had)) == write_ids(events)


def find_broker(settings: Settings) -> psutil.Process:
    """Among all that tests of this process have started."""
    port = int(settings.kafka_bootstrap.rpartition(":")[2])
    brokers = [child for child in psutil.Process().children() if child.name() == "java"]
    (broker,) = [each for each in brokers if port in {one.laddr[1] for one in each.net_connections() if one.laddr}]
    return broker


def test_a_stream_says_when_it_is_not_live(served: tuple[Settings, Processes]) -> None:
    """When Kafka stops answering those who look on are told, and again when it answers, with what came meanwhile."""
    settings, _ = served
    kafka = find_broker(settings)
    with listening(settings) as listener:
        listener.until_waiting()
        kafka.suspend()
        try:
            assert next(listener.events()) == {"live": False}
        finally:
            kafka.resume()
        event = write_alert(70, area=AREA)
        tell(settings, [event])
        found = list(islice(listener.events(), 2))
    assert {"live": True} in found
    assert event.id in [one.get("id") for one in found]


@pytest.mark.parametrize("place", ["yesterday", "5-1", "-1", "999999-1", "4-x"])
def test_a_place_that_is_none_is_refused(served: tuple[Settings, Processes], place: str) -> None:
    """Before the stream begins, with what is expected."""
    settings, _ = served
    cookies = {COOKIE: sign_in_at(settings.redis_url, settings, now, Somebody())}
    answer = httpx.get(address(settings) + PATH, headers={"Last-Event-ID": place}, cookies=cookies)
    assert (answer.status_code, answer.json()["code"]) == (422, "place-unknown")


def test_an_area_that_is_none_is_refused(served: tuple[Settings, Processes]) -> None:
    """As everywhere."""
    settings, _ = served
    cookies = {COOKIE: sign_in_at(settings.redis_url, settings, now, Somebody())}
    assert httpx.get(f"{address(settings)}/v1/areas/nowhere/alerts/stream", cookies=cookies).status_code == 422


def test_open_streams_do_not_keep_the_api_from_stopping(settings: Settings, tmp_path: Path) -> None:
    """They end with a comment, so that whoever looks on asks the next process."""
    own = settings.model_copy(update={"api_port": free_port(), "data_dir": tmp_path})
    with running(own, "api") as processes:
        await_true(lambda: is_up(own), 30)
        with listening(own) as listener:
            listener.until_waiting()
            begun = time.monotonic()
            api = leave(processes, "api")
            api.terminate()
            assert list(listener.events()) == []
            api.wait(10)
            assert time.monotonic() - begun < 3
    assert any("closing" in comment for comment in listener.comments)
