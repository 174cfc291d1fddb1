"""What people answer for leaves by here: it is on the audit before it is done, and not only before it is told."""

from pydantic import BaseModel

from api.audit.writing import Unwritten
from api.context import Context
from api.looking import keep_first
from streams.codes.audit import Outcome
from streams.errors import Transient


async def act(context: Context, area: str, record: str, *events: BaseModel) -> None:
    """``record``: of whom or of what it is. Raises :class:`Transient` where it could not be put on the audit: then
    nothing was sent; and where Kafka does not acknowledge: the same may be sent again, and is on the audit again."""
    try:
        await keep_first(context, area, f"{area}.{record}", Outcome.ANSWERED)
    except Unwritten as fault:
        raise Transient(f"nothing was done, for {fault}") from fault
    await context.sender.send(area, *events)
