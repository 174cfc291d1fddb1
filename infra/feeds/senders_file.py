"""The senders file with the mappings that it names."""

import hashlib
from pathlib import Path

from consumers.feeds.mapping import Mapping
from consumers.feeds.senders import Sender, read_senders
from infra.feeds.mapping_file import read_mapping
from streams.errors import Broken, Invalid
from streams.settings import Settings


def load_senders(settings: Settings) -> list[Sender]:
    """Raises :class:`Broken` with what is wrong; none without a senders file."""
    if settings.feeds_file is None:
        return []
    return read_senders(settings.feeds_file, settings.partnership, load_mapping)


def load_mapping(path: Path) -> tuple[Mapping, str]:
    """With its edition, which follows from its bytes."""
    try:
        mapping = read_mapping(path)
    except Invalid as fault:
        raise Broken(fault.reason) from None
    return mapping, hashlib.sha256(path.read_bytes()).hexdigest()[:16]
