"""What a rule asks for, in words."""

from scoring.alerts.rules import Condition
from scoring.alerts.wording import NOUNS, tell_narrowed, tell_window
from streams.codes.indicators import RuleIndicator

# Where a bound is told otherwise than a value.
_NOUNS = NOUNS | {
    RuleIndicator.SURPRISE: (
        "contacts in 28 days as unusual as come once in {} month",
        "contacts in 28 days as unusual as come once in {} months",
    ),
    RuleIndicator.MISSED_RUN: (
        "{} appointment missed, or a child not brought to it",
        "{} appointments missed one after the other, or a child not brought to them",
    ),
    RuleIndicator.PACE: ("contacts {} time as often as before", "contacts {} times as often as before"),
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
    return f"{(one if amount == 1 else many).format(bound)}{tell_narrowed(condition)}{tell_window(condition)}"


def _tell_bounds(condition: Condition) -> tuple[str, float]:
    """In words, and the number that the noun goes with."""
    low, high = condition.at_least, condition.at_most
    if low is not None and high is not None:
        return (f"exactly {low:g}", low) if low == high else (f"{low:g} to {high:g}", high)
    if low is not None:
        return f"at least {low:g}", low
    assert high is not None
    return f"at most {high:g}", high
