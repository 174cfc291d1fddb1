"""When a summary counts as sent, whatever its mail server and its clock do."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from consumers.delivery import daily
from consumers.delivery.attempts import Clock
from consumers.delivery.destinations import DailySummary
from consumers.delivery.letters import NotTaken
from consumers.delivery.mail import PartlyTaken
from streams import metrics
from streams.errors import Invalid
from streams.settings import Settings
from tests.alerting import NOW
from tests.gauges import read

DUE = NOW.replace(hour=8, minute=0)
ONE, TWO = "one@hub.example", "two@hub.example"


class Desk:
    """``last`` is what is kept; ``answers`` what the mail server says, in turn; ``mails`` to whom each was sent."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, last: datetime, *answers: NotTaken | Invalid) -> None:
        self.last, self.answers, self.mails = last, list(answers), list[tuple[str, ...]]()
        monkeypatch.setattr(daily, "_read_last", lambda *_: self.last)
        monkeypatch.setattr(daily, "_keep_last", lambda _settings, _name, due: setattr(self, "last", due))
        monkeypatch.setattr(daily.Daily, "_read", lambda *_: [])
        monkeypatch.setattr("consumers.delivery.daily.asyncio.sleep", self._pass)

    async def look(self, now: datetime) -> None:
        words: dict[str, Any] = {"kind": "daily-summary", "addresses": (ONE, TWO)}
        post: Any = SimpleNamespace(send=self._send, domain="hub.example")
        clock = Clock(lambda: now, Random(1))
        await daily.Daily(Settings(), "team", DailySummary.model_validate(words), post, clock).send_due()

    async def _send(self, _message: EmailMessage, addresses: tuple[str, ...], _seconds: float) -> None:
        self.mails.append(addresses)
        if self.answers:
            raise self.answers.pop(0)

    async def _pass(self, _seconds: float) -> None:
        pass


async def test_a_summary_that_never_went_is_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it would have counted is not counted as told."""
    desk = Desk(monkeypatch, DUE - timedelta(days=1), NotTaken("SMTP 451"))
    await desk.look(DUE + timedelta(hours=23, minutes=30))
    assert desk.last == DUE - timedelta(days=1)
    await desk.look(DUE + timedelta(hours=24))
    assert desk.last == DUE + timedelta(days=1)


async def test_a_summary_that_is_not_taken_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """While it is tried it is among what waits, and the alarm for that holds; afterwards it is not."""
    desk, waiting = Desk(monkeypatch, DUE - timedelta(days=1), NotTaken("SMTP 451")), list[float]()

    async def look(_seconds: float) -> None:
        waiting.append(read(metrics.OLDEST_WAITING.labels("team")))

    monkeypatch.setattr("consumers.delivery.daily.asyncio.sleep", look)
    await desk.look(DUE)
    assert waiting == [DUE.timestamp()]
    assert read(metrics.OLDEST_WAITING.labels("team")) == 0


async def test_a_summary_that_is_refused_for_good_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an alert that is parked is, and no other time is lost on it."""
    before = read(metrics.PARKED.labels("team", "refused"))
    desk = Desk(monkeypatch, DUE - timedelta(days=1), Invalid("refused", "SMTP 550"))
    await desk.look(DUE)
    assert read(metrics.PARKED.labels("team", "refused")) == before + 1
    assert (desk.last, len(desk.mails)) == (DUE, 1)


async def test_a_summary_goes_again_to_those_who_do_not_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """And to nobody twice."""
    desk = Desk(monkeypatch, DUE - timedelta(days=1), PartlyTaken("SMTP 450", (TWO,)))
    await desk.look(DUE)
    assert desk.mails == [(ONE, TWO), (TWO,)]
    assert desk.last == DUE


@pytest.mark.parametrize(
    ("last", "kept"),
    [(DUE + timedelta(days=400), DUE), (DUE + timedelta(days=1), DUE + timedelta(days=1))],
    ids=["a year ahead", "set back a little"],
)
async def test_a_clock_that_was_ahead_silences_no_summary(
    monkeypatch: pytest.MonkeyPatch, last: datetime, kept: datetime
) -> None:
    """After it is put right the next comes at its hour; one that was sent a moment too early comes once."""
    desk = Desk(monkeypatch, last)
    await desk.look(DUE + timedelta(minutes=1))
    assert (desk.last, desk.mails) == (kept, [])
