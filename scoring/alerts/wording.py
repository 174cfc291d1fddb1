"""A condition that held, in words of a kind that names nobody."""

from scoring.alerts.rules import Condition
from scoring.indicators.categories import CATEGORIES
from scoring.indicators.contacts import NEVER
from scoring.state.documents import Because
from streams.codes.agencies import Agency
from streams.codes.indicators import RuleIndicator

# A rarer month than that cannot be told from a few years' contacts.
_DECADE = 120
_LABELS = {category.name: category.label for category in CATEGORIES}


def tell(condition: Condition, value: float, child: bool = False) -> str:
    """``child``: whoever missed appointments was one, and children are brought or are not.

    >>> tell(Condition("contacts", ("fire/secondary-fire",), days=28, at_least=3), 4.0)
    '4 contacts (Secondary (small) fire) in the last 28 days'
    >>> tell(Condition("open-cases", at_least=1), 1.0)
    '1 open case'
    >>> tell(Condition("missed-run", days=91, at_least=2), 2.0, child=True)
    'not brought to 2 appointments one after the other in the last 91 days'
    """
    return f"{_tell_value(condition, value, child)}{_tell_which(condition)}{tell_window(condition)}"


def blunt(because: Because) -> Because:
    """Of somebody restricted it is not told at how many addresses they were seen."""
    if because.indicator != RuleIndicator.ADDRESSES_SEEN:
        return because
    return Because("seen at several addresses", because.indicator, 0.0, because.agencies, because.events)


def _tell_value(condition: Condition, value: float, child: bool) -> str:
    indicator = RuleIndicator(condition.indicator)
    if indicator is RuleIndicator.SURPRISE and value >= _DECADE:
        return "more contacts in 28 days than usual here: so many come less than once in ten years"
    if indicator is RuleIndicator.DAYS_SINCE_CONTACT and value >= NEVER:
        return "no contact yet"
    number = f"{value:.0f}" if value == int(value) else f"{value:.1f}"
    one, many = _OF_CHILDREN.get(indicator, NOUNS[indicator]) if child else NOUNS[indicator]
    return (one if number == "1" else many).format(number)


# For one, and for any other number.
NOUNS = {
    RuleIndicator.CONTACTS: ("{} contact", "{} contacts"),
    RuleIndicator.AGENCIES_ACTIVE: ("{} agency with a contact", "{} agencies with a contact"),
    RuleIndicator.DAYS_SINCE_CONTACT: ("{} day since the last contact", "{} days since the last contact"),
    RuleIndicator.SURPRISE: (
        "as many contacts in 28 days as every month",
        "more contacts in 28 days than usual here: so many come about once in {} months",
    ),
    RuleIndicator.PACE: ("contacts come as often as before", "contacts come {} times as often as before"),
    RuleIndicator.MISSED_RUN: ("{} appointment missed", "{} appointments missed one after the other"),
    RuleIndicator.AGENCIES_NEW: ("{} agency with its first contact", "{} agencies with their first contact"),
    RuleIndicator.CHILDREN_KNOWN: ("{} child known to social care", "{} children known to social care"),
    RuleIndicator.PEOPLE_NEW: ("{} person seen for the first time", "{} people seen for the first time"),
    RuleIndicator.ADDRESSES_SEEN: ("seen at {} address", "seen at {} addresses"),
    RuleIndicator.OPEN_CASES: ("{} open case", "{} open cases"),
    RuleIndicator.WATCHED: ("on the pre-visit watch list", "not on the pre-visit watch list"),
}

_OF_CHILDREN = {
    RuleIndicator.MISSED_RUN: (
        "not brought to {} appointment",
        "not brought to {} appointments one after the other",
    ),
}


def _tell_which(condition: Condition) -> str:
    left = [agency.label for agency in Agency if agency.value not in condition.agencies]
    if len(left) == 1 and not condition.categories:
        return f" (all agencies but: {left[0]})"
    return tell_narrowed(condition)


def tell_narrowed(condition: Condition) -> str:
    """To which categories and agencies; empty where it is to none."""
    named = [_LABELS[name] for name in condition.categories] + [Agency(agency).label for agency in condition.agencies]
    return f" ({', '.join(named)})" if named else ""


def tell_window(condition: Condition) -> str:
    if condition.days is None:
        return ""
    return " in the last day" if condition.days == 1 else f" in the last {condition.days} days"
