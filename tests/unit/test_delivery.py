import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.streaming.reader import Reader
from api.streaming.told import Told, Wanted
from consumers.delivery.attempts import Attempts, Clock
from consumers.delivery.destinations import Webhook
from consumers.delivery.flag import write_flag
from consumers.delivery.letters import Letter, NotTaken, Refused
from consumers.delivery.mail import open_post
from consumers.delivery.progress import Progress, read_progress
from consumers.delivery.signing import Signer
from consumers.delivery.summary import Period, due_before, write_summary
from consumers.delivery.webhook import WebhookSend, judge
from consumers.delivery.wording import write_body, write_subject
from consumers.relay import address_entry
from scoring.state.keys import Subject
from streams.codes.alerts import AlertSubject, Change, Receiver, Severity
from streams.errors import Broken
from streams.settings import Settings
from tests.alerting import NOW, to_kafka, write_alert

CONSOLE = "https://linnet.example"


def letter(number: int, change: Change = Change.RAISED, told: datetime = NOW, **said: Any) -> Letter:
    event = write_alert(number, change, **said)
    return Letter(4, number, told, to_kafka(event).value, event)


@given(st.sets(st.integers(0, 400)), st.integers(0, 10**12), st.integers(0, 10**13))
def test_progress_that_was_kept_is_the_progress_that_is_read(done: set[int], start: int, moment: int) -> None:
    """Whatever was done in whatever order, the text that Kafka keeps says so, and when the latest came, and fits."""
    progress = Progress(start)
    for distance in done:
        progress.finish(start + distance, moment + distance)
    assert progress.moment == (moment + max(done) if done else 0)
    read = read_progress(progress.next, progress.write())
    assert read == progress
    assert all(read.is_done(start + distance) == (distance in done) for distance in range(402))
    assert len(progress.write()) <= 4096


def test_progress_with_too_many_gaps_forgets_the_last() -> None:
    """What no longer fits is delivered again; what is not done is never taken for done."""
    done = set(range(1, 20_000, 2))
    read = read_progress(0, Progress(0, set(done)).write())
    assert len(Progress(0, done).write()) <= 4096
    assert read.beyond
    assert read.beyond < done


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        *((status, None) for status in (200, 204)),
        *((status, Refused) for status in (400, 410, 413)),
        *((status, NotTaken) for status in (301, 401, 404, 408, 429, 500, 503)),
    ],
)
def test_answers_are_judged(status: int, fault: type[Exception] | None) -> None:
    """Only an answer about the letter itself ends the attempts; a receiver in trouble is asked again."""
    answer = httpx.Response(status)
    if fault is None:
        judge(answer, NOW)
    else:
        with pytest.raises(fault):
            judge(answer, NOW)


def test_a_receiver_may_say_when_to_come_back() -> None:
    """In seconds or as a date."""
    never = "Sun, 01 Nov 99999999999 09:31:00 GMT"
    for said, pause in (("90", 90.0), ("Sun, 01 Nov 2026 09:31:00 GMT", 60.0), ("later", None), (never, None)):
        with pytest.raises(NotTaken) as trouble:
            judge(httpx.Response(503, headers={"retry-after": said}), NOW)
        assert trouble.value.pause == pause


async def test_a_clock_that_jumps_ahead_ends_no_patience() -> None:
    """Alerts that wait for a receiver in trouble are not parked for hours that never were."""
    moments = [NOW, NOW + timedelta(days=400)]
    answers = [NotTaken("HTTP 503")]

    async def send(letter: Letter) -> None:
        if answers and letter:
            raise answers.pop()

    words = {"kind": "webhook", "url": "https://hub.example/", "secret": "HUB", "patience_hours": 0.1}
    attempts = Attempts("hub", Webhook.model_validate(words), send, Clock(lambda: moments[0], Random(1)))
    moments.pop(0)
    await attempts.deliver(letter(1))
    assert answers == []


class _Endless(httpx.AsyncByteStream):
    """A body of which something comes again and again."""

    def __init__(self, block: bytes, seconds: float) -> None:
        self._block, self._seconds, self.read = block, seconds, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            self.read += len(self._block)
            yield self._block
            await asyncio.sleep(self._seconds)


@pytest.mark.parametrize("seconds", [0, 0.2], ids=["as fast as it can", "bit by bit"])
async def test_a_taken_alert_is_taken_whatever_the_body_of_the_answer(seconds: float) -> None:
    """It is not sent again because a body does not end, and no more of one is held than fits."""
    body = _Endless(b"x" * 4_096, seconds)
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=body))
    words = {"kind": "webhook", "url": "https://hub.example/", "secret": "HUB", "timeout_seconds": 0.5}
    async with httpx.AsyncClient(transport=transport) as client:
        send = WebhookSend(Webhook.model_validate(words), Signer("whsec_" + "A" * 32), client, lambda: NOW)
        await send(letter(1))
    assert body.read < 100_000


