"""What was erased, or is past its age, is gone from Kafka: its key is destroyed; what it came in by is let go of."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from consumers.clock import write_tick
from infra.commands import replay
from streams.codec import AGED, decode
from streams.codes.agencies import Agency
from streams.contract import event_key
from streams.errors import Broken, Transient
from streams.events.analysis import ContactAged
from streams.publisher import Outgoing, Publisher
from streams.reading import read_topic
from streams.sealing.epochs import number_epoch
from streams.sealing.making import begin, rewrap, rotate
from streams.sealing.reading import Keys
from streams.sealing.writing import Change, KeyWriter
from streams.settings import Settings
from streams.topics import AGENCY_TOPICS, ANALYSIS, OBSERVATIONS, TOPICS, Topic
from tests.events import erasure, incident, raw
from tests.integration.knowledge import read_knowledge
from tests.integration.roles import await_admitted, await_quiet, await_true, kill, running
from tests.logs import read_log
from tests.partnerships import COUNCIL, SOURCE

pytestmark = pytest.mark.integration

AREA, POLICE = "sealed", AGENCY_TOPICS[Agency.POLICE]
# Nobody else's in any test.
GONE = {"local_record_id": "Q77", "given_name": "Xanthippe", "family_name": "Quillfeather", "birth_date": "1957-08-19"}
STAYS = {"local_record_id": "Q78", "given_name": "Bartholomew", "family_name": "Dewsnap", "birth_date": "1949-02-03"}
ROLES = ("clock", "intake", "projector", "relay", "erasing")


def now() -> datetime:
    return datetime.now(UTC)


def send(settings: Settings, *events: dict[str, object]) -> None:
    Publisher(settings).publish_blocking([Outgoing("police", AREA.encode(), raw(event)) for event in events])


def find_in_kafka(settings: Settings, *words: str, among: Sequence[Topic] = TOPICS) -> set[str]:
    """Topics that hold any of the words, in the clear."""
    return {
        topic.name
        for topic in among
        for message in read_topic(settings, topic)
        if any(word.encode() in (message.value() or b"") for word in words)
    }


def read_ours(settings: Settings, area: str = AREA) -> Iterator[tuple[bytes, dict[str, object]]]:
    """Of the area without its ticks: as it stands on Kafka, and as it is read."""
    for message, event in read_log(settings):
        said = orjson.loads(event)
        if said["area"] == area and said["type"] != "tick-1":
            yield message.value() or b"", said


def read_keys(settings: Settings) -> Keys:
    keys = Keys(settings)
    keys.read_on()
    return keys


def is_destroyed(settings: Settings, *ids: str) -> bool:
    keys = read_keys(settings)
    epochs = [epoch for area, epoch in keys.ring.trees if area == AREA]
    return all(keys.find(AREA, epoch, event_key(SOURCE, each)) is None for epoch in epochs for each in ids)


def test_what_was_erased_can_be_read_nowhere_on_kafka(settings: Settings) -> None:
    """Accepted, known, erased while processes are killed: her name is in no topic, whoever opens the log finds an
    erasure and nothing else, all others are read as before, and a rebuild knows what was known."""
    one, two = incident(AREA, "gone", person=GONE), incident(AREA, "stays", person=STAYS)
    send(settings, one, two)
    assert find_in_kafka(settings, "Xanthippe") == find_in_kafka(settings, "Dewsnap") == {"police"}
    with running(settings, *ROLES) as processes:
        await_quiet(settings, 60)
        assert find_in_kafka(settings, "Xanthippe", "Quillfeather", "Dewsnap", among=[OBSERVATIONS]) == set()
        assert [said["data"]["person"]["family_name"] for _, said in read_ours(settings)] == ["Quillfeather", "Dewsnap"]  # type: ignore[index]
        assert not is_destroyed(settings, "Egone")
        kill(processes, "erasing")
        send(settings, erasure(AREA, "gone", "Egone"))
        await_true(lambda: is_destroyed(settings, "Egone"), 60)
        await_true(lambda: not find_in_kafka(settings, "Xanthippe", among=[POLICE]), 60)
        assert find_in_kafka(settings, "Xanthippe", "Quillfeather") == set()
        # It comes again, by an agency that does not know: that it came is in the log, and nothing of what it said.
        send(settings, one)
        await_quiet(settings, 60)
    read = list(read_ours(settings))
    assert [said["type"] for _, said in read] == [
        *("record-erased-1", "police-incident-recorded-1", "record-erased-1", "record-erased-1")
    ]
    assert all(b"Quillfeather" not in event for _, event in read_log(settings))
    known = read_knowledge(settings, AREA)
    assert "Quillfeather" not in repr(known)
    assert "Dewsnap" in repr(known)
    asyncio.run(replay(settings, [AREA], empty=True, move=lambda *_: None))
    assert read_knowledge(settings, AREA) == known


def test_of_two_who_write_keys_the_first_is_shut_out(settings: Settings) -> None:
    """Each decides on all the keys there are, or not at all: what one destroyed the other cannot bring back."""
    first, second = KeyWriter(settings, now), None
    key = event_key(SOURCE, "raced")
    stale = [Change(AREA, *kept) for kept in first.keys.ring.destroy(AREA, event_key(SOURCE, "other"))]
    second = KeyWriter(settings, now)
    second.write(Change(AREA, *kept) for kept in second.keys.ring.destroy(AREA, key))
    with pytest.raises(Transient):
        first.write(stale)
    assert is_destroyed(settings, "raced")
    assert not is_destroyed(settings, "other")


def test_keys_are_rotated_and_wrapped_again(settings: Settings) -> None:
    """A new epoch seals what comes; what was sealed before is read as before; under a new wrapping key both are, and
    without the old one; under another, nothing is and nobody takes it for erased."""
    with running(settings, "intake"):
        send(settings, incident(AREA, "before", person=STAYS))
        await_admitted(settings, 60)
    (held,) = {epoch for area, epoch in read_keys(settings).ring.trees if area == AREA}
    assert rotate(settings, [AREA], now) == {AREA: held + 1}
    with running(settings, "intake"):
        send(settings, incident(AREA, "after", person=STAYS))
        await_admitted(settings, 60)
    epochs = [
        orjson.loads(sealed)["data"]["epoch"]
        for sealed, said in read_ours(settings)
        if said["id"] in ("Ebefore", "Eafter")
    ]
    assert epochs == [held, held + 1]
    old, new = settings.wrapping_keys.get_secret_value(), Fernet.generate_key().decode()
    wrap = lambda *given: settings.model_copy(update={"wrapping_keys": SecretStr(" ".join(given))})  # noqa: E731
    try:
        rewrap(wrap(new, old), now)
        assert len(list(read_ours(wrap(new)))) == len(list(read_ours(wrap(new, old))))
        with pytest.raises(Broken, match="not wrapped under"):
            Keys(wrap(Fernet.generate_key().decode())).read_on()
    finally:
        rewrap(wrap(old, new), now)
    assert {said["id"] for _, said in read_ours(settings)} >= {"Ebefore", "Eafter"}


def tell_time(settings: Settings, area: str, at: datetime) -> None:
    """Some ticks, seconds apart: what goes at one is forgotten at the next."""
    Publisher(settings).publish_blocking([write_tick(area, at - timedelta(seconds=each), 12) for each in (2, 1, 0)])


def begin_epochs(settings: Settings, area: str, days: list[str], without: list[int]) -> None:
    """As if the area had sealed with these since then, and never with those it is to be without."""
    begun = [begin(area, number_epoch(datetime.fromisoformat(day).replace(tzinfo=UTC))) for day in days]
    KeyWriter(settings, now).write([*(Change(area, epoch, "", None) for epoch in without), *begun])


def test_what_is_past_its_age_can_be_read_nowhere(settings: Settings) -> None:
    """Two years on, what happened by itself is gone from Redis, and a month whose time has passed can be opened no
    more, but for the case in it that is still open; a rebuild knows the same. For analysis there is that it was, and
    nobody's name; once each, though the relay is killed."""
    area, then = "aged", datetime(2024, 11, 5, 12, tzinfo=UTC)
    moment = {"happened_at": then.isoformat(), "recorded_at": then.isoformat()}
    case = moment | {"case_id": "C-1", "category": "child-protection-plan", "person": STAYS}
    opened = {**incident(area, "case", **case), "source": COUNCIL, "type": "council-case-opened-1"}
    gone = [raw(incident(area, f"aged{n}", person=GONE, **moment)) for n in range(2)]
    begin_epochs(settings, area, ["2024-11-01"], without=read_keys(settings).ring.epochs(area))
    with running(settings, "intake", "projector", "relay") as processes:
        tell_time(settings, area, then)
        sent = [Outgoing("police", area.encode(), each) for each in gone]
        Publisher(settings).publish_blocking([*sent, Outgoing("council", area.encode(), raw(opened))])
        await_quiet(settings, 60)
        assert "Quillfeather" in repr(read_knowledge(settings, area))
        begin_epochs(settings, area, ["2024-12-01"], without=[])
        kill(processes, "relay")
        tell_time(settings, area, now())
        await_quiet(settings, 60)
        known = read_knowledge(settings, area)
        assert "Quillfeather" not in repr(known)
        assert "Dewsnap" in repr(known)
        await_true(lambda: len(read_analysis(settings, area)) >= 2, 60)
    with running(settings, "erasing"):
        first, *_ = read_keys(settings).ring.epochs(area)
        await_true(lambda: read_keys(settings).ring.is_felled(area, first), 90)
    assert [epoch for epoch in read_keys(settings).ring.epochs(area) if epoch >= number_epoch(now())]
    assert {str(said["type"]) for _, said in read_ours(settings, area)} == {"record-aged-1", "council-case-opened-1"}
    asyncio.run(replay(settings, [area], empty=True, move=lambda *_: None))
    assert read_knowledge(settings, area) == known
    left = list({each.id: each for each in read_analysis(settings, area)}.values())
    assert [(each.data.month, each.data.category, each.data.outward) for each in left] == [
        ("2024-11", "asb-personal", "NM4")
    ] * 2
    assert len({each.data.person for each in left}) == 1
    assert not find_in_kafka(settings, "Quillfeather", among=[ANALYSIS, OBSERVATIONS])


def read_analysis(settings: Settings, area: str) -> list[ContactAged]:
    said = [decode(AGED, message.value()) for message in read_topic(settings, ANALYSIS)]
    return [each for each in said if each.area == area]
