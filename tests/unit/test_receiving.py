"""The desk that everything sent comes over, who may come to it, and what it is told by the senders file."""

import asyncio
import threading
import tracemalloc
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import orjson
import pytest
from fastapi.responses import StreamingResponse
from httpx import ASGITransport, AsyncClient
from openapi_spec_validator import validate
from starlette.requests import Request
from starlette.testclient import TestClient
from typer.testing import CliRunner

from consumers.feeds.book import Book
from consumers.feeds.folders import Folders
from consumers.feeds.kin import Kin
from consumers.feeds.quality import Figure, Measure, write_csv
from consumers.feeds.senders import Sender, types_of
from consumers.feeds.senders_form import Token
from consumers.receiving.app import create_app
from consumers.receiving.channels import open_channel
from consumers.receiving.cloudevents import NoOptions, split_events
from consumers.receiving.credentials import Credentials, Forbidden, Shown, Unauthorised, digest_token, make_token
from consumers.receiving.desk import Desk
from consumers.receiving.door import Door
from consumers.receiving.fetching import read_receipt
from consumers.receiving.formats import Format
from consumers.receiving.gate import OF_A_SENDER, Busy, Gate
from consumers.receiving.items import Converted, Item, Origin, Outcome, Receipt
from consumers.receiving.recent import Recent
from consumers.receiving.sending import Line
from consumers.receiving.serving import check_options
from consumers.receiving.summing import Summing
from infra.access.rights import list_acls
from infra.cli import app
from infra.feeds.openapi import DOCUMENT, describe
from infra.feeds.senders_file import load_senders
from streams.codes.agencies import Agency
from streams.contract import EventKey
from streams.errors import Broken, Invalid, Transient
from streams.publisher import Outgoing
from streams.schemas.generate import lay_out
from streams.settings import Settings
from tests.events import WHEN, incident, raw

AREA, SOURCE = "northmoor", "uk.police.northmoor"
MARCH = datetime(2027, 3, 1, 23, 59, tzinfo=UTC)


def sender(tokens: tuple[Token, ...] = (), certificates: frozenset[str] = frozenset()) -> Sender:
    return Sender(
        "police", SOURCE, Agency.POLICE, (AREA,), (), (), (SOURCE,), types_of(Agency.POLICE), tokens, certificates
    )


def event(number: int, **data: object) -> bytes:
    return raw(incident(AREA, number, **data) | {"source": SOURCE})


