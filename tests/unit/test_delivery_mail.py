"""What becomes of an e-mail at mail servers that take it late, in part, or not yet."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from consumers.delivery.destinations import Email
from consumers.delivery.letters import Letter, NotTaken, Refused
from consumers.delivery.mail import EmailSend, open_post
from infra.partnership.plan import PARTNERSHIP_FILE
from streams.errors import Broken
from streams.partnership import read_partnership
from streams.settings import Settings
from tests.alerting import NOW, to_kafka, write_alert
from tests.integration.receivers import free_port

ONE, TWO = "one@hub.example", "two@hub.example"
HOST = "127.0.0.1"


# Without slots: aiosmtpd goes through the members of its handler, which Python 3.11.2 does not do with them.
@dataclass
class Office:
    """``answers``: to each recipient in turn; then 250. ``taken``: whom each mail was taken for."""

    answers: list[str] = field(default_factory=list)
    seconds: float = 0.0
    taken: list[list[str]] = field(default_factory=list)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        answer = self.answers.pop(0) if self.answers else "250 yes"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.seconds)
        self.taken.append(list(envelope.rcpt_tos))
        return "250 taken"


@contextmanager
def open_office(office: Office) -> Iterator[EmailSend]:
    port = free_port()
    controller = Controller(office, hostname=HOST, port=port)
    controller.start()
    try:
        yield write_send(port)
    finally:
        controller.stop()


def write_send(port: int, *addresses: str) -> EmailSend:
    settings = Settings(smtp_host=HOST, smtp_port=port, smtp_security="none", smtp_sender="linnet@hub.example")
    words = {"kind": "e-mail", "addresses": addresses or (ONE, TWO), "timeout_seconds": 0.5}
    return EmailSend("desk", Email.model_validate(words), open_post(settings), read_partnership(PARTNERSHIP_FILE))


def write_letter(area: str = "northmoor") -> Letter:
    event = write_alert(1, area=area)
    return Letter(4, 1, NOW, to_kafka(event).value, event)


async def test_an_address_that_is_refused_for_now_is_tried_again_and_the_others_are_not() -> None:
    """Greylisting of one person costs them the alert no more, and doubles it for nobody."""
    office = Office(["250 yes", "450 greylisted", "450 greylisted", "250 yes"])
    with open_office(office) as send:
        for _ in range(2):
            with pytest.raises(NotTaken, match="SMTP 450"):
                await send(write_letter())
        await send(write_letter())
    assert office.taken == [[ONE], [TWO]]
    assert send.left == {}


async def test_an_address_that_is_refused_for_good_is_told_after_the_others_have_it() -> None:
    """One that is refused for now beside it is waited for first."""
    office = Office(["550 nobody", "451 later", "550 nobody", "250 yes"])
    with open_office(office) as send:
        with pytest.raises(NotTaken, match="SMTP 451"):
            await send(write_letter())
        with pytest.raises(Refused) as refusal:
            await send(write_letter())
    assert refusal.value.reason == "1 of 2 addresses are refused; the others have it"
    assert office.taken == [[TWO]]


async def test_a_mail_that_is_taken_late_is_taken_once() -> None:
    """Servers that look through a mail answer after it longer than one that is away is waited for."""
    office = Office(seconds=1.5)
    with open_office(office) as send:
        await send(write_letter())
    assert office.taken == [[ONE, TWO]]


@asynccontextmanager
async def greeting(*answers: bytes) -> AsyncIterator[int]:
    """A server that has these answers, whatever it is told."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for each in answers:
            writer.write(each + b"\r\n")
            await reader.readline()
        writer.close()

    async with await asyncio.start_server(answer, HOST, 0) as server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize("answers", [(b"554 no service here",), (b"220 hub", b"550 who are you", b"550 who are you")])
async def test_a_server_that_takes_nothing_at_all_is_asked_again(answers: tuple[bytes, ...]) -> None:
    """Its final words are about itself, or about us, as long as it has not heard of a mail."""
    async with greeting(*answers) as port:
        with pytest.raises(NotTaken, match="SMTP 55"):
            await write_send(port)(write_letter())


async def test_an_alert_of_an_area_that_is_no_more_can_be_mailed() -> None:
    """It may have waited, or been parked, since before."""
    office = Office()
    with open_office(office) as send:
        await send(write_letter("gonemoor"))
    assert office.taken == [[ONE, TWO]]


@pytest.mark.parametrize("address", ["hub(duty@hub.example", "hub@hub..example", "hub:duty@hub.example", "hub@.org"])
def test_an_address_that_swallows_others_is_refused(address: str) -> None:
    """So is one that a mail server could never be told."""
    with pytest.raises(ValueError, match="addresses"):
        Email.model_validate({"kind": "e-mail", "addresses": [address, TWO]})


@pytest.mark.parametrize("sender", ["", "Linnet", "linnet@hub..example", "linnet@hub.example\n"])
def test_a_sender_that_no_mail_can_have_stops_the_start(sender: str) -> None:
    """And not the first alert."""
    with pytest.raises(Broken, match="LINNET_SMTP_SENDER"):
        open_post(Settings(smtp_host=HOST, smtp_security="none", smtp_sender=sender))
    named = Settings(smtp_host=HOST, smtp_security="none", smtp_sender="Linnet <linnet@hub.example>")
    assert open_post(named).domain == "hub.example"


async def test_an_address_that_no_mail_server_can_be_told_is_refused() -> None:
    """Whoever else is to be told of something is, for it ends nothing."""
    with open_office(Office()) as send, pytest.raises(Refused):
        await send.post.send(EmailMessage(), ("desk one@hub.example",), 1)
