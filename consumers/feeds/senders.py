"""Who may send what: each sender's sources, areas and event types, and its keys, tokens and certificates.

A file is its folder's sender's, and what comes over HTTPS its token's, whatever it says.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from consumers.feeds.fields import EVENTS
from consumers.feeds.mapping import Mapping as FeedMapping
from consumers.feeds.senders_form import SHARED, Every, FeedForm, SenderForm, SendersForm, Token
from streams.codes.agencies import Agency
from streams.errors import Broken
from streams.events.agency import agency_of
from streams.partnership import Partnership


@dataclass(frozen=True, slots=True)
class Feed:
    """``edition``: a digest of the mapping's file, so that the same bytes are read anew by a mended mapping."""

    mapping: FeedMapping
    edition: str
    due: time | None
    every: Every

    @property
    def name(self) -> str:
        return self.mapping.feed

    @property
    def files(self) -> tuple[str, ...]:
        return self.mapping.files


@dataclass(frozen=True, slots=True)
class Sender:
    """``sources``: all of them, the one of its files first. ``events``: every type it may send."""

    name: str
    source: str
    agency: Agency
    areas: tuple[str, ...]
    keys: tuple[str, ...]
    feeds: tuple[Feed, ...]
    sources: tuple[str, ...] = ()
    events: frozenset[str] = frozenset()
    tokens: tuple[Token, ...] = ()
    certificates: frozenset[str] = frozenset()
    formats: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    kafka: bool = False
    pgp: tuple[Path, ...] = ()


Load = Callable[[Path], tuple[FeedMapping, str]]


def types_of(agency: Agency) -> frozenset[str]:
    """All that an agency may send."""
    return frozenset((*(name for name in EVENTS if agency_of(name) is agency), *SHARED))


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
    if not (sender.feeds or sender.tokens or sender.certificates or sender.formats or sender.kafka):
        yield f"senders.{name}: has no feeds, formats, tokens, certificates or kafka, and so no way to send anything"
    for area in sender.areas:
        known = partnership.areas.get(area)
        if known is None:
            yield f"senders.{name}.areas: {area} is no area of the partnership"
        elif sender.source not in known.sources:
            yield f"senders.{name}.source: {sender.source} is not registered for {area} in the partnership file"
    for source in sender.more_sources:
        if not any(source in partnership.areas[area].sources for area in sender.areas if area in partnership.areas):
            yield f"senders.{name}.more_sources: {source} is not registered for its areas in the partnership file"


def _bind(name: str, sender: SenderForm, partnership: Partnership, folder: Path, load: Load) -> Sender:
    agency = _find_agency(name, sender, partnership)
    events = frozenset(sender.events) or types_of(agency)
    if others := sorted(events - types_of(agency)):
        raise Broken(f"senders.{name}.events: {others[0]} is not an event of {agency}")
    feeds = tuple(_load_feed(name, feed, agency, events, load, folder) for feed in sender.feeds)
    return Sender(
        name,
        sender.source,
        agency,
        sender.areas,
        sender.keys,
        feeds,
        (sender.source, *sender.more_sources),
        events,
        sender.tokens,
        frozenset(sender.certificates),
        sender.formats,
        sender.kafka,
        tuple(_find_certificate(name, folder / each) for each in sender.pgp),
    )


def _find_certificate(name: str, path: Path) -> Path:
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise Broken(f"senders.{name}.pgp: {path} cannot be read: {fault.strerror}") from fault
    if b"PRIVATE KEY BLOCK" in raw:
        raise Broken(f"senders.{name}.pgp: {path} is a secret key: it is its sender's alone; take the public one")
    return path


def _find_agency(name: str, sender: SenderForm, partnership: Partnership) -> Agency:
    registered = [partnership.areas[area].sources for area in sender.areas]
    sources = (sender.source, *sender.more_sources)
    agencies = {known[source] for known in registered for source in sources if source in known}
    if len(agencies) > 1:
        raise Broken(f"senders.{name}: its sources speak for different agencies; each agency is a sender of its own")
    return agencies.pop()


def _load_feed(name: str, feed: FeedForm, agency: Agency, events: frozenset[str], load: Load, folder: Path) -> Feed:
    mapping, edition = load(folder / feed.mapping)
    if mapping.agency is not agency:
        raise Broken(f"senders.{name}: {feed.mapping} is a mapping of {mapping.agency}, and it sends for {agency}")
    if others := [row.event for row in mapping.rows if row.event not in events]:
        raise Broken(f"senders.{name}: {feed.mapping} tells {others[0]}, which is not among its events")
    return Feed(mapping, edition, feed.due, feed.every)
