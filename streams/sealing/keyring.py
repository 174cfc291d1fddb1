"""The keys of all areas as far as they are known here, and what is read of them off their topic."""

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field

from streams.contract import EventKey
from streams.errors import Broken
from streams.sealing.tree import Kept, Node, Path, derive, puncture, trace

# In an area, a tree for each epoch: a new one begins when keys are rotated.
_Tree = tuple[str, int]


@dataclass(slots=True)
class Keyring:
    """Memory: 3 kB for each event that was destroyed."""

    trees: dict[_Tree, dict[Path, Node]] = field(default_factory=dict)
    latest: dict[str, int] = field(default_factory=dict)

    def take(self, area: str, epoch: int, place: Path, node: Node) -> None:
        self.trees.setdefault((area, epoch), {})[place] = node
        if not place:
            self.latest[area] = max(epoch, self.latest.get(area, 0))

    def holds(self, area: str, epoch: int) -> bool:
        return "" in self.trees.get((area, epoch), {})

    def find(self, area: str, epoch: int, key: EventKey) -> bytes | None:
        """32 bytes, or none where it was destroyed. Raises :class:`Broken` where there is no such tree, which is
        another thing: whoever has other keys than the log was sealed with must not take it for erased."""
        return derive(self._open(area, epoch), _trace(key))

    def destroy(self, area: str, key: EventKey) -> Iterator[tuple[int, Path, Node]]:
        """What is to be kept from now on, by epoch and place, in the order in which it is to be written."""
        path = _trace(key)
        for epoch in [epoch for name, epoch in self.trees if name == area]:
            changed = puncture(self._open(area, epoch), path)
            self.trees[area, epoch] |= changed
            yield from ((epoch, place, node) for place, node in changed.items())

    def _open(self, area: str, epoch: int) -> Kept:
        if not self.holds(area, epoch):
            raise Broken(f"there are no keys of epoch {epoch} of area {area} here: is this another cluster's log?")
        return self.trees[area, epoch]


def _trace(key: EventKey) -> Path:
    return trace(urlsafe_b64decode(key))