def test_pauses_grow_to_half_a_minute_and_differ() -> None:
    """Long enough for a receiver to recover, short enough for a red alert."""
    clock = Clock(lambda: NOW, Random(1))
    pauses = [clock.pause(attempt) for attempt in range(100)]
    assert 0.25 <= pauses[0] <= 0.5
    assert max(pauses) <= 30
    assert len(set(pauses[20:])) > 50


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (Change.RAISED, "active"),
        (Change.ACKNOWLEDGED, "active"),
        (Change.CLEARED, "inactive"),
        (Change.DISMISSED, "inactive"),
        (Change.WITHDRAWN, "entered-in-error"),
    ],
)
def test_a_flag_lives_as_its_alert_does(change: Change, status: str) -> None:
    """What was corrected away is an error, and not merely over."""
    flag = write_flag(write_alert(1, change))
    assert flag["status"] == status
    assert ("end" in flag["period"]) == (status != "active")


def test_a_flag_is_coded_only_where_the_code_is_true() -> None:
    """A safeguarding concern for those who safeguard, without a finding; nobody is called a repeat caller."""
    hub = write_flag(write_alert(1))
    fire = write_flag(write_alert(1, receivers=(Receiver.FIRE_PREVENTION,), subject=AlertSubject.PERSON))
    assert hub["category"][0]["coding"][0]["code"] == "SG"
    assert hub["code"]["coding"][0]["code"] == "U"
    assert hub["subject"]["type"] == "Location"
    assert "category" not in fire
    assert "coding" not in fire["code"]
    assert fire["subject"]["type"] == "Patient"


def test_an_e_mail_holds_the_way_to_the_alert_and_no_id_of_whom_it_is_about() -> None:
    """Subjects are read on locked screens, so not even the rule is named there."""
    event = write_alert(1)
    subject, body = write_subject(event, "Northmoor"), write_body(event, "Northmoor", CONSOLE + "/")
    assert subject == "Red alert raised, respond by 11:30 Sun 1 Nov (Northmoor)"
    assert f"{CONSOLE}/alerts/northmoor.{event.data.alert}" in body
    assert "3 secondary fires in 28 days" in body
    assert event.data.entity not in subject + body


@pytest.mark.parametrize(
    ("now", "due"),
    [
        # The clocks go back at 01:00 UTC on 25 October 2026, and forward at 01:00 UTC on 28 March 2027.
        ("2026-10-25T07:59:59+00:00", "2026-10-24T07:00:00+00:00"),
        ("2026-10-25T08:00:00+00:00", "2026-10-25T08:00:00+00:00"),
        ("2027-03-28T06:59:59+00:00", "2027-03-27T08:00:00+00:00"),
        ("2027-03-28T07:00:00+00:00", "2027-03-28T07:00:00+00:00"),
    ],
)
def test_a_summary_is_due_at_its_hour_in_london(now: str, due: str) -> None:
    """Also when the clocks change."""
    assert due_before(datetime.fromisoformat(now), 8) == datetime.fromisoformat(due)


def test_a_summary_counts_the_day_and_lists_what_waits() -> None:
    """News of the day by what became of it, reds first among what waits, also from before; how soon it was taken on."""
    period = Period(NOW - timedelta(days=1), NOW)
    today, before = NOW - timedelta(hours=1), NOW - timedelta(days=3)
    letters = [
        letter(1, told=before, severity=Severity.NOTICE, title="Older and less urgent"),
        letter(2, told=today, title="Red and new"),
        letter(3, told=today),
        letter(3, Change.ACKNOWLEDGED, told=today),
        letter(4, told=NOW + timedelta(seconds=1), title="Tomorrow's"),
    ]
    subject, body = write_summary(letters, period, CONSOLE)
    assert subject == "Linnet: 1 November: 2 raised, 2 not taken on yet"
    assert "   2 Raised (2 red)\n     1 Acknowledged" in body
    assert body.index("RED: Red and new") < body.index("NOTICE: Older and less urgent")
    assert "Tomorrow's" not in body
    assert "Taken on after 0 minutes" in body


def test_an_entry_of_the_outbox_goes_to_the_topic_it_names() -> None:
    """As do those from before it named one; what a later version wrote stops the relay instead of getting lost."""
    topics = [address_entry("northmoor", {name: b"{}"}).topic for name in (b"event", b"links", b"alerts")]
    assert topics == ["links", "links", "alerts"]
    with pytest.raises(Broken, match="later version"):
        address_entry("northmoor", {b"later": b"{}"})


async def test_a_reader_holds_no_more_than_fits() -> None:
    """What is there when it is full can still be shown; then it ends."""
    reader = Reader(Wanted("northmoor"), 4, 0)
    for offset in range(5000):
        reader.offer(Told(4, offset, "northmoor", "red", frozenset(), Subject.PERSON, "A" * 16, frozenset(), "{}"))
    taken = await reader.take(1)
    assert [told.offset for told in taken] == list(range(1000))
    assert "too slow" in reader.ended
    assert await reader.take(1) == []


@pytest.mark.parametrize(
    ("more", "reason"),
    [({}, "LINNET_SMTP_HOST"), ({"smtp_host": "mail.example", "smtp_security": "none"}, "LINNET_SMTP_SECURITY")],
)
def test_e_mail_is_not_sent_unencrypted_over_a_network(more: dict[str, Any], reason: str) -> None:
    """Nor is delivery begun without a mail server when one is needed."""
    with pytest.raises(Broken, match=reason):
        open_post(Settings(**more))
