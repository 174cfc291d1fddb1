"""What a condition may ask of each indicator; how each is worked out is in :mod:`scoring.indicators.measuring`."""

from dataclasses import dataclass
from enum import Enum

from streams.codes.agencies import Agency
from streams.codes.alerts import AlertSubject
from streams.codes.indicators import RuleIndicator

_PERSON, _ADDRESS, _HOUSEHOLD = AlertSubject


class Window(Enum):
    NEEDED = "needed"
    FREE = "free"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Grammar:
    """``most`` is the highest value there can be. ``by_category``, ``by_agency``: what contacts may be narrowed to."""

    subjects: frozenset[AlertSubject] = frozenset(AlertSubject)
    window: Window = Window.NEEDED
    by_category: bool = True
    by_agency: bool = True
    whole: bool = True
    most: float | None = None


_PLACES = frozenset({_ADDRESS, _HOUSEHOLD})
GRAMMAR = {
    RuleIndicator.CONTACTS: Grammar(),
    RuleIndicator.AGENCIES_ACTIVE: Grammar(most=len(Agency)),
    RuleIndicator.DAYS_SINCE_CONTACT: Grammar(window=Window.FIXED),
    RuleIndicator.SURPRISE: Grammar(window=Window.FIXED, whole=False),
    RuleIndicator.PACE: Grammar(window=Window.FIXED, whole=False),
    # Narrowed to a category of missed appointments, the kept ones that end a run would not be seen.
    RuleIndicator.MISSED_RUN: Grammar(frozenset({_PERSON, _HOUSEHOLD}), Window.FREE, by_category=False),
    RuleIndicator.AGENCIES_NEW: Grammar(most=len(Agency)),
    RuleIndicator.CHILDREN_KNOWN: Grammar(window=Window.FIXED, by_category=False, by_agency=False),
    RuleIndicator.PEOPLE_NEW: Grammar(_PLACES),
    RuleIndicator.ADDRESSES_SEEN: Grammar(frozenset({_PERSON})),
    RuleIndicator.OPEN_CASES: Grammar(window=Window.FIXED),
    RuleIndicator.WATCHED: Grammar(_PLACES, Window.FIXED, by_category=False, by_agency=False, most=1),
}
# Those that say nothing has happened for long when they are high.
SILENT = frozenset({RuleIndicator.DAYS_SINCE_CONTACT})
