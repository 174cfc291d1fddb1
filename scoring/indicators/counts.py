from collections.abc import Iterable
from dataclasses import dataclass

from scoring.indicators.catalogue import WINDOWS
from scoring.indicators.categories import CATEGORIES, Category, category_of
from scoring.state.documents import Contact

_ORDER = {category: place for place, category in enumerate(CATEGORIES)}


@dataclass(frozen=True, slots=True)
class Tally:
    """``within``: contacts in each of ``WINDOWS``, in their order. ``first`` and ``last`` in Unix seconds."""

    category: Category
    within: tuple[int, ...]
    first: float
    last: float


def count_contacts(contacts: Iterable[Contact], t: float) -> list[Tally]:
    """A tally of each category with a contact up to ``t``, in the catalogue's order. Later contacts do not count."""
    moments: dict[Category, list[float]] = {}
    for contact in contacts:
        if contact.happened <= t:
            moments.setdefault(category_of(contact), []).append(contact.happened)
    return [
        Tally(category, count_within(moments[category], t), min(moments[category]), max(moments[category]))
        for category in sorted(moments, key=_ORDER.__getitem__)
    ]


def count_within(moments: Iterable[float], t: float) -> tuple[int, ...]:
    """
    >>> count_within([0.0, 1.0], t=7 * 86_400.0)
    (1, 2, 2, 2)
    """
    ages = [t - moment for moment in moments]
    return tuple(sum(0 <= age < window.seconds for age in ages) for window in WINDOWS)
