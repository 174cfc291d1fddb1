"""No audit, no answer: who answers a look calls :func:`keep` when the answer is made, before any of it leaves."""

import asyncio

from api.audit.looks import Look
from api.context import Context


async def keep(context: Context, *looks: Look) -> None:
    """All in-sync replicas have all of it when this returns: only then may anything of the answer be shown.

    Raises :class:`Transient` when Kafka has not acknowledged within three seconds (seven for the first look of an
    area): then nothing may be shown, and the answer is 503. Cost: see ``docs/audit.md``.
    """
    answers = await asyncio.gather(*(context.auditor.keep(look) for look in looks), return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
