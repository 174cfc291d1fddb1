"""One destination's webhook: posted, signed, and its answer judged."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx
import orjson

from consumers.delivery.destinations import Webhook
from consumers.delivery.flag import write_flag
from consumers.delivery.letters import Letter, NotTaken, Refused
from consumers.delivery.narrowing import narrow_letter
from consumers.delivery.signing import Signer
from streams.spans import HEADER, carry_on

# The letter itself is at fault; every other answer may be about the receiver's present state.
_REFUSALS = frozenset((400, 405, 406, 413, 414, 415, 422, 431, 501))
_GONE = 410
_END_SECONDS, _END_BYTES = 1.0, 65_536


@dataclass(slots=True)
class WebhookSend:
    webhook: Webhook
    signer: Signer
    client: httpx.AsyncClient
    now: Callable[[], datetime]

    async def __call__(self, letter: Letter) -> None:
        kind, body = render(self.webhook, letter)
        headers = self.signer.sign(letter.event.id, self.now(), body) | {"content-type": kind}
        headers |= {HEADER: trace} if (trace := carry_on()) else {}
        request = self.client.build_request("POST", self.webhook.url, content=body, headers=headers)
        try:
            async with asyncio.timeout(self.webhook.timeout_seconds):
                answer = await self.client.send(request, stream=True)
        except TimeoutError:  # Transient
            raise NotTaken(f"no answer within {self.webhook.timeout_seconds:g} s") from None
        except httpx.HTTPError as fault:
            raise NotTaken(type(fault).__name__) from None
        # By its status alone: a body that fails or never ends makes nothing of it undone.
        await _let_end(answer)
        judge(answer, self.now())


async def _let_end(answer: httpx.Response) -> None:
    """A short body is read, so that the connection can be used again; whatever else comes ends with it."""
    read = 0
    # Transient: TimeoutError too, and the letter is none the worse for it.
    with suppress(httpx.HTTPError, TimeoutError):
        try:
            async with asyncio.timeout(_END_SECONDS):
                async for block in answer.aiter_raw():
                    read += len(block)
                    if read > _END_BYTES:
                        break
        finally:
            await answer.aclose()


def make_client(trust: ssl.SSLContext) -> httpx.AsyncClient:
    # No limit on connections in all, or a slow receiver's would leave none to the others: each has its own few.
    limits = httpx.Limits(max_connections=None)
    return httpx.AsyncClient(verify=trust, timeout=None, limits=limits, headers={"user-agent": "linnet"})  # nosec B113


def render(webhook: Webhook, letter: Letter) -> tuple[str, bytes]:
    """Media type and body: the event byte for byte as Kafka has it, if nothing of it is to be left out, or a FHIR
    Flag."""
    if webhook.format == "fhir-flag":
        return "application/fhir+json", orjson.dumps(write_flag(letter.event))
    return "application/cloudevents+json", narrow_letter(letter, webhook.told_as).raw


def judge(answer: httpx.Response, now: datetime) -> None:
    if answer.is_success:
        return
    reason = f"HTTP {answer.status_code}"
    if answer.status_code == _GONE:
        raise Refused("gone", f"{reason}: the receiver wants no more webhooks")
    if answer.status_code in _REFUSALS:
        raise Refused("refused", reason)
    raise NotTaken(reason, read_pause(answer.headers.get("retry-after", ""), now))


def read_pause(said: str, now: datetime) -> float | None:
    """
    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
    >>> read_pause("120", now), read_pause("Sun, 01 Nov 2026 09:01:00 GMT", now), read_pause("soon", now)
    (120.0, 60.0, None)
    """
    if said.isascii() and said.isdigit():
        return float(said)
    try:
        return max((parsedate_to_datetime(said) - now).total_seconds(), 0.0)
    except (ValueError, TypeError, OverflowError):  # no date either: as if nothing had been said
        return None
