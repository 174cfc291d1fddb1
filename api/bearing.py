"""Programs that bring an access token: what each request is for stands in its headers, for no session holds it."""

from dataclasses import replace

from fastapi import Request

from api.asker import TokenRefused
from api.context import Context
from api.policy.viewer import Purpose
from api.purposing import declare
from api.signin.programs import Program
from api.signin.sessions import Session
from api.signin.tokens import NotBelieved
from streams.errors import Invalid
from streams.logs import log

PURPOSE, REFERENCE = "Linnet-Purpose", "Linnet-Reference"
_SCHEME = "bearer "


def brings_token(request: Request) -> bool:
    """Of what answers programs; pages know nobody but by the cookie."""
    said = request.headers.get("Authorization", "")
    return request.url.path.startswith(("/v1/", "/fhir/")) and said.lower().startswith(_SCHEME)


async def find_program_session(context: Context, request: Request) -> Session:
    """Raises :class:`TokenRefused`; :class:`Invalid` for a purpose that this program may not state."""
    raw, now = request.headers["Authorization"][len(_SCHEME) :].strip(), context.now()
    if context.provider is None:
        raise TokenRefused
    try:
        program = await context.provider.admit(raw, now)
    except NotBelieved as fault:  # Invalid: the log says what is wrong, and no more of the token
        log.warning("token-refused", reason=fault.why)
        raise TokenRefused from None
    return program.open_session(_read_purpose(context, request, program), now)


def _read_purpose(context: Context, request: Request, program: Program) -> Purpose | None:
    code = request.headers.get(PURPOSE, "")
    if not code:
        return None
    if code not in program.purposes:
        raise Invalid("purpose", f"{PURPOSE} must be one of the purposes that this program is listed with", PURPOSE)
    purpose = declare(context.settings, code, request.headers.get(REFERENCE, ""), context.now())
    return replace(purpose, until=min(purpose.until, program.until))
