"""How common names are, learned from records."""

from collections import Counter
from collections.abc import Iterable, Mapping

from scoring.linkage.persons.names import NameForm
from scoring.linkage.persons.parameters import Frequencies


def count_names(names: Iterable[NameForm], fewest: int) -> Frequencies:
    """A name of fewer than ``fewest`` records is not written down: it could point at someone. All of these share
    alike what is left for them. Words of a name of several count too, since one of them may be what agrees."""
    counts: Counter[str] = Counter()
    for name in names:
        if name.whole and not name.initial:
            counts.update({name.whole, *(word for word in name.words if len(word) > 1)})
    total = sum(counts.values()) or 1
    kept = {name: round(count / total, 7) for name, count in sorted(counts.items()) if count >= fewest}
    rare = [count for count in counts.values() if count < fewest]
    other = sum(rare) / len(rare) / total if rare else 1 / total
    typical = sum((count / total) ** 2 for count in counts.values())
    return Frequencies(round(typical, 7), round(other, 9), kept)


def share_of(name: str, frequencies: Mapping[str, float], other: float) -> float:
    return frequencies.get(name, other)
