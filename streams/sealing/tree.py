"""Keys that follow from one seed, of which any can be destroyed by itself: what is kept afterwards makes all others,
and that one no more.

A tree as Goldreich, Goldwasser and Micali made it ("How to construct random functions", 1986): a node's seed makes the
seeds of its four children, and the leaf at the end of an event's path makes the event's key. To destroy a leaf is to
keep, in place of the seed that it follows from, the seeds beside its path ("punctured": Green and Miers, "Forward
secure asynchronous messaging from puncturable encryption", 2015). So there is nothing to keep for an event, and 3 kB
for each that was destroyed.

>>> root = {"": Node(seed=bytes(32))}
>>> one, other = trace(bytes(8)), trace(bytes([3] * 8))
>>> held = root | puncture(root, one)
>>> derive(held, one) is None, derive(held, other) == derive(root, other)
(True, True)
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

SEED_BYTES = 32
# 64 bits of the event's identity: nobody can look for a second event that would be destroyed with the first.
_PATH_BYTES = 8
DEPTH = 4 * _PATH_BYTES
# Of leaves that are left of a tree those stand together whose paths begin with the same so many digits: 64 bundles.
_BUNDLED = 3
_DIGITS = "0123"
_BRANCH = {digit: bytes([place]) for place, digit in enumerate(_DIGITS)}
_LEAF = b"\x04"
_GONE = bytes(SEED_BYTES)
_SPELLED = ["".join(_DIGITS[byte >> shift & 3] for shift in (6, 4, 2, 0)) for byte in range(256)]

Path = str


@dataclass(frozen=True, slots=True)
class Node:
    """What is kept at a place of the tree: the ``seed`` of all below; or, where a ``leaf`` was destroyed, its path, and
    the seeds of the ``siblings`` at each step from here down to it, three a step in the order of their digits.
    Zeros are where one of these was divided in its turn, and is kept at a place of its own.

    A root with nothing in it is that of a tree that was felled: then ``siblings`` at the places of a few digits are its
    leaves that are left, each its path in eight bytes and its seed."""

    seed: bytes = b""
    leaf: Path = ""
    siblings: bytes = b""


Kept = Mapping[Path, Node]


def trace(identity: bytes) -> Path:
    """The path to the key of whatever has this identity: 32 digits of base four. ``identity``: eight bytes at least,
    as good as random."""
    return "".join([_SPELLED[byte] for byte in identity[:_PATH_BYTES]])


def derive(kept: Kept, path: Path) -> bytes | None:
    """The key, 32 bytes; none where it was destroyed, by itself or with the whole tree. Cost: 15 µs."""
    seed = _seed_of(kept, path)
    return None if seed is None else hashlib.sha256(seed + _LEAF).digest()


def is_felled(kept: Kept) -> bool:
    root = kept[""]
    return not root.seed and not root.leaf


def fell(kept: Kept, leaves: Iterable[Path]) -> dict[Path, Node | None]:
    """What is to be kept of a whole tree of which these leaves alone are to be left, and what no more (None), in the
    order in which it is to be written; a tree that was felled may be felled again. Cost: 40 bytes a leaf."""
    left: dict[Path, dict[Path, bytes]] = {}
    for path in sorted(set(leaves)):
        if seed := _seed_of(kept, path):
            left.setdefault(path[:_BUNDLED], {})[path] = seed
    bundles: dict[Path, Node | None] = {place: _bundle(found) for place, found in left.items()}
    dropped: dict[Path, Node | None] = dict.fromkeys(kept.keys() - bundles.keys() - {""})
    changed = {place: node for place, node in (bundles | dropped).items() if kept.get(place) != node}
    return changed if is_felled(kept) else {**changed, "": Node()}


def _seed_of(kept: Kept, path: Path) -> bytes | None:
    if is_felled(kept):
        return _unbundle(kept.get(path[:_BUNDLED])).get(path)
    found = _find(kept, path)
    return None if found is None else _descend(found, path)


def _bundle(seeds: Mapping[Path, bytes]) -> Node:
    return Node(siblings=b"".join(_pack(path) + seed for path, seed in seeds.items()))


def _unbundle(node: Node | None) -> dict[Path, bytes]:
    held, size = node.siblings if node else b"", _PATH_BYTES + SEED_BYTES
    entries = [held[start : start + size] for start in range(0, len(held), size)]
    return {trace(entry): entry[_PATH_BYTES:] for entry in entries}


def _pack(path: Path) -> bytes:
    return int(path, 4).to_bytes(_PATH_BYTES)


def puncture(kept: Kept, path: Path) -> dict[Path, Node]:
    """What is to be kept in place of what stood there, the new before the changed: who reads the first of two has lost
    nothing. Nothing where the key was destroyed before."""
    if is_felled(kept):
        place, seeds = path[:_BUNDLED], _unbundle(kept.get(path[:_BUNDLED]))
        return {place: _bundle({each: seed for each, seed in seeds.items() if each != path})} if path in seeds else {}
    found = _find(kept, path)
    if found is None:
        return {}
    siblings = b"".join(_list_siblings(found.seed, path[len(found.place) :]))
    divided = {found.place: Node(leaf=path, siblings=siblings)}
    return divided if found.place == found.keeper else divided | {found.keeper: _forget(kept, found.keeper, path)}


@dataclass(frozen=True, slots=True)
class _Found:
    """The ``seed`` of all below ``place``, which is kept at ``keeper``: there, or beside the way down from there."""

    seed: bytes
    place: Path
    keeper: Path


def _find(kept: Kept, path: Path) -> _Found | None:
    place = ""
    while True:
        keeper, node = place, kept[place]
        if node.seed:
            return _Found(node.seed, place, place)
        if node.leaf == path:
            return None
        start, place = _locate(keeper, node, path), path[: _common(node.leaf, path) + 1]
        if (seed := node.siblings[start : start + SEED_BYTES]) != _GONE:
            return _Found(seed, place, keeper)


def _forget(kept: Kept, keeper: Path, path: Path) -> Node:
    node, start = kept[keeper], _locate(keeper, kept[keeper], path)
    return replace(node, siblings=node.siblings[:start] + _GONE + node.siblings[start + SEED_BYTES :])


def _locate(keeper: Path, node: Node, path: Path) -> int:
    """Where the seed is, among the siblings, of the one that leads to ``path``."""
    parts = _common(node.leaf, path)
    digit, own = int(path[parts]), int(node.leaf[parts])
    return (3 * (parts - len(keeper)) + digit - (digit > own)) * SEED_BYTES


def _common(one: Path, other: Path) -> int:
    return next((place for place in range(DEPTH) if one[place] != other[place]), DEPTH)


def _descend(found: _Found, path: Path) -> bytes:
    seed = found.seed
    for digit in path[len(found.place) :]:
        seed = hashlib.sha256(seed + _BRANCH[digit]).digest()
    return seed


def _list_siblings(seed: bytes, path: Path) -> Iterator[bytes]:
    for digit in path:
        children = {each: hashlib.sha256(seed + branch).digest() for each, branch in _BRANCH.items()}
        yield from (child for each, child in children.items() if each != digit)
        seed = children[digit]
