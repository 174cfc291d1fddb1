"""E-mails over SMTP, and what a mail server's refusals mean."""

import re
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

import aiosmtplib

from consumers.delivery.destinations import ADDRESS, Email
from consumers.delivery.letters import Letter, NotTaken, Refused
from consumers.delivery.narrowing import narrow_letter
from consumers.delivery.trust import open_trust
from consumers.delivery.wording import write_body, write_subject
from streams.errors import Broken
from streams.partnership import Partnership
from streams.settings import Settings

_SENDER = re.compile(ADDRESS)
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
# Codes of 500 and more are final (RFC 5321), but for those that are about us and not about this mail.
_FINAL = 500
_ABOUT_US = frozenset((530, 534, 535, 538))
# A mail that is being looked through is taken late, and whoever sends it again doubles it; RFC 5321 waits 10 minutes.
_TAKING_SECONDS = 60.0


class PartlyTaken(NotTaken):
    """``left``: the addresses that do not have it, some of which may yet."""

    def __init__(self, reason: str, left: tuple[str, ...]) -> None:
        super().__init__(reason)
        self.left = left


@dataclass(frozen=True, slots=True)
class Post:
    """The mail server, and whose certificate it may have. ``domain`` is what our message ids end with."""

    settings: Settings
    trust: ssl.SSLContext | None

    @property
    def domain(self) -> str:
        return parseaddr(self.settings.smtp_sender)[1].rpartition("@")[2]

    async def send(self, message: EmailMessage, addresses: tuple[str, ...], seconds: float) -> None:
        """Raises :class:`NotTaken`, :class:`PartlyTaken` where some of the addresses have it, and :class:`Refused` if
        the mail or any of its addresses will never be taken."""
        message["From"] = self.settings.smtp_sender
        message["To"] = ", ".join(addresses)
        # RFC 3834: no out-of-office answers to us.
        message["Auto-Submitted"] = "auto-generated"
        try:
            refused = await self._send(message, addresses, seconds)
        except aiosmtplib.SMTPRecipientsRefused as fault:
            refused = {one.recipient: one.code for one in fault.recipients}
        except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPDataError) as fault:
            raise _judge(fault.code) from None
        except aiosmtplib.SMTPResponseException as fault:  # Transient: it has not heard of this mail yet
            raise NotTaken(f"SMTP {fault.code}") from None
        except (aiosmtplib.SMTPException, OSError) as fault:
            raise NotTaken(type(fault).__name__) from None
        except ValueError:  # Invalid
            raise Refused("refused", "one of the addresses is none that a mail server can be told") from None
        if refused:
            raise _weigh(refused, len(addresses))

    async def _send(self, message: EmailMessage, addresses: tuple[str, ...], seconds: float) -> dict[str, int]:
        """The addresses that are refused, each with the code."""
        security = self.settings.smtp_security
        client = aiosmtplib.SMTP(
            hostname=self.settings.smtp_host,
            port=self.settings.smtp_port,
            username=self.settings.smtp_username or None,
            password=self.settings.smtp_password.get_secret_value() or None,
            use_tls=security == "tls",
            start_tls=security == "starttls",
            tls_context=self.trust,
            timeout=seconds,
        )
        async with client:
            # Not by the headers, in which a mistyped address may swallow the next.
            waited = max(seconds, _TAKING_SECONDS)
            refused, _ = await client.send_message(message, recipients=addresses, timeout=waited)
        return {address: answer.code for address, answer in refused.items()}


def open_post(settings: Settings) -> Post:
    """Raises :class:`Broken` when e-mail is asked for and no mail server is set, or one that would be sent it
    unencrypted over a network, and for a sender or authorities that cannot be read."""
    if not settings.smtp_host:
        raise Broken("e-mails are asked for: set LINNET_SMTP_HOST")
    if not _SENDER.fullmatch(parseaddr(settings.smtp_sender)[1]) or not settings.smtp_sender.isprintable():
        raise Broken("LINNET_SMTP_SENDER must be one e-mail address, such as linnet@hub.example")
    if settings.smtp_security == "none" and settings.smtp_host not in _LOOPBACK:
        raise Broken("LINNET_SMTP_SECURITY=none is for a mail server on this machine; set it to starttls or tls")
    return Post(settings, None if settings.smtp_security == "none" else open_trust(settings))


@dataclass(frozen=True, slots=True)
class EmailSend:
    name: str
    email: Email
    post: Post
    partnership: Partnership
    # Of letters that only some have, by their events' ids.
    left: dict[str, tuple[str, ...]] = field(default_factory=dict)

    async def __call__(self, letter: Letter) -> None:
        event = letter.event.id
        try:
            await self._send(letter, self.left.get(event, self.email.addresses))
        except PartlyTaken as trouble:
            self.left[event] = trouble.left
            raise
        except Refused:
            self.left.pop(event, None)
            raise
        self.left.pop(event, None)

    async def _send(self, letter: Letter, addresses: tuple[str, ...]) -> None:
        known = self.partnership.areas.get(letter.event.area)
        # Alerts outlast an area that the partnership no longer has.
        area = known.label if known else letter.event.area
        console = self.post.settings.console_url
        message = EmailMessage()
        message["Subject"] = write_subject(letter.event, area)
        message["Date"] = format_datetime(letter.event.time)
        # The same whenever it is sent, so that mail servers can tell a second copy; one thread for each alert.
        message["Message-ID"] = f"<{letter.event.id}.{self.name}@{self.post.domain}>"
        message["References"] = f"<{letter.alert}.{self.name}@{self.post.domain}>"
        message.set_content(write_body(narrow_letter(letter, self.email.told_as).event, area, console))
        await self.post.send(message, addresses, self.email.timeout_seconds)


def _is_final(code: int) -> bool:
    return code >= _FINAL and code not in _ABOUT_US


def _judge(code: int) -> NotTaken | Refused:
    if _is_final(code):
        return Refused("refused", f"the mail server refuses the mail (SMTP {code})")
    return NotTaken(f"SMTP {code}")


def _weigh(refused: dict[str, int], count: int) -> NotTaken | Refused:
    """Of so many addresses in all."""
    later = [code for code in refused.values() if not _is_final(code)]
    if later and len(refused) < count:
        return PartlyTaken(f"SMTP {max(later)} for {len(refused)} of {count} addresses", tuple(refused))
    if later:
        return NotTaken(f"SMTP {max(later)}")
    if len(refused) < count:
        return Refused("refused", f"{len(refused)} of {count} addresses are refused; the others have it")
    return Refused("refused", f"the mail server refuses all {count} addresses (SMTP {max(refused.values())})")
