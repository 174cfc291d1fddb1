"""A Kafka and a Redis with TLS, users and ACLs beside a Linnet that runs as its files say; and an alert through it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson

from tests.certificates import Authority
from tests.integration.posting import TOKEN
from tests.integration.receivers import Receiver, receiving
from tests.integration.redis_server import PASSWORD, Served, serve_redis
from tests.integration.roles import await_true
from tests.integration.securing import Secured, secured_stack
from tests.soak.faults.homes import key_of, visit

WITHIN_SECONDS = 180.0
AREA = "secured"
WEBHOOK_SECRET = "whsec_" + "bGlubmV0LWxpbm5ldC1saW5uZXQtbGlubmV0"
# Who adopts the rules.
BY = ("--by", "Jo Bell", "--role", "Manager", "--team", "Partnership", "--area", AREA)
RULES = """
version: tests-1
rules:
  - id: twice
    title: Two contacts
    subject: address
    severity: amber
    receivers: [hub]
    when:
      - {indicator: contacts, within: 28 days, at_least: 2}
    advice: Ring the contacts below and agree who visits.
    source: Made for a test
"""
CLAIMS = """
everybody_areas = ["secured"]

[paths]
name = ["$.name"]
roles = ["$.roles"]
agency = ["$.agency"]

[roles]
"officer" = "hub-officer"

[agencies]
"council" = "council"
"""
SETTINGS = {
    "LINNET_CONSOLE_URL": "https://127.0.0.1:8123",
    "LINNET_OIDC_ISSUER": "https://sign-in.example",
    "LINNET_OIDC_CLIENT_ID": "linnet",
}
_BATCH = "application/cloudevents-batch+json"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a deployment is told of, and does not run. ``passwords``: a folder of files by process; ``authority`` signs
    for the ways in."""

    kafka: Secured
    passwords: Path
    redis: Served
    receiver: Receiver
    authority: Authority

    def routes(self) -> str:
        """The delivery file."""
        return f'[destinations.hub]\nkind = "webhook"\nurl = "{self.receiver.url}"\nsecret = "HUB_SECRET"\n'


@contextmanager
def elsewhere(home: Path) -> Iterator[Elsewhere]:
    folders = {name: home / name for name in ("kafka", "redis", "certificates")}
    for folder in folders.values():
        folder.mkdir()
    with (
        secured_stack(folders["kafka"]) as kafka,
        serve_redis(folders["redis"], PASSWORD) as redis,
        receiving() as receiver,
    ):
        passwords = folders["kafka"] / "passwords"
        yield Elsewhere(kafka, passwords, redis, receiver, Authority(folders["certificates"]))


def is_ready() -> bool:
    try:
        return httpx.get("https://127.0.0.1:8123/readyz", verify=False).status_code == 200
    except httpx.TransportError:  # not yet
        return False


def pass_through(told: Elsewhere, home: int) -> float:
    """Seconds from two visits to a home that nobody has heard of until its alert has come."""
    events = [visit(AREA, home, number) for number in range(2)]
    begun, words = time.monotonic(), {"authorization": f"Bearer {TOKEN}", "content-type": _BATCH}
    with httpx.Client(verify=str(told.authority.file)) as client:
        url = "https://127.0.0.1:8443/v1/events"
        await_true(lambda: _post(client, url, orjson.dumps(events), words), WITHIN_SECONDS)
    await_true(lambda: key_of(events[1]) in str(told.receiver.taken), WITHIN_SECONDS)
    return time.monotonic() - begun


def _post(client: httpx.Client, url: str, content: bytes, words: dict[str, str]) -> bool:
    try:
        return client.post(url, content=content, headers=words).status_code == 202
    except httpx.TransportError:  # not yet
        return False
