"""A request's body, read as it comes and no further than is allowed."""

import asyncio

from starlette.requests import ClientDisconnect, Request

from streams.errors import Invalid

MAX_BODY_BYTES = 4 << 20
BODY_SECONDS = 20.0


class TooLarge(Invalid):
    """413."""


class TooSlow(Invalid):
    """408."""


class Encoded(Invalid):
    """415: nothing is ever unpacked."""


class Gone(Invalid):
    """The sender has hung up."""


async def read_body(request: Request) -> bytes:
    """Raises :class:`TooLarge` before a byte is read where the header says so, else at the first byte too many."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Encoded("content-encoding", "send the body as it is: nothing is unpacked here")
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > MAX_BODY_BYTES:
        raise _too_large()
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise _too_large()
    except TimeoutError:  # Invalid
        raise TooSlow("body-slow", f"the body had not come after {BODY_SECONDS:.0f} s; send less at once") from None
    except ClientDisconnect:  # Invalid
        raise Gone("gone", "the connection was closed before the body had come") from None
    return bytes(body)


def _too_large() -> TooLarge:
    return TooLarge("body-too-large", f"a body may have {MAX_BODY_BYTES:,} bytes at most; send it in several")
