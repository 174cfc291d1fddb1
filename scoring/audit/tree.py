"""A Merkle tree over the records of one area, in the order of the topic.

Source: RFC 9162, 2.1.1 (the tree), 2.1.3 (that a record is in it), 2.1.4 (that an earlier tree is its beginning). The
proofs that we make are checked in tests by another implementation, and the roots by known ones.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

_NODE = b"\x01"


def join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()


@dataclass(frozen=True, slots=True)
class Tree:
    """Of ``size`` records, what it takes to go on: ``peaks`` are the roots of the whole trees that it consists of,
    largest first. At most 64 hashes, whatever the size."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def grow(self, leaf: bytes) -> "Tree":
        """With the record of this hash at its end. Cost: two hashes on average."""
        peaks, held = [*self.peaks, leaf], self.size
        while held & 1:
            right, left = peaks.pop(), peaks.pop()
            peaks.append(join(left, right))
            held >>= 1
        return Tree(self.size + 1, tuple(peaks))

    @property
    def root(self) -> bytes:
        """
        >>> Tree().root.hex()[:16]
        'e3b0c44298fc1c14'
        """
        if not self.peaks:
            return hashlib.sha256().digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = join(peak, root)
        return root

    @property
    def is_sound(self) -> bool:
        """Whether so many peaks belong to this size."""
        return len(self.peaks) == self.size.bit_count()


def find_root(leaves: Sequence[bytes]) -> bytes:
    tree = Tree()
    for leaf in leaves:
        tree = tree.grow(leaf)
    return tree.root


def prove_inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """What leads from ``leaves[index]`` to the root, nearest first. Cost: a hash for each leaf."""
    if len(leaves) == 1:
        return []
    at = _split(len(leaves))
    if index < at:
        return [*prove_inclusion(leaves[:at], index), find_root(leaves[at:])]
    return [*prove_inclusion(leaves[at:], index - at), find_root(leaves[:at])]


def prove_consistency(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """That the tree of the first ``size`` leaves, at least one, is the beginning of that of all."""
    return _prove_part(leaves, size, True)


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = join(beside, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = join(found, beside)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def is_beginning(size: int, root: bytes, later_size: int, later_root: bytes, proof: Sequence[bytes]) -> bool:
    """RFC 9162, 2.1.4.2, for ``size`` of 1 at least."""
    if size == later_size:
        return not proof and root == later_root
    if not 0 < size < later_size:
        return False
    path = [root, *proof] if size & (size - 1) == 0 else [*proof]
    if not path:
        return False
    at, last = size - 1, later_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    earlier = later = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            earlier, later = join(beside, earlier), join(beside, later)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            later = join(later, beside)
        at, last = at >> 1, last >> 1
    return last == 0 and (earlier, later) == (root, later_root)


def _prove_part(leaves: Sequence[bytes], size: int, is_known: bool) -> list[bytes]:
    if size == len(leaves):
        return [] if is_known else [find_root(leaves)]
    at = _split(len(leaves))
    if size <= at:
        return [*_prove_part(leaves[:at], size, is_known), find_root(leaves[at:])]
    return [*_prove_part(leaves[at:], size - at, False), find_root(leaves[:at])]


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << (size - 1).bit_length() - 1
