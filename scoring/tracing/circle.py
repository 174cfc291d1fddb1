"""Who in other areas is the person asked about, and where that cannot be said for certain."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from scoring.linkage.records import EntityId, Identity
from scoring.tracing.sameness import Ground, find_ground, read_number


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as one area links them, by what their records say."""

    area: str
    entity: EntityId
    statements: tuple[Identity, ...]

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(number for said in self.statements if (number := read_number(said)))


@dataclass(frozen=True, slots=True)
class Circle:
    """``joined``: the same person in other areas, by area. ``unclear``: areas, also the own, in which somebody fits and
    it is not certain who."""

    joined: tuple[tuple[Somebody, Ground], ...]
    unclear: tuple[str, ...]


def find_circle(asked: Somebody, others: Collection[Somebody]) -> Circle:
    """``others``: everybody, in whatever area, of whom a record states a number of the one asked about. Whoever states
    two numbers, or is one of two in an area who fit one another or a third, is joined to nobody. Symmetric."""
    fitting = _list_fitting(asked, others)
    if len(asked.numbers) != 1 or asked.area in fitting:
        return Circle((), tuple(sorted({*fitting, asked.area})) if fitting else ())
    joined = {area: found[0] for area, found in fitting.items() if _is_certain(asked, found, others)}
    grounds = [(one, ground) for _, one in sorted(joined.items()) if (ground := _find_best(asked, one))]
    return Circle(tuple(grounds), tuple(sorted(fitting.keys() - joined.keys())))


def _list_fitting(asked: Somebody, others: Iterable[Somebody]) -> dict[str, list[Somebody]]:
    """By area."""
    fitting: dict[str, list[Somebody]] = {}
    for one in others:
        if (one.area, one.entity) != (asked.area, asked.entity) and _find_best(asked, one):
            fitting.setdefault(one.area, []).append(one)
    return fitting


def _is_certain(asked: Somebody, found: Sequence[Somebody], others: Collection[Somebody]) -> bool:
    """One of them, with one number, and nobody else of either area fits that one."""
    if len(found) != 1 or len(found[0].numbers) != 1:
        return False
    return not {asked.area, found[0].area} & _list_fitting_beside(asked, found, others).keys()


def _list_fitting_beside(
    asked: Somebody, found: Sequence[Somebody], others: Iterable[Somebody]
) -> dict[str, list[Somebody]]:
    return _list_fitting(found[0], [one for one in others if (one.area, one.entity) != (asked.area, asked.entity)])


def _find_best(one: Somebody, other: Somebody) -> Ground | None:
    grounds = [find_ground(said, heard) for said in one.statements for heard in other.statements]
    return max((ground for ground in grounds if ground), default=None)
