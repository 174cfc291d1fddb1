"""The daily summary's own clock and memory. When the last was sent is kept with a committed offset on Kafka."""

import asyncio
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from confluent_kafka import Consumer, KafkaException, TopicPartition

from consumers.delivery.attempts import Clock
from consumers.delivery.destinations import DailySummary
from consumers.delivery.history import read_since
from consumers.delivery.letters import Letter, NotTaken
from consumers.delivery.mail import PartlyTaken, Post
from consumers.delivery.mailbox import group_of
from consumers.delivery.summary import MEMORY, Period, due_before, write_summary
from streams import metrics
from streams.errors import Invalid, Transient
from streams.logs import log
from streams.patience import patiently
from streams.settings import Settings
from streams.topics import ALERTS

_SECONDS = 15.0
_LOOK_SECONDS = 20.0
_MAIL_SECONDS = 30.0
# Summaries are 25 hours apart at most; a clock that is set back a little doubles none.
_AHEAD = timedelta(hours=26)


class Daily:
    """One process at a time sends it; two would send the same under one message id."""

    def __init__(self, settings: Settings, name: str, summary: DailySummary, post: Post, clock: Clock) -> None:
        self._settings = settings
        self._name = name
        self._summary = summary
        self._post = post
        self._clock = clock

    async def run(self) -> None:
        while True:
            async for attempt in patiently():
                with attempt:
                    await self.send_due()
            await asyncio.sleep(_LOOK_SECONDS)

    async def send_due(self) -> None:
        """Nothing when it is not due. What was missed while nobody ran is in the next one."""
        due = due_before(self._clock.now(), self._summary.hour)
        last = await asyncio.to_thread(_read_last, self._settings, self._name)
        # A clock that was ahead has left a moment that would silence the summary until then.
        if last is None or last > due + _AHEAD:
            await asyncio.to_thread(_keep_last, self._settings, self._name, due)
        elif last < due:
            letters = await asyncio.to_thread(self._read, due)
            if await self._send(letters, Period(last, due)):
                await asyncio.to_thread(_keep_last, self._settings, self._name, due)

    def _read(self, due: datetime) -> list[Letter]:
        return [letter for letter in read_since(self._settings, due - MEMORY) if self._summary.concerns(letter)]

    async def _send(self, letters: list[Letter], period: Period) -> bool:
        """False where the next one has to say it."""
        subject, body = write_summary(letters, period, self._settings.console_url)
        attempt, addresses, waiting = 0, self._summary.addresses, metrics.OLDEST_WAITING.labels(self._name)
        while True:
            message = EmailMessage()
            message["Subject"] = subject
            message["Date"] = format_datetime(period.end)
            message["Message-ID"] = f"<{period.end:%Y%m%dT%H%M}.{self._name}@{self._post.domain}>"
            message.set_content(body)
            try:
                await self._post.send(message, addresses, _MAIL_SECONDS)
                metrics.DELIVERED.labels(self._name).inc()
                waiting.set(0)
                return True
            except NotTaken as trouble:
                waiting.set(period.end.timestamp())
                addresses = trouble.left if isinstance(trouble, PartlyTaken) else addresses
                if self._is_stale(period):
                    log.error("summary not sent", destination=self._name, reason=str(trouble))
                    return False
                await asyncio.sleep(self._clock.pause(attempt))
                attempt += 1
            except Invalid as refusal:
                log.error("summary not sent", destination=self._name, reason=refusal.reason)
                metrics.PARKED.labels(self._name, "refused").inc()
                waiting.set(0)
                return True

    def _is_stale(self, period: Period) -> bool:
        # The next one is due, and says all that this one would.
        return self._clock.now() - period.end > timedelta(hours=23)


def _read_last(settings: Settings, name: str) -> datetime | None:
    consumer = Consumer(settings.kafka_client() | {"group.id": group_of(name)})
    try:
        (found,) = consumer.committed([TopicPartition(ALERTS.name, 0)], timeout=_SECONDS)
    except KafkaException as fault:
        raise Transient(f"Kafka does not answer: {fault.args[0].name()}") from fault
    finally:
        consumer.close()
    return read_kept(found.metadata or "")


def read_kept(text: str) -> datetime | None:
    """None where nothing is kept, or what the destination kept when it was of another kind.

    >>> read_kept("2026-11-01T08:00:00+00:00"), read_kept("2-4,10")
    (datetime.datetime(2026, 11, 1, 8, 0, tzinfo=datetime.timezone.utc), None)
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:  # Invalid
        return None
    return found if found.tzinfo else None


def _keep_last(settings: Settings, name: str, sent: datetime) -> None:
    consumer = Consumer(settings.kafka_client() | {"group.id": group_of(name)})
    try:
        consumer.commit(offsets=[TopicPartition(ALERTS.name, 0, 0, metadata=sent.isoformat())], asynchronous=False)
    except KafkaException as fault:
        raise Transient(f"Kafka does not answer: {fault.args[0].name()}") from fault
    finally:
        consumer.close()
