"""How common names are, learned from records."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from scoring.linkage.persons.births import BirthForm
from scoring.linkage.persons.names import NameForm
from scoring.linkage.persons.parameters import Frequencies


def count_names(bearers: Iterable[tuple[NameForm, BirthForm]], fewest: int) -> Frequencies:
    """A name that occurs with fewer than ``fewest`` birth dates is not written down; all of these share alike what is
    left for them. Words of a name of several count too, since one of them may be what agrees."""
    counts: Counter[str] = Counter()
    births: defaultdict[str, set[str]] = defaultdict(set)
    for name, birth in bearers:
        if name.whole and not name.initial:
            for word in {name.whole, *(word for word in name.words if len(word) > 1)}:
                counts[word] += 1
                births[word].add(birth.digits)
    total = counts.total() or 1
    kept = {name: round(count / total, 7) for name, count in sorted(counts.items()) if len(births[name]) >= fewest}
    rare = [count for name, count in counts.items() if name not in kept]
    other = sum(rare) / len(rare) / total if rare else 1 / total
    typical = sum((count / total) ** 2 for count in counts.values())
    return Frequencies(round(typical, 9), round(other, 9), kept)
