"""Which rules the contacts under a ceiling are enough for: mostly none, and mostly two numbers tell."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from scoring.alerts.ceiling import OPEN_MARK, count
from scoring.alerts.plan import ByIdentity, Need, Planned, plan
from scoring.alerts.rules import RuleSet
from scoring.indicators.told import OPEN
from scoring.state.documents import Ceiling
from streams.codes.agencies import Agency

# A need of so many names is met by nearly any contact.
_BROAD = len(Agency) - 1


class Sketch:
    """A ceiling as rules are held against it: see :class:`scoring.alerts.plan.Counted`. Of one moment only."""

    __slots__ = ("_counted", "_tally", "held", "size", "watched")

    def __init__(self, held: Ceiling) -> None:
        self.held = held.contacts
        self.size = count(held)
        self.watched = held.watched
        self._tally: Mapping[str, int] | None = None
        self._counted: dict[float, int] = {}

    @property
    def tally(self) -> Mapping[str, int]:
        if self._tally is None:
            self._tally = _tally({name: len(moments) for name, moments in self.held.items()})
        return self._tally

    def count_within(self, length: float, t: float) -> int:
        found = self._counted.get(length)
        if found is None:
            # The difference may round up onto a moment that it is before.
            since = t - length
            found = sum([moment >= since for moments in self.held.values() for moment in moments])
            self._counted[length] = found
        return found

    def tally_within(self, length: float, t: float) -> Mapping[str, int]:
        since = t - length
        return _tally({name: sum([moment >= since for moment in moments]) for name, moments in self.held.items()})


def _tally(counts: Mapping[str, int]) -> dict[str, int]:
    """As :attr:`scoring.indicators.told.Told.tally`: of each category, each agency, and those that open a case."""
    tally: dict[str, int] = {}
    for named, number in counts.items():
        for each in _read_name(named):
            tally[each] = tally.get(each, 0) + number
    return tally


@cache
def _read_name(named: str) -> tuple[str, ...]:
    name = named.removesuffix(OPEN_MARK)
    found = name, name.partition("/")[0]
    return found if name == named else (*found, *[OPEN + each for each in found])


class Sieve:
    """Rules by what must be there for them to hold: so many contacts of any kind in a window, or of some names."""

    __slots__ = ("_by_name", "_by_number", "_near", "_never_told", "_of_watched")

    def __init__(self, rules: Sequence[Planned]) -> None:
        self._of_watched = [each for each in rules if each.needs_watch]
        self._never_told = [each for each in rules if not each.needs and not each.needs_watch]
        needing = [(each, min(each.needs, key=_rank)) for each in rules if each.needs and not each.needs_watch]
        broad = [each for each, rarest in needing if each.windowed and len(rarest.names) >= _BROAD]
        self._by_number = [(*max((need.count, seconds) for seconds, need in each.windowed), each) for each in broad]
        self._by_name = [(rarest, each) for each, rarest in needing if each not in broad]
        self._near: dict[str, Sequence[int]] = {}

    def lets_through(self, held: Ceiling, t: float) -> bool:
        """Whether :meth:`Planned.can_hold` is true of any. Cost: some 5 µs."""
        sketch = Sketch(held)
        for least, seconds, planned in self._by_number:
            if sketch.size >= least and sketch.count_within(seconds, t) >= least and planned.can_hold(sketch, t):
                return True
        found: dict[int, int] = {}
        for name, moments in held.contacts.items():
            for at in self._find_near(name):
                found[at] = found.get(at, 0) + len(moments)
        near = [self._by_name[at] for at, number in found.items() if number >= self._by_name[at][0].count]
        left = [*self._never_told, *[each for _, each in near], *(() if held.watched is None else self._of_watched)]
        return any(each.can_hold(sketch, t) for each in left)

    def _find_near(self, named: str) -> Sequence[int]:
        """Of which rules the rarest need is met by a contact of this name."""
        found = self._near.get(named)
        if found is None:
            said = _read_name(named)
            found = self._near[named] = [
                at for at, (need, _) in enumerate(self._by_name) if not need.names.isdisjoint(said)
            ]
        return found


def _rank(need: Need) -> tuple[bool, int]:
    """Lowest where it is met most seldom: of those who are met few have a case that is open."""
    return not all(name.startswith(OPEN) for name in need.names), len(need.names)


def sieve(rules: RuleSet, subjects: tuple[str, ...]) -> Sieve:
    return _sieve(ByIdentity(rules), subjects)


@lru_cache(maxsize=32)
def _sieve(held: ByIdentity, subjects: tuple[str, ...]) -> Sieve:
    return Sieve(plan(held.rules, *subjects))
