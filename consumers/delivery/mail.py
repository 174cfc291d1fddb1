"""E-mails over SMTP, and what a mail server's refusals mean."""

import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib

from consumers.delivery.destinations import Email
from consumers.delivery.letters import Letter, NotTaken, Refused
from consumers.delivery.trust import open_trust
from consumers.delivery.wording import write_body, write_subject
from streams.errors import Broken
from streams.partnership import Partnership
from streams.settings import Settings

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
# Codes of 500 and more are final (RFC 5321), but for those that are about us and not about this mail.
_FINAL = 500
_ABOUT_US = frozenset((530, 534, 535, 538))


@dataclass(frozen=True, slots=True)
class Post:
    """The mail server, and whose certificate it may have. ``domain`` is what our message ids end with."""

    settings: Settings
    trust: ssl.SSLContext | None

    @property
    def domain(self) -> str:
        return self.settings.smtp_sender.rpartition("@")[2]

    async def send(self, message: EmailMessage, addresses: tuple[str, ...], seconds: float) -> None:
        """Raises :class:`NotTaken`, and :class:`Refused` if the mail or any of its addresses will never be taken."""
        message["From"] = self.settings.smtp_sender
        message["To"] = ", ".join(addresses)
        # RFC 3834: no out-of-office answers to us.
        message["Auto-Submitted"] = "auto-generated"
        try:
            refused = await self._send(message, seconds)
        except aiosmtplib.SMTPRecipientsRefused as fault:
            raise _judge(max(one.code for one in fault.recipients), f"all {len(addresses)} addresses") from None
        except aiosmtplib.SMTPResponseException as fault:
            raise _judge(fault.code, "the mail") from None
        except (aiosmtplib.SMTPException, OSError) as fault:
            raise NotTaken(type(fault).__name__) from None
        if refused:
            raise Refused("refused", f"{refused} of {len(addresses)} addresses are refused; the others have it")

    async def _send(self, message: EmailMessage, seconds: float) -> int:
        """How many addresses are refused."""
        security = self.settings.smtp_security
        refused, _ = await aiosmtplib.send(
            message,
            hostname=self.settings.smtp_host,
            port=self.settings.smtp_port,
            username=self.settings.smtp_username or None,
            password=self.settings.smtp_password.get_secret_value() or None,
            use_tls=security == "tls",
            start_tls=security == "starttls",
            tls_context=self.trust,
            timeout=seconds,
        )
        return len(refused)


def open_post(settings: Settings) -> Post:
    """Raises :class:`Broken` when e-mail is asked for and no mail server is set, or one that would be sent it
    unencrypted over a network, and for authorities that cannot be read."""
    if not settings.smtp_host:
        raise Broken("e-mails are asked for: set LINNET_SMTP_HOST")
    if settings.smtp_security == "none" and settings.smtp_host not in _LOOPBACK:
        raise Broken("LINNET_SMTP_SECURITY=none is for a mail server on this machine; set it to starttls or tls")
    return Post(settings, None if settings.smtp_security == "none" else open_trust(settings))


@dataclass(frozen=True, slots=True)
class EmailSend:
    name: str
    email: Email
    post: Post
    partnership: Partnership

    async def __call__(self, letter: Letter) -> None:
        area = self.partnership.areas[letter.event.area].label
        console = self.post.settings.console_url
        message = EmailMessage()
        message["Subject"] = write_subject(letter.event, area)
        message["Date"] = format_datetime(letter.event.time)
        # The same whenever it is sent, so that mail servers can tell a second copy; one thread for each alert.
        message["Message-ID"] = f"<{letter.event.id}.{self.name}@{self.post.domain}>"
        message["References"] = f"<{letter.alert}.{self.name}@{self.post.domain}>"
        message.set_content(write_body(letter.event, area, console))
        await self.post.send(message, self.email.addresses, self.email.timeout_seconds)


def _judge(code: int, what: str) -> NotTaken | Refused:
    if code >= _FINAL and code not in _ABOUT_US:
        return Refused("refused", f"the mail server refuses {what} (SMTP {code})")
    return NotTaken(f"SMTP {code}")
