"""What deliveries are made with, opened once for all destinations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import httpx

from consumers.delivery.destinations import Email, Prompt, Webhook
from consumers.delivery.letters import Send
from consumers.delivery.mail import EmailSend, Post, open_post
from consumers.delivery.signing import Signer
from consumers.delivery.webhook import WebhookSend
from streams.settings import Settings

Environment = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Means:
    settings: Settings
    environment: Environment
    client: httpx.AsyncClient
    now: Callable[[], datetime]

    def sender(self, name: str, destination: Prompt) -> Send:
        if isinstance(destination, Webhook):
            signer = Signer(self.environment[destination.secret])
            return WebhookSend(destination, signer, self.client, self.now)
        assert isinstance(destination, Email)
        return EmailSend(name, destination, self.post(), self.settings.partnership)

    def post(self) -> Post:
        return open_post(self.settings)
