"""What a rule asks for, in words."""

from scoring.alerts.rules import Condition
from scoring.indicators.categories import CATEGORIES
from streams.codes.agencies import Agency
from streams.codes.indicators import RuleIndicator

_LABELS = {f"{category.agency}/{category.code}": category.label for category in CATEGORIES}
# For one, and for any other number.
_NOUNS = {
    RuleIndicator.CONTACTS: ("{} contact", "{} contacts"),
    RuleIndicator.AGENCIES_ACTIVE: ("{} agency with a contact", "{} agencies with a contact"),
    RuleIndicator.DAYS_SINCE_CONTACT: ("{} day since the last contact", "{} days since the last contact"),
    RuleIndicator.SURPRISE: (
        "contacts in 28 days as unusual as come once in {} month",
        "contacts in 28 days as unusual as come once in {} months",
    ),
    RuleIndicator.PACE: ("contacts {} time as often as before", "contacts {} times as often as before"),
    RuleIndicator.MISSED_RUN: ("{} appointment missed", "{} appointments missed one after the other"),
    RuleIndicator.AGENCIES_NEW: ("{} agency with its first contact", "{} agencies with their first contact"),
    RuleIndicator.CHILDREN_KNOWN: ("{} child known to social care", "{} children known to social care"),
    RuleIndicator.PEOPLE_NEW: ("{} person seen for the first time", "{} people seen for the first time"),
    RuleIndicator.ADDRESSES_SEEN: ("seen at {} address", "seen at {} addresses"),
    RuleIndicator.OPEN_CASES: ("{} open case", "{} open cases"),
}


def tell_condition(condition: Condition) -> str:
    """
    >>> tell_condition(Condition("contacts", ("fire/secondary-fire",), days=28, at_least=3))
    'at least 3 contacts (Secondary (small) fire) in the last 28 days'
    >>> tell_condition(Condition("children-known", at_least=1)), tell_condition(Condition("watched", at_least=1))
    ('at least 1 child known to social care', 'on the pre-visit watch list')
    """
    if condition.indicator == RuleIndicator.WATCHED:
        return "on the pre-visit watch list" if condition.at_least else "not on the pre-visit watch list"
    one, many = _NOUNS[RuleIndicator(condition.indicator)]
    bound, amount = _tell_bounds(condition)
    return f"{(one if amount == 1 else many).format(bound)}{_tell_which(condition)}{_tell_window(condition)}"


def _tell_bounds(condition: Condition) -> tuple[str, float]:
    """In words, and the number that the noun goes with."""
    low, high = condition.at_least, condition.at_most
    if low is not None and high is not None:
        return (f"exactly {low:g}", low) if low == high else (f"{low:g} to {high:g}", high)
    if low is not None:
        return f"at least {low:g}", low
    assert high is not None
    return f"at most {high:g}", high


def _tell_which(condition: Condition) -> str:
    named = [_LABELS[name] for name in condition.categories] + [Agency(agency).label for agency in condition.agencies]
    return f" ({', '.join(named)})" if named else ""


def _tell_window(condition: Condition) -> str:
    if condition.days is None:
        return ""
    return " in the last day" if condition.days == 1 else f" in the last {condition.days} days"
