"""Who may send what: each sender's source, areas, keys and feeds. A file is its folder's sender's, whatever it says."""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from consumers.feeds.mapping import Mapping
from streams.codes.agencies import Agency
from streams.contract import AreaName, Contract, SourceName
from streams.errors import Broken
from streams.partnership import Partnership

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


class SenderForm(Contract):
    source: SourceName
    areas: Annotated[tuple[AreaName, ...], Field(min_length=1)]
    keys: tuple[PublicKey, ...] = ()
    feeds: Annotated[tuple[FeedForm, ...], Field(min_length=1)]


class SendersForm(Contract):
    senders: dict[SenderName, SenderForm]


@dataclass(frozen=True, slots=True)
class Feed:
    """``edition``: a digest of the mapping's file, so that the same bytes are read anew by a mended mapping."""

    mapping: Mapping
    edition: str
    due: time | None
    every: Every


@dataclass(frozen=True, slots=True)
class Sender:
    name: str
    source: str
    agency: Agency
    areas: tuple[str, ...]
    keys: tuple[str, ...]
    feeds: tuple[Feed, ...]


Load = Callable[[Path], tuple[Mapping, str]]


def read_senders(path: Path, partnership: Partnership, load: Load) -> list[Sender]:
    """``load`` reads a mapping file, and gives its edition. Raises :class:`Broken` with every fault."""
    try:
        form = SendersForm.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as errors:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in errors.errors(include_url=False)]
        raise Broken(f"cannot take feeds by {path}: {'; '.join(faults)}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise Broken(f"cannot take feeds by {path}: {fault}") from fault
    if wrong := [fault for name, sender in form.senders.items() for fault in _check(name, sender, partnership)]:
        raise Broken(f"cannot take feeds by {path}: {'; '.join(wrong)}")
    return [_bind(name, sender, partnership, path.parent, load) for name, sender in form.senders.items()]


def _check(name: str, sender: SenderForm, partnership: Partnership) -> Iterator[str]:
    for area in sender.areas:
        known = partnership.areas.get(area)
        if known is None:
            yield f"senders.{name}.areas: {area} is no area of the partnership"
        elif sender.source not in known.sources:
            yield f"senders.{name}.source: {sender.source} is not registered for {area} in the partnership file"


def _bind(name: str, sender: SenderForm, partnership: Partnership, folder: Path, load: Load) -> Sender:
    agencies = {partnership.areas[area].sources[sender.source] for area in sender.areas}
    if len(agencies) > 1:
        raise Broken(f"senders.{name}: {sender.source} speaks for different agencies in its areas")
    agency = agencies.pop()
    feeds = []
    for feed in sender.feeds:
        mapping, edition = load(folder / feed.mapping)
        if mapping.agency is not agency:
            raise Broken(f"senders.{name}: {feed.mapping} is a mapping of {mapping.agency}, and it sends for {agency}")
        feeds.append(Feed(mapping, edition, feed.due, feed.every))
    return Sender(name, sender.source, agency, sender.areas, sender.keys, tuple(feeds))