class Broker:
    """Takes what is published once it is let to; ``refuses`` is raised in place of taking."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.open = asyncio.Event()
        self.refuses: Exception | None = None

    async def publish(self, messages: Iterable[Outgoing]) -> None:
        await self.open.wait()
        if self.refuses:
            raise self.refuses
        self.sent += messages


class Topics(Recent):
    """What was found on the topics, in place of reading them."""

    def __init__(self) -> None:
        super().__init__(Settings(), ())
        self.found: list[tuple[EventKey, bytes]] = []
        self.readings = 0
        self.gate = threading.Event()
        self.gate.set()

    def read_on(self) -> list[tuple[EventKey, bytes]]:
        assert self.gate.wait(5)
        self.readings += 1
        return self.found


class Work:
    def __init__(self) -> None:
        self.broker, self.topics = Broker(), Topics()
        self.line = Line(self.broker)
        self.desk = Desk(Settings().partnership, self.topics, self.line)
        self.running = asyncio.ensure_future(self.line.run())

    async def take(self, *events: bytes, compare: bool = True) -> list[Outcome]:
        items = Converted([Item(str(number), (each,)) for number, each in enumerate(events)])
        return [told.outcome for told in (await self.take_items(items, compare)).told]

    async def take_items(self, items: Converted, compare: bool = True) -> Receipt:
        return await self.desk.take(items, Origin(sender(), NoOptions(), WHEN), compare)


@pytest.fixture
async def work() -> Work:
    return Work()


async def settle() -> None:
    for _ in range(50):
        await asyncio.sleep(0.002)


async def test_the_same_event_of_two_requests_is_sent_once(work: Work) -> None:
    """A request whose event another is just sending waits for what becomes of it, and sends nothing itself."""
    first, second = (asyncio.ensure_future(work.take(event(1))) for _ in range(2))
    await settle()
    assert not first.done()
    assert not second.done()
    work.broker.open.set()
    assert list(await asyncio.gather(first, second)) == [[Outcome.ACCEPTED], [Outcome.KNOWN]]
    assert len(work.broker.sent) == 1


async def test_a_document_that_says_something_else_is_sent_and_one_that_says_the_same_is_not(work: Work) -> None:
    """Under the id that the same visit has, whichever message tells of it: a changed address, and the first one again
    when the change was a mistake; not what was only recorded at another moment, as it is where a sender says none."""
    work.broker.open.set()
    here, there = event(1), event(1, address={"text": "9 Hill Street", "postcode": "NM4 2QX"})
    later = event(1, recorded_at=(WHEN + timedelta(hours=3)).isoformat())
    outcomes = [(await work.take(each, compare=False))[0] for each in (here, later, there, there, here)]
    assert outcomes == [Outcome.ACCEPTED, Outcome.KNOWN, Outcome.ACCEPTED, Outcome.KNOWN, Outcome.ACCEPTED]
    assert [sent.value for sent in work.broker.sent] == [here, there, here]


async def test_what_has_no_moment_of_its_own_happened_when_it_was_first_told(work: Work) -> None:
    """As a death of which no more than that is known, which every message about somebody says anew."""
    work.broker.open.set()
    first, second, third = (WHEN + timedelta(hours=hours) for hours in (0, 3, 6))
    said = [event(1, happened_at=each.isoformat(), recorded_at=each.isoformat()) for each in (first, second)]
    known_later = event(1, happened_at=second.isoformat(), recorded_at=third.isoformat())
    outcomes = [(await work.take(each, compare=False))[0] for each in (*said, known_later)]
    assert outcomes == [Outcome.ACCEPTED, Outcome.KNOWN, Outcome.ACCEPTED]


async def test_two_that_differ_may_be_under_way_at_once(work: Work) -> None:
    """Of one request or of two: both are sent, and a third that is like the last of them waits for that."""
    here, there = event(1), event(1, address={"text": "9 Hill Street", "postcode": "NM4 2QX"})
    asked = (here, there), (there,), (there,)
    requests = [asyncio.ensure_future(work.take(*each, compare=False)) for each in asked]
    await settle()
    assert not any(one.done() for one in requests)
    work.broker.open.set()
    found = await asyncio.gather(*requests)
    assert found == [[Outcome.ACCEPTED] * 2, [Outcome.KNOWN], [Outcome.KNOWN]]
    assert [sent.value for sent in work.broker.sent] == [here, there]


@pytest.mark.parametrize("asked", ["ABA", "AB A", "A BA", "A B A"])
async def test_a_mistake_is_taken_back_however_soon(work: Work, asked: str) -> None:
    """Another address and the first one again, of one request or of several that are under way at once."""
    said = {"A": event(1), "B": event(1, address={"text": "9 Hill Street", "postcode": "NM4 2QX"})}
    wanted = [[said[each] for each in request] for request in asked.split()]
    requests = [asyncio.ensure_future(work.take(*each, compare=False)) for each in wanted]
    await settle()
    work.broker.open.set()
    await asyncio.gather(*requests)
    assert [sent.value for sent in work.broker.sent] == [said[each] for each in "ABA"]


async def test_what_is_sent_while_topics_are_read_is_later_than_what_they_hold(work: Work) -> None:
    """One that takes back a mistake is news then, though it is what was read."""
    here, there = event(1), event(1, address={"text": "9 Hill Street", "postcode": "NM4 2QX"})
    work.broker.open.set()
    await work.take(here, compare=False)
    work.broker.open.clear()
    mistaken = asyncio.ensure_future(work.take(there, compare=False))
    await settle()
    work.topics.found = list(work.topics._said.items())
    work.topics.gate.clear()
    work.desk._in_doubt = True
    other = asyncio.ensure_future(work.take(event(2)))
    await settle()
    work.broker.open.set()
    await mistaken
    work.topics.gate.set()
    await other
    assert await work.take(here, compare=False) == [Outcome.ACCEPTED]


async def test_nobody_is_told_what_kafka_has_not_acknowledged(work: Work) -> None:
    """Neither the request that was sending nor the one that waited for it; then the topics are read, once for all."""
    work.broker.refuses = Transient("away")
    requests = [asyncio.ensure_future(work.take(event(number))) for number in (1, 1, 2)]
    await settle()
    work.broker.open.set()
    assert [type(found) for found in await asyncio.gather(*requests, return_exceptions=True)] == [Transient] * 3
    assert work.topics.readings == 1
    work.broker.refuses = None
    outcomes = await asyncio.gather(*(work.take(event(number)) for number in (1, 2)))
    assert list(outcomes) == [[Outcome.ACCEPTED], [Outcome.ACCEPTED]]
    assert work.topics.readings == 2


async def test_what_kafka_took_without_a_word_is_known(work: Work) -> None:
    """An event that Kafka did take, though it did not say so, is found on its topic and not sent again."""
    work.broker.refuses = Transient("no acknowledgement")
    work.broker.open.set()
    with pytest.raises(Transient):
        await work.take(event(1))
    work.broker.refuses = None
    other = Work()
    other.broker.open.set()
    await other.take(event(1))
    work.topics.found = list(other.topics._said.items())
    assert await work.take(event(1)) == [Outcome.KNOWN]
    assert work.broker.sent == []


async def test_a_request_waits_while_the_topics_are_read(work: Work) -> None:
    """One that comes while the first is waiting for the topics does not go past that reading."""
    work.topics.gate.clear()
    work.broker.open.set()
    requests = [asyncio.ensure_future(work.take(event(1))) for _ in range(3)]
    await settle()
    assert not any(one.done() for one in requests)
    work.topics.gate.set()
    assert sorted(map(str, (await asyncio.gather(*requests)))) == sorted(
        map(str, [[Outcome.ACCEPTED], [Outcome.KNOWN], [Outcome.KNOWN]])
    )
    assert work.topics.readings == 1


async def test_a_kafka_that_takes_nothing_from_us_ends_the_process(work: Work) -> None:
    """What no sending again would mend is told to senders as not sent, and to the supervisor by the end."""
    work.broker.refuses = Broken("TOPIC_AUTHORIZATION_FAILED")
    work.broker.open.set()
    with pytest.raises(Transient):
        await work.take(event(1))
    with pytest.raises(Broken):
        await work.running


async def test_an_item_is_accepted_whole_or_not_at_all(work: Work) -> None:
    """Of an item that tells several events none is sent where one is refused; one without any is left out."""
    work.broker.open.set()
    items = [
        Item("a", (event(1), event(2))),
        Item("b", (event(3), event(4, category="dragons"))),
        Item("c"),
        Item("d", (), Invalid("no-person", "it speaks of nobody")),
        Item("e", (event(2), event(5))),
    ]
    receipt = await work.take_items(Converted(items, {"note": 3}), compare=False)
    assert [told.outcome.value for told in receipt.told] == ["accepted", "refused", "left-out", "refused", "accepted"]
    assert [orjson.loads(message.value)["id"] for message in work.broker.sent] == ["E1", "E2", "E5"]
    assert [told.fault and told.fault.code for told in receipt.told][1::2] == ["code-unknown", "no-person"]


def test_a_token_is_good_to_the_end_of_its_day() -> None:
    """Old and new token are both taken while both are good; one that is over is told so, another is unknown."""
    old, new = make_token(), make_token()
    held = tuple(Token(sha256=digest_token(token), until=date(2027, month, 1)) for token, month in ((old, 3), (new, 4)))
    known = Credentials([sender(held), sender()])
    april = datetime(2027, 3, 2, tzinfo=UTC)
    assert {known.identify(Shown(f"Bearer {token}"), MARCH).name for token in (old, new)} == {"police"}
    assert known.identify(Shown(f"bearer  {new}"), april).name == "police"
    for shown, code in ((f"Bearer {old}", "token-expired"), ("Bearer x", "token-unknown"), ("Bearer ", "token-form")):
        with pytest.raises(Unauthorised, match=code):
            known.identify(Shown(shown), april)
    assert len({make_token() for _ in range(100)}) == 100
    assert min(len(make_token()) for _ in range(100)) == len("linnet_") + 43


def test_a_sender_with_certificates_needs_one() -> None:
    """A stolen token alone is worth nothing where its sender has a certificate."""
    held = (Token(sha256=digest_token("t"), until=date(2027, 3, 1)),)
    known = Credentials([sender(held, frozenset({"a" * 64}))])
    assert known.identify(Shown("Bearer t", "a" * 64), MARCH).name == "police"
    for certificate in ("", "b" * 64):
        with pytest.raises(Forbidden, match="certificate-of-another"):
            known.identify(Shown("Bearer t", certificate), MARCH)


def test_the_gate_keeps_room_for_others() -> None:
    """A sender with as much under way as one may have is told to come again; others are let in up to the whole."""
    gate = Gate(in_all=3, of_a_sender=2)
    with gate.entered("a"), gate.entered("a"):
        with pytest.raises(Busy), gate.entered("a"):
            pass
        with gate.entered("b"), pytest.raises(Busy), gate.entered("c"):
            pass
    with gate.entered("a"):
        pass


class Slow:
    """A format whose bodies of the police take until they are let go; ``most``: of them at once."""

    def __init__(self) -> None:
        self.let_go, self.under_way, self.most = threading.Event(), 0, 0
        self.format = Format("slow", "/v1/slow", "Slow", ("application/json",), NoOptions, self._convert, open=True)

    def _convert(self, _body: bytes, origin: Origin) -> Converted:
        if origin.sender.name == "police":
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            assert self.let_go.wait(20)
            self.under_way -= 1
        return Converted([])


async def test_a_sender_whose_bodies_take_long_waits_for_itself(work: Work, tmp_path: Path) -> None:
    """As many as one sender may send at once, each of minutes: two of them are converted at a time, and another's is
    answered meanwhile."""
    slow = Slow()
    police, other = (sender((Token(sha256=digest_token(token), until=date(2027, 3, 1)),)) for token in "ab")
    other = replace(other, name="other")
    options = {(each.name, "slow"): NoOptions() for each in (police, other)}
    door = Door(
        Credentials([police, other]), options, work.desk, Gate(), Folders(tmp_path), Kin(tmp_path), lambda: MARCH
    )
    transport = ASGITransport(create_app((slow.format,), door))
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:

        async def post(token: str) -> int:
            headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
            return (await client.post("/v1/slow", content=b"{}", headers=headers)).status_code

        held = [asyncio.ensure_future(post("a")) for _ in range(OF_A_SENDER)]
        try:
            await settle()
            async with asyncio.timeout(10):
                assert await post("b") == 202
            assert (slow.most, slow.under_way) == (2, 2)
        finally:
            slow.let_go.set()
        assert await asyncio.gather(*held) == [202] * OF_A_SENDER
    assert slow.most == 2


async def test_who_gives_up_waiting_has_its_turn_until_the_thread_is_done() -> None:
    """A sender that closes its connections and comes again has no more converted at once than one that waits."""
    gate, slow = Gate(), Slow()
    work = partial(slow.format.convert, b"", Origin(sender(), NoOptions(), WHEN))
    given_up = [asyncio.ensure_future(gate.convert("police", work)) for _ in range(2)]
    await settle()
    for one in given_up:
        one.cancel()
    again = asyncio.ensure_future(gate.convert("police", work))
    await settle()
    assert (slow.most, slow.under_way) == (2, 2)
    slow.let_go.set()
    await again
    assert slow.most == 2


async def test_what_is_sent_counts_for_its_senders_week(work: Work, tmp_path: Path) -> None:
    """Items, faults by field, fields that are there and how late they came, in the sums that files have; what came
    before counts once, sums of several minutes are one, and nothing that was sent is in them."""
    summing, book = Summing(Book(tmp_path)), Book(tmp_path)
    work.desk = Desk(Settings().partnership, work.topics, work.line, summing.take)
    work.broker.open.set()
    early = {"recorded_at": "2026-10-20T09:00:00+00:00", "happened_at": "2026-10-20T08:00:00+00:00"}
    sent = [event(1), event(3, **early)]
    accepted, known, refused = Outcome.ACCEPTED, Outcome.KNOWN, Outcome.REFUSED
    assert await work.take(*sent, event(2, category="none")) == [accepted, accepted, refused]
    await summing.flush()
    assert await work.take(*sent, event(4)) == [known, known, accepted]
    await summing.flush()
    (((who, feed), weeks),) = book.read(WHEN).items()
    (week,) = weeks.values()
    assert (who, feed, week.rows, week.refused, week.told, week.in_time) == (sender().name, "https", 4, 1, 3, 2)
    assert (week.filled["person.family_name"], week.faulty["category"], week.files) == (3, 1, 0)
    assert b"Ashby" not in (tmp_path / "weeks.sqlite").read_bytes()


def test_a_batch_is_split_where_it_stands() -> None:
    """Each event keeps its own bytes, however the batch is written."""
    origin = Origin(sender(), NoOptions(), WHEN)
    found = split_events(b' [ {"id": "1" },\n{"id":"\xc3\xa9"} , 7 ]', origin)
    assert [item.events for item in found.items] == [(b'{"id": "1" }',), (b'{"id":"\xc3\xa9"}',), (b"7",)]
    deep = b"[" * 4_000
    for body, code in (
        *((b"", "empty"), (b"[1,]", "not-json"), (b"{", "not-json"), (b"PK\x03", "not-utf8")),
        *((deep, "not-json"), (deep + b"]" * 4_000, "not-json")),
    ):
        with pytest.raises(Invalid, match=code):
            split_events(body, origin)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ('events = ["fire-incident-recorded-1"]', "fire-incident-recorded-1 is not an event of police"),
        ('events = ["police-incident"]', "must be a type of event"),
        ('more_sources = ["uk.fire.northmoor"]', "its sources speak for different agencies"),
        ('more_sources = ["uk.police.nowhere"]', "not registered for its areas"),
        ('tokens = [{ sha256 = "abc", until = 2027-01-01 }]', "sha256"),
        (f'tokens = [{{ sha256 = "{"a" * 64}" }}]', "until"),
        ("", "no way to send anything"),
    ],
)
def test_a_mistake_in_the_senders_file_is_told(tmp_path: Path, said: str, fault: str) -> None:
    """A sender that could send what is not its own, or nothing at all, is not begun with."""
    kafka = "kafka = true" if said else ""
    with pytest.raises(Broken, match=fault):
        load(tmp_path, f'[senders.police]\nsource = "{SOURCE}"\nareas = ["{AREA}"]\n{kafka}\n{said}')


def load(folder: Path, text: str) -> list[Sender]:
    path = folder / "senders.toml"
    path.write_text(text)
    return load_senders(Settings(feeds_file=path))


def test_options_of_formats_are_checked_at_the_start(tmp_path: Path) -> None:
    """A format that there is not is found when the process starts, not when the first message comes."""
    text = f'[senders.police]\nsource = "{SOURCE}"\nareas = ["{AREA}"]\nkafka = true\n[senders.police.formats.pigeon]\n'
    with pytest.raises(Broken, match=r"senders\.police\.formats\.pigeon: no such format"):
        check_options(load(tmp_path, text))


def test_an_agency_s_user_may_write_its_topic_and_nothing_else(tmp_path: Path) -> None:
    """Of a sender with a user at Kafka there are two ACLs; of one without, none."""
    text = f'[senders.a]\nsource = "{SOURCE}"\nareas = ["{AREA}"]\nkafka = true\n'
    tokens = f'[{{ sha256 = "{"a" * 64}", until = 2027-01-01 }}]'
    text += f'[senders.b]\nsource = "{SOURCE}"\nareas = ["{AREA}"]\ntokens = {tokens}'
    found = [acl for acl in list_acls(load(tmp_path, text)) if acl.principal.startswith("User:sender-")]
    assert [(acl.principal, acl.name, acl.operation) for acl in found] == [
        ("User:sender-a", "police", "DESCRIBE"),
        ("User:sender-a", "police", "WRITE"),
    ]


def test_plaintext_stays_on_this_machine() -> None:
    """Where others reach the port, the process does not start without TLS; nor with half of what it needs."""
    assert open_channel(Settings()) is None
    for host in ("0.0.0.0", "10.1.2.3", "linnet.example", "::"):
        with pytest.raises(Broken, match="LINNET_RECEIVING_CERTIFICATE_FILE"):
            open_channel(Settings(receiving_host=host))
    missing = Path("/nowhere.pem")
    for half in ("receiving_certificate_file", "receiving_key_file", "receiving_client_ca_file"):
        with pytest.raises(Broken, match="TLS needs both"):
            open_channel(Settings().model_copy(update={half: missing}))
    with pytest.raises(Broken, match="TLS cannot be spoken"):
        open_channel(Settings(receiving_certificate_file=missing, receiving_key_file=missing))


def test_a_token_is_made_and_shown_once() -> None:
    """The command prints the line for the senders file and the token, and the one is the digest of the other."""
    done = CliRunner().invoke(app, ["feeds", "token", "police", "--days", "30"])
    *lines, shown = done.stdout.strip().splitlines()
    assert lines[0] == "[senders.police]"
    assert f'sha256 = "{digest_token(shown)}"' in lines[1]
    assert Token.model_validate({"sha256": digest_token(shown), "until": date(2027, 1, 1)})


@pytest.fixture
def fetching(tmp_path: Path) -> TestClient:
    """The app before the folders of two senders; a link in the one leads to a receipt of the other."""
    folders = Folders(tmp_path)
    folders.make(("police", "other"))
    (folders.of("police") / "receipts" / "incidents.csv.7.json").write_bytes(b'{"rows": 3}')
    (folders.of("other") / "receipts" / "secret.txt").write_text("Maureen Ashby")
    (folders.of("police") / "receipts" / "link.txt").symlink_to(folders.of("other") / "receipts" / "secret.txt")
    figures = [Figure(Measure.COMPLETENESS, "person.nhs_number", 61.5, 70.0), Figure(Measure.ACCEPTED, "", 99.0, None)]
    page = folders.of("police") / "receipts" / "quality-police-incidents-2026-11-02.csv"
    page.write_bytes(write_csv(figures, date(2026, 11, 2)))
    known = Credentials([sender((Token(sha256=digest_token("t"), until=date(2027, 3, 1)),))])
    desk = Desk(Settings().partnership, Topics(), Line(Broker()))
    door = Door(known, {}, desk, Gate(), folders, Kin(folders.home / "kin"), lambda: MARCH)
    return TestClient(create_app((), door), headers={"Authorization": "Bearer t"})


def test_a_sender_fetches_its_receipts(fetching: TestClient) -> None:
    """What SFTP shows of its folders is there over HTTPS too, and its weekly quality as figures."""
    listed = fetching.get("/v1/receipts").json()["files"]
    names = {file["name"] for file in listed}
    assert names == {"incidents.csv.7.json", "quality-police-incidents-2026-11-02.csv"}
    assert fetching.get("/v1/receipts/receipts/incidents.csv.7.json").json() == {"rows": 3}
    (week,) = fetching.get("/v1/quality").json()["weeks"]
    assert (week["feed"], week["week"]) == ("police-incidents", "2026-11-02")
    assert week["figures"][0] == {
        "measure": "completeness", "field": "person.nhs_number", "per_cent": 61.5, "before": 70.0,
    }  # fmt: skip
    assert week["figures"][1]["before"] is None


async def test_a_large_receipt_is_not_held_in_memory(fetching: TestClient, tmp_path: Path) -> None:
    """A sender that fetches its rows leaves room for what others send."""
    rows = Folders(tmp_path).of("police") / "rejected" / "incidents.csv.7.again.csv"
    rows.write_bytes(b"x" * (24 << 20))
    scope = {"type": "http", "app": fetching.app, "headers": [(b"authorization", b"Bearer t")], "state": {}}
    tracemalloc.start()
    answer = await read_receipt(Request(scope), "rejected", rows.name)
    assert isinstance(answer, StreamingResponse)
    count = sum([len(block) async for block in answer.body_iterator])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == int(answer.headers["content-length"]) == 24 << 20
    assert peak < 8 << 20


@pytest.mark.parametrize(
    "path",
    [
        "receipts/link.txt", "receipts/nothing.txt", "incoming/x.csv", "..%2Fother/receipts",
        "receipts/..%2F..%2Fother%2Freceipts%2Fsecret.txt", "receipts/%2Fetc%2Fpasswd", "work/ledger.sqlite",
    ],
)  # fmt: skip
def test_nobody_fetches_what_is_not_theirs(fetching: TestClient, path: str) -> None:
    """Links, other folders and paths out of them are not there; without a token nothing is."""
    answer = fetching.get(f"/v1/receipts/{path}")
    assert answer.status_code == 404
    assert "Maureen" not in answer.text
    assert fetching.get("/v1/receipts", headers={"Authorization": "Bearer x"}).status_code == 401


def test_the_openapi_document_is_valid_and_as_the_code_says() -> None:
    """Senders' engineers make clients of it."""
    document = orjson.loads(DOCUMENT.read_bytes())
    validate(document)
    assert DOCUMENT.read_bytes() == lay_out(describe())
    assert set(document["paths"]["/v1/events"]["post"]["responses"]) >= {"202", "401", "413", "422", "429", "503"}
