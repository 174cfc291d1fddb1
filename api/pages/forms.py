"""How forms come in: each brings the token of the session that its page was made for."""

import hmac
from collections import defaultdict
from collections.abc import Mapping
from urllib.parse import parse_qs

from fastapi import Request

from api.context import Context
from api.signin.sessions import Session
from streams.errors import Invalid

TOKEN = "token"
_MOST_BYTES = 10_000
_MOST_FIELDS = 20


class Forged(Invalid):
    """Sent by a page that was not made for this session: another site's, or one from before signing in anew."""

    def __init__(self) -> None:
        super().__init__("form-forged", "This form is of an earlier sign-in: go back, reload the page, and try again.")


async def read_fields(request: Request, context: Context) -> Mapping[str, str]:
    """What is not there is empty. Raises :class:`Forged`, and :class:`Invalid` for what no form of ours sends."""
    return await read_signed(request, context.asker.session)


async def read_signed(request: Request, session: Session) -> Mapping[str, str]:
    """Where nobody is looked at. Raises as :func:`read_fields` does."""
    fields = await read_unsigned(request)
    if not hmac.compare_digest(fields[TOKEN].encode(), session.token.encode()):
        raise Forged
    return fields


async def read_unsigned(request: Request) -> Mapping[str, str]:
    """For whoever has not signed in yet."""
    raw = b""
    async for part in request.stream():
        raw += part
        if len(raw) > _MOST_BYTES:
            raise Invalid("form-too-large", "The form is too large: go back, and shorten what you entered.")
    try:
        fields = parse_qs(raw.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:  # also what is not UTF-8
        raise Invalid("form", "The form cannot be read: go back, reload the page, and try again.") from None
    return defaultdict(str, {name: values[0].strip() for name, values in fields.items()})
