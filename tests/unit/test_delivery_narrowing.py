"""What a trust is told of others' contacts in messages: what its people are told on screen."""

from email.message import EmailMessage
from typing import Any

import httpx
import orjson
import pytest
from typer.testing import CliRunner

from consumers.delivery.destinations import Email, Webhook
from consumers.delivery.letters import Letter
from consumers.delivery.mail import EmailSend, open_post
from consumers.delivery.signing import Signer
from consumers.delivery.webhook import WebhookSend
from infra import delivery
from infra.partnership.plan import PARTNERSHIP_FILE
from streams.codes.agencies import Agency
from streams.events.alerts import Finding
from streams.partnership import read_partnership
from streams.settings import Settings
from tests.alerting import NOW, to_kafka, write_alert

_FIRES = Finding(
    words="3 fires in 28 days", indicator="contacts", value=3.0, agencies=(Agency.FIRE,), events=("uk.fire F1",)
)
_MISSED = Finding(words="2 appointments missed", indicator="missed-run", value=2.0, agencies=(Agency.EHR,))
_TOLD = pytest.mark.parametrize(("more", "is_told"), [({}, True), ({"told_as": "ehr"}, False)])


def write_letter() -> Letter:
    event = write_alert(1, because=(_FIRES, _MISSED))
    return Letter(4, 1, NOW, to_kafka(event).value, event)


@_TOLD
async def test_a_webhook_says_what_its_readers_see_on_screen(more: dict[str, Any], is_told: bool) -> None:
    """Of other agencies' contacts that they were; of their own all; and without told_as every byte."""
    posted = list[bytes]()

    def take(request: httpx.Request) -> httpx.Response:
        posted.append(request.content)
        return httpx.Response(200, stream=httpx.ByteStream(b""))

    words = {"kind": "webhook", "url": "https://trust.example/", "secret": "TRUST", **more}
    async with httpx.AsyncClient(transport=httpx.MockTransport(take)) as client:
        await WebhookSend(Webhook.model_validate(words), Signer("whsec_" + "A" * 32), client, lambda: NOW)(
            write_letter()
        )
    assert (posted[0] == write_letter().raw) is is_told
    fires, missed = orjson.loads(posted[0])["data"]["because"]
    assert ("fires" in fires["words"], bool(fires["events"])) == (is_told, is_told)
    assert missed == _MISSED.model_dump(mode="json")


@_TOLD
async def test_an_e_mail_does_too(monkeypatch: pytest.MonkeyPatch, more: dict[str, Any], is_told: bool) -> None:
    """That the fire service was in contact, and not that it was for fires."""
    sent = list[EmailMessage]()

    async def send(_post: Any, message: EmailMessage, *_: Any) -> None:
        sent.append(message)

    settings = Settings(smtp_host="127.0.0.1", smtp_security="none", smtp_sender="linnet@hub.example")
    email = Email.model_validate({"kind": "e-mail", "addresses": ["duty@trust.example"], **more})
    post = open_post(settings)
    monkeypatch.setattr(type(post), "send", send)
    await EmailSend("desk", email, post, read_partnership(PARTNERSHIP_FILE))(write_letter())
    text = sent[0].get_content()
    assert ("3 fires" in text, "contact with Fire and rescue" in text) == (is_told, not is_told)
    assert "2 appointments missed" in text


def test_whoever_checks_the_file_is_told_of_a_trust_that_would_be_told_more(tmp_path: Any) -> None:
    """By name; not of one that is told as its people are, and not of a hub's."""
    asked = 'kind = "e-mail"\naddresses = ["a@x.example"]\n'
    file = tmp_path / "delivery.toml"
    file.write_text(
        f'[destinations.open]\n{asked}receivers = ["mental-health"]\n'
        f'[destinations.kept]\n{asked}receivers = ["mental-health"]\ntold_as = "ehr"\n'
        f'[destinations.hub]\n{asked}receivers = ["hub"]\n'
    )
    said = CliRunner().invoke(
        delivery.app, ["check", str(file)], env={"LINNET_SMTP_HOST": "127.0.0.1", "LINNET_SMTP_SECURITY": "none"}
    )
    assert said.exit_code == 0, said.output
    named = [line.split(" ")[0] for line in said.output.splitlines() if "told_as" in line]
    assert named == ["open"]
