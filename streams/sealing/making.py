"""Seeds of new keys: of areas that have none, and of epochs that begin."""

import secrets
from collections.abc import Iterable, Iterator

from streams.patience import patiently_blocking
from streams.sealing.epochs import number_epoch
from streams.sealing.tree import SEED_BYTES, Node
from streams.sealing.writing import Change, KeyWriter, Now
from streams.settings import Settings

# Kafka that has just started coordinates no transaction for a while, on a machine that others load for over 30 s.
_STARTING_SECONDS = 120.0


def make_missing(settings: Settings, now: Now) -> list[str]:
    """The areas of the partnership that had no keys and now have. Raises :class:`Transient`, :class:`Broken`."""
    for attempt in patiently_blocking(_STARTING_SECONDS):
        with attempt:
            writer = KeyWriter(settings, now)
            missing = [area for area in settings.partnership.areas if area not in writer.keys.ring.latest]
            if missing:
                writer.write(begin(area, number_epoch(now())) for area in missing)
    return missing


def rotate(settings: Settings, areas: Iterable[str], now: Now) -> dict[str, int]:
    """The epoch that begins in each. What is in the log stays sealed with the keys it has."""
    writer = KeyWriter(settings, now)
    ring, first = writer.keys.ring, number_epoch(now())
    begun = {area: max(ring.latest.get(area, 0) + 1, first) for area in areas}
    writer.write(begin(area, epoch) for area, epoch in begun.items())
    return begun


def rewrap(settings: Settings, now: Now) -> int:
    """All keys under the first of the keys they may be wrapped under; how many nodes. The others may go then, and
    with them whatever is left of what was wrapped under them, destroyed keys too."""
    writer = KeyWriter(settings, now)
    changes = list(_list_all(writer))
    writer.write(changes)
    return len(changes)


def begin(area: str, epoch: int) -> Change:
    return Change(area, epoch, "", Node(seed=secrets.token_bytes(SEED_BYTES)))


def _list_all(writer: KeyWriter) -> Iterator[Change]:
    for (area, epoch), tree in writer.keys.ring.trees.items():
        # From the leaves to the root, as they were made: who reads a part of it has lost nothing.
        for place in sorted(tree, key=len, reverse=True):
            yield Change(area, epoch, place, tree[place])
