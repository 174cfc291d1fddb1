"""The keys of all areas as far as they are known here, and what is read of them off their topic."""

from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from streams.contract import EventKey
from streams.errors import Broken
from streams.sealing.tree import Kept, Node, Path, derive, fell, is_felled, puncture, trace

# In place of a key that was destroyed with all of its time.
AGED = b""
# In an area, a tree for each epoch: a new one begins when keys are rotated.
_Tree = tuple[str, int]


@dataclass(slots=True)
class Keyring:
    """Memory: 3 kB for each event that was destroyed by itself."""

    trees: dict[_Tree, dict[Path, Node]] = field(default_factory=dict)
    latest: dict[str, int] = field(default_factory=dict)
    # By area, of events that were destroyed by themselves, in trees that stand.
    _destroyed: dict[str, set[Path]] = field(default_factory=dict)

    def take(self, area: str, epoch: int, place: Path, node: Node | None) -> None:
        """None: nothing is kept there any more."""
        if node is None:
            self.trees.get((area, epoch), {}).pop(place, None)
            return
        self.trees.setdefault((area, epoch), {})[place] = node
        if node.leaf:
            self._destroyed.setdefault(area, set()).add(node.leaf)
        if not place:
            self.latest[area] = max(epoch, self.latest.get(area, 0))

    def holds(self, area: str, epoch: int) -> bool:
        return "" in self.trees.get((area, epoch), {})

    def find(self, area: str, epoch: int, key: EventKey) -> bytes | None:
        """32 bytes; none where it was destroyed by itself, :data:`AGED` where all of its time was. Raises
        :class:`Broken` where there is no such tree, which is another thing: whoever has other keys than the log was
        sealed with must not take it for erased."""
        kept = self._open(area, epoch)
        found = derive(kept, _trace(key))
        return AGED if found is None and is_felled(kept) else found

    def was_destroyed(self, area: str, key: EventKey) -> bool:
        """By itself, in some epoch: what comes again of it is to be destroyed too."""
        return _trace(key) in self._destroyed.get(area, ())

    def fell(self, area: str, epoch: int, left: Iterable[EventKey]) -> Iterator[tuple[int, Path, Node | None]]:
        """As :meth:`destroy`, of all of an epoch but what is ``left``; None where nothing is kept any more."""
        changed = fell(self._open(area, epoch), [_trace(key) for key in left])
        for place, node in changed.items():
            self.take(area, epoch, place, node)
            yield epoch, place, node

    def is_felled(self, area: str, epoch: int) -> bool:
        return is_felled(self._open(area, epoch))

    def epochs(self, area: str) -> list[int]:
        """Earliest first."""
        return sorted(epoch for name, epoch in self.trees if name == area)

    def destroy(self, area: str, key: EventKey) -> Iterator[tuple[int, Path, Node]]:
        """What is to be kept from now on, by epoch and place, in the order in which it is to be written."""
        path = _trace(key)
        for epoch in [epoch for name, epoch in self.trees if name == area]:
            changed = puncture(self._open(area, epoch), path)
            for place, node in changed.items():
                self.take(area, epoch, place, node)
            yield from ((epoch, place, node) for place, node in changed.items())

    def _open(self, area: str, epoch: int) -> Kept:
        if not self.holds(area, epoch):
            raise Broken(f"there are no keys of epoch {epoch} of area {area} here: is this another cluster's log?")
        return self.trees[area, epoch]


def _trace(key: EventKey) -> Path:
    return trace(urlsafe_b64decode(key))
