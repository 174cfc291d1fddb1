"""The tree above the audit is RFC 9162's: by known roots, and by another implementation of it."""

import pytest
from pymerkle import InmemoryTree, verify_inclusion

from scoring.audit.leaf import hash_leaf
from scoring.audit.tree import Tree, find_root, is_beginning, is_included, prove_consistency, prove_inclusion

# Of the reference implementation of Certificate Transparency: eight entries, and the roots of the first so many.
ENTRIES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
LEAVES = [hash_leaf(f"record {number}".encode()) for number in range(70)]


@pytest.mark.parametrize("size", ROOTS)
def test_known_entries_have_the_known_roots(size: int) -> None:
    """As everybody else computes them."""
    leaves = [hash_leaf(bytes.fromhex(entry)) for entry in ENTRIES[:size]]
    assert find_root(leaves).hex() == ROOTS[size]


def test_roots_and_proofs_are_those_of_another_implementation() -> None:
    """For each size: the same root, and the path that one makes the other accepts."""
    other = InmemoryTree(algorithm="sha256")
    for size in range(1, len(LEAVES) + 1):
        other.append_entry(f"record {size - 1}".encode())
        root = find_root(LEAVES[:size])
        assert other.get_root() == root
        for index in range(size):
            made = other.prove_inclusion(index + 1, size)
            verify_inclusion(LEAVES[index], root, made)
            path = [*made.path]
            assert is_included(LEAVES[index], index, size, prove_inclusion(LEAVES[:size], index), root)
            assert {*prove_inclusion(LEAVES[:size], index)} <= {*path}


def test_a_proof_holds_for_its_own_record_place_and_root_only() -> None:
    """Another leaf, place, size, root or step, and nothing is shown."""
    for size in range(2, 40):
        root = find_root(LEAVES[:size])
        for index in range(size):
            path = prove_inclusion(LEAVES[:size], index)
            assert not is_included(LEAVES[index - 1], index, size, path, root)
            assert not is_included(LEAVES[index], index, size, path[:-1], root)
            assert not is_included(LEAVES[index], index, size, [*path, root], root)
            assert not is_included(LEAVES[index], index, size, path, find_root(LEAVES[1 : size + 1]))
            assert not is_included(LEAVES[index], size, size, path, root)


def test_a_tree_that_grew_is_told_from_one_that_was_made_anew() -> None:
    """For each two sizes: the proof shows the beginning, and no other tree of that size."""
    for later in range(1, 40):
        root = find_root(LEAVES[:later])
        for size in range(1, later + 1):
            path = prove_consistency(LEAVES[:later], size)
            assert is_beginning(size, find_root(LEAVES[:size]), later, root, path)
            assert not is_beginning(size, find_root(LEAVES[1 : size + 1]), later, root, path)
            if size < later:
                assert not is_beginning(size, find_root(LEAVES[:size]), later, root, path[:-1])


def test_what_it_takes_to_go_on_is_as_much_as_bits_are_set() -> None:
    """A tree that is read back from its peaks grows as the one that was left."""
    tree = Tree()
    for number, leaf in enumerate(LEAVES, 1):
        tree = Tree(tree.size, tree.peaks).grow(leaf)
        assert tree.is_sound
        assert tree.root == find_root(LEAVES[:number])
