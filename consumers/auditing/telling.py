"""A second person is told, by e-mail, that a restriction was looked past: neither who did it nor whom it was about."""

import asyncio
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlencode

from redis.asyncio import Redis

from consumers.delivery.letters import Refused
from consumers.delivery.mail import PartlyTaken, Post, open_post
from consumers.delivery.wording import LONDON
from scoring.audit.entry import Entry
from scoring.state.auditing import AuditIndex
from streams.errors import Transient
from streams.logs import log
from streams.settings import Settings

_PAUSE_SECONDS, _MAIL_SECONDS = 2.0, 20.0


async def run_telling(settings: Settings, redis: Redis) -> None:
    """For ever; not at all where nobody is named. Raises :class:`Broken` where no mail server is."""
    addresses = tuple(settings.glass_mail.replace(",", " ").split())
    if not addresses:
        return
    post = open_post(settings)
    while True:
        await tell_all(settings, AuditIndex(redis), post, addresses)
        await asyncio.sleep(_PAUSE_SECONDS)


async def tell_all(settings: Settings, index: AuditIndex, post: Post, addresses: tuple[str, ...]) -> None:
    """Of each that waits for a review and that nobody was told of: at least once, and the next time where the mail
    server is away."""
    try:
        for area, about in settings.partnership.areas.items():
            for entry in await index.list_untold(area):
                await _send(post, addresses, write_mail(area, about.label, entry, settings.console_url, post.domain))
                await index.note_told(area, entry.id)
    except Transient as fault:
        log.warning("waiting", process="auditing", reason=str(fault))


def write_mail(area: str, label: str, entry: Entry, console: str, domain: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = f"A restriction was looked past ({label})"
    message["Date"] = format_datetime(entry.when)
    message["Message-ID"] = f"<{entry.id}.glass@{domain}>"
    message.set_content(
        f"Somebody looked past a restriction in {label}, {_write(entry.when)}.\n\n"
        f"Who it was, and why, and to say what you found:\n{console}/audit/glass?{urlencode({'area': area})}\n"
    )
    return message


async def _send(post: Post, addresses: tuple[str, ...], message: EmailMessage) -> None:
    try:
        await post.send(message, addresses, _MAIL_SECONDS)
    except Refused as fault:  # Invalid: sending it again will not help; it waits on the page all the same
        log.error("mail-refused", process="auditing", reason=fault.reason)
    except PartlyTaken as trouble:  # Transient, but somebody has it, and would have it again and again
        log.error("mail-refused", process="auditing", reason=str(trouble))


def _write(moment: datetime) -> str:
    here = moment.astimezone(LONDON)
    return f"{here:%H:%M} on {here.day} {here:%B %Y}"
