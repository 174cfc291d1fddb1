"""Receivers and mail servers with certificates of an authority that only the partnership knows."""

import ssl
from email.message import EmailMessage
from pathlib import Path

import pytest

from consumers.delivery.destinations import Webhook
from consumers.delivery.letters import Letter, NotTaken
from consumers.delivery.mail import open_post
from consumers.delivery.signing import Signer
from consumers.delivery.trust import open_trust
from consumers.delivery.webhook import WebhookSend, make_client
from streams.codec import encode
from streams.errors import Broken
from streams.settings import Settings
from tests.alerting import write_alert
from tests.certificates import Authority
from tests.household import NOW
from tests.integration.receivers import post_office, receiving
from tests.integration.test_delivery import SECRET

pytestmark = pytest.mark.integration


def serve(authority: Authority) -> ssl.SSLContext:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*authority.sign("receiver"))
    return tls


async def post(settings: Settings, url: str) -> None:
    webhook = Webhook(kind="webhook", url=url, secret="LINNET_TEST_SECRET", timeout_seconds=5)
    async with make_client(open_trust(settings)) as client:
        event = write_alert(1)
        letter = Letter(0, 0, NOW, encode(event), event)
        await WebhookSend(webhook, Signer(SECRET), client, lambda: NOW)(letter)


async def test_a_receiver_of_the_partnerships_own_authority_is_trusted_when_it_is_named(tmp_path: Path) -> None:
    """And not before: an alert is sent to nobody who cannot show who they are."""
    authority, stranger = Authority(tmp_path), Settings()
    with receiving(tls=serve(authority)) as receiver:
        with pytest.raises(NotTaken):
            await post(stranger, receiver.url)
        assert receiver.taken == []
        await post(Settings(delivery_ca_file=authority.file), receiver.url)
        assert len(receiver.taken) == 1


async def test_a_mail_server_of_the_partnerships_own_authority_is_trusted_when_it_is_named(tmp_path: Path) -> None:
    """By STARTTLS, and not before; nothing of the mail goes over an open line."""
    authority = Authority(tmp_path)
    with post_office(tls=serve(authority)) as office:
        reached = Settings(smtp_host="127.0.0.1", smtp_port=office.port)
        with pytest.raises(NotTaken):
            await open_post(reached).send(EmailMessage(), ("hub@council.example",), 5)
        trusting = reached.model_copy(update={"delivery_ca_file": authority.file})
        await open_post(trusting).send(EmailMessage(), ("hub@council.example",), 5)
        assert len(office.mails) == 1


@pytest.mark.parametrize("text", [None, "", "no certificate"])
def test_a_file_without_authorities_stops_delivery_and_says_so(tmp_path: Path, text: str | None) -> None:
    """With its name, before anything is sent."""
    file = tmp_path / "authorities.pem"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(Broken, match=r"LINNET_DELIVERY_CA_FILE.*authorities\.pem"):
        open_trust(Settings(delivery_ca_file=file))
