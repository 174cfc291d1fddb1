"""The form of the senders file: who may send what, by which keys, tokens and certificates."""

from datetime import date, time
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from consumers.feeds.fields import EVENTS
from streams.contract import AreaName, Contract, SourceName
from streams.events.observation import SharedEvent

SHARED: tuple[str, ...] = tuple(event.model_fields["type"].default for event in get_args(SharedEvent))
_TYPES = frozenset((*EVENTS, *SHARED))
_KEY_KINDS = ("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa")
_KEY_KINDS_SHOWN = "ssh-ed25519, ecdsa-sha2-… or ssh-rsa"
Every = Literal["day", "weekday", "week"]


def _check_key(value: str) -> str:
    kind, _, rest = value.strip().partition(" ")
    if kind not in _KEY_KINDS or len(rest.split()) not in (1, 2) or any(not letter.isprintable() for letter in value):
        raise PydanticCustomError(
            "key_form", "must be one public key, as in an .pub file: {kinds}", {"kinds": _KEY_KINDS_SHOWN}
        )
    return value.strip()


def _read_time(value: object) -> object:
    return time.fromisoformat(value) if isinstance(value, str) and len(value) == 5 else value


PublicKey = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_check_key)]
# A user of the machine too, where OpenSSH takes the files.
SenderName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,24}$")]


class FeedForm(Contract):
    """``mapping``: a file beside the senders file. ``due``: by when each day, in London, its file has come."""

    mapping: str
    due: Annotated[time, BeforeValidator(_read_time)] | None = None
    every: Every = "day"


def _check_type(value: str) -> str:
    if value not in _TYPES:
        raise PydanticCustomError("type_unknown", "must be a type of event that agencies send: docs/reference.md")
    return value


EventType = Annotated[str, AfterValidator(_check_type)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Token(Contract):
    """``sha256``: of the token, in hexadecimal; the token itself is its sender's alone. Good to the end of the day
    ``until``, in UTC."""

    sha256: Sha256
    until: date


class SenderForm(Contract):
    """``more_sources``: further ones that what comes over HTTPS may name; files are always ``source``'s. ``events``:
    the types it may send; none named: all of its agency's, with corrections. ``certificates``: SHA-256 of client
    certificates, one of which a token of this sender has to come with. ``formats``: other than CloudEvents, each with
    its options. ``kafka``: it has a user of its own at Kafka. ``pgp``: files beside
    the senders file with its OpenPGP certificates; with any, its files are taken encrypted to us and signed by one of
    these only."""

    source: SourceName
    more_sources: tuple[SourceName, ...] = ()
    areas: Annotated[tuple[AreaName, ...], Field(min_length=1)]
    events: tuple[EventType, ...] = ()
    keys: tuple[PublicKey, ...] = ()
    tokens: tuple[Token, ...] = ()
    certificates: tuple[Sha256, ...] = ()
    feeds: tuple[FeedForm, ...] = ()
    pgp: tuple[str, ...] = ()
    formats: dict[str, dict[str, Any]] = Field(default_factory=dict)
    kafka: bool = False


class SendersForm(Contract):
    senders: dict[SenderName, SenderForm]
