"""Where more records hang together than can be averaged with each other, which of them are looked at together.

The weakest ties are let go, a bit at a time, until the parts are small enough. A part so sure of itself that no bar
parts it is one, but for those of it whom people refused.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from scoring.linkage.records import RecordId

Tie = tuple[RecordId, RecordId]
# From forty bits two records are one whatever the others say; pieces tied that strongly are not averaged.
CERTAIN = 4_000
STEP = 100


def list_bars(threshold: int) -> list[int]:
    """At which evidence ties a crowd, one after the other: from the threshold to what is certain."""
    return [*range(threshold, CERTAIN, STEP), max(threshold, CERTAIN + (threshold - CERTAIN) % STEP)]


def sort_by_level(ties: Mapping[Tie, float], threshold: int) -> list[list[Tie]]:
    """What reaches the highest bar comes first; what reaches the threshold only, last."""
    top = len(list_bars(threshold)) - 1
    levels: list[list[Tie]] = [[] for _ in range(top + 1)]
    for pair, weight in ties.items():
        levels[max(top - int(weight - threshold) // STEP, 0)].append(pair)
    return levels


def join_up(records: Iterable[RecordId], ties: Iterable[Tie]) -> list[set[RecordId]]:
    group = {record: {record} for record in records}
    for one, other in ties:
        if one in group and other in group and group[one] is not group[other]:
            small, large = sorted((group[one], group[other]), key=len)
            large |= small
            for record in small:
                group[record] = large
    return list({id(members): members for members in group.values()}.values())


def disband(groups: Iterable[set[RecordId]], levels: Iterable[Iterable[Tie]], crowd: int) -> list[set[RecordId]]:
    """Of the crowd that these groups become as the bar comes down level by level, the parts that are none, each as it
    was before it became part of one."""
    held = {min(group): group for group in groups}
    home = {record: name for name, group in held.items() for record in group}
    parts: list[set[RecordId]] = []
    for ties in levels:
        between = [(home[one], home[other]) for one, other in ties if home[one] != home[other]]
        for names in join_up({name for pair in between for name in pair}, between):
            if sum(len(held[name]) for name in names) > crowd:
                parts += [set(held[name]) for name in names if len(held[name]) <= crowd]
            kept, *gone = sorted(names, key=lambda name: -len(held[name]))
            for name in gone:
                home.update(dict.fromkeys(held[name], kept))
                held[kept] |= held.pop(name)
    return parts


def keep_apart(group: Collection[RecordId], ties: Sequence[Tie], refused: Collection[Tie]) -> list[frozenset[RecordId]]:
    """As many of a group together as its ties, the first of them first, join without joining any two who are
    refused."""
    home = {record: {record} for record in group}
    foes: dict[RecordId, set[RecordId]] = {record: set() for record in group}
    for one, other in refused:
        foes[one].add(other)
        foes[other].add(one)
    for one, other in ties:
        kept, gone = home[one], home[other]
        if kept is not gone and all(foes[record].isdisjoint(kept) for record in gone):
            kept |= gone
            home.update(dict.fromkeys(gone, kept))
    return [frozenset(members) for members in {id(each): each for each in home.values()}.values()]
