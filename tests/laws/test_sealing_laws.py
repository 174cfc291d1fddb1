"""Keys that are destroyed are gone, all others are what they were, and what was sealed opens to itself."""

from hypothesis import given
from hypothesis import strategies as st

from streams.sealing.tree import Node, Path, derive, fell, is_felled, puncture, trace

ROOT = {"": Node(seed=b"\x07" * 32)}
# Close to each other, so that paths part late as well as early.
IDENTITIES = st.lists(
    st.one_of(st.binary(min_size=8, max_size=8), st.sampled_from([b"\0" * 7 + bytes([n]) for n in range(256)])),
    min_size=1,
    max_size=12,
    unique=True,
)


@given(IDENTITIES, st.data())
def test_what_was_destroyed_is_gone_and_nothing_else(identities: list[bytes], data: st.DataObject) -> None:
    """In whatever order keys are destroyed, and however often, they cannot be made again, and every other key can."""
    paths = [trace(identity) for identity in identities]
    before = {path: derive(ROOT, path) for path in paths}
    gone = data.draw(st.lists(st.sampled_from(paths)))
    kept = dict(ROOT)
    for path in gone:
        kept |= puncture(kept, path)
    assert {path: derive(kept, path) for path in paths} == {
        path: None if path in gone else before[path] for path in paths
    }
    assert len(set(before.values())) == len(paths)


@given(IDENTITIES)
def test_whoever_reads_half_of_it_has_lost_nothing(identities: list[bytes]) -> None:
    """What replaces a seed is written before the seed goes: between the two every key but that one is there; to do it
    once more ends as if nothing had come between."""
    kept = dict(ROOT)
    for path in map(trace, identities):
        changes = puncture(kept, path)
        first = dict(list(changes.items())[:1])
        half = kept | first
        assert all(
            derive(half, trace(other)) is not None
            for other in identities
            if derive(kept, trace(other)) and trace(other) != path
        )
        assert half | puncture(half, path) == kept | changes
        kept |= changes


def put(kept: dict[Path, Node], changes: dict[Path, Node | None]) -> None:
    for place, node in changes.items():
        if node is None:
            kept.pop(place, None)
        else:
            kept[place] = node


@given(IDENTITIES, st.data())
def test_of_a_felled_tree_there_is_what_was_left_of_it(identities: list[bytes], data: st.DataObject) -> None:
    """Keys destroyed before and between, felled twice with fewer left: each key that was left, and not destroyed,
    is what it was; no other can be made, and nothing is kept of them, not even a seed that they follow from."""
    paths = [trace(identity) for identity in identities]
    before = {path: derive(ROOT, path) for path in paths}
    some = st.sets(st.sampled_from(paths))
    kept, there = dict(ROOT), set(paths)
    for left in (there, data.draw(some), data.draw(some)):
        gone = data.draw(some)
        for path in gone:
            kept |= puncture(kept, path)
        there = there - gone
        if left is not there:
            put(kept, fell(kept, left))
            there &= left if is_felled(kept) else there
    assert {path: derive(kept, path) for path in paths} == {
        path: before[path] if path in there else None for path in paths
    }
    assert sum(len(node.siblings) for node in kept.values()) == 40 * len(there)
    assert not any(node.seed or node.leaf for node in kept.values())
