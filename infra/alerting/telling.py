"""What the commands print about rules, and about what they raise: readable in a window of 80 columns."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from infra.alerting.tally import Raised, Tally, Workers
from scoring.alerts.rules import Condition, Rule
from streams.codes.alerts import Receiver
from streams.codes.indicators import RuleIndicator

# Of the longest name of a rule that ships.
_NAME_WIDTH = 34


def list_rules(rules: tuple[Rule, ...]) -> Iterator[RenderableType]:
    for rule in rules:
        yield Text(f"\n{rule.id}: {rule.severity}, {rule.subject}, to {', '.join(rule.receivers)}", style="bold")
        for condition in rule.when:
            yield Padding(Text(tell_condition(condition)), (0, 0, 0, 2))
        for condition in rule.until:
            yield Padding(Text(f"until: {tell_condition(condition)}"), (0, 0, 0, 2))


def tell_condition(condition: Condition) -> str:
    """
    >>> tell_condition(Condition("contacts", ("fire/secondary-fire",), days=28, at_least=3))
    'Contacts (fire/secondary-fire) in 28 days: 3 or more'
    """
    named = ", ".join((*condition.agencies, *condition.categories))
    window = f" in {condition.days} days" if condition.days else ""
    low = None if condition.at_least is None else f"{condition.at_least:g} or more"
    high = None if condition.at_most is None else f"{condition.at_most:g} or fewer"
    bounds = ", ".join(bound for bound in (low, high) if bound)
    return f"{RuleIndicator(condition.indicator).label}{f' ({named})' if named else ''}{window}: {bounds}"


def tell_trial(tried: Tally, running: Tally, workers: Workers) -> RenderableType:
    """``tried`` beside what runs now; rules that raised nothing are told of too."""
    return Group(_tell_rules(tried, running), Text(), _tell_receivers(tried, running, workers), *_tell_examples(tried))


def _tell_rules(tried: Tally, running: Tally) -> Table:
    table = _tabulate("rule", "raised", "about", "a week", "busiest\nday", "with-\ndrawn", "now, a\nweek")
    for name in dict.fromkeys([*tried.rules, *running.rules]):
        new, old = tried.rules.get(name), running.rules.get(name)
        now = f"{running.per_week(old.total):.1f}" if old else "-"
        table.add_row(name, *(_tell_raised(tried, new) if new else "-----"), now)
    totals = (f"{tried.total}", "", f"{tried.per_week(tried.total):.1f}", "", "")
    table.add_row("all rules", *totals, f"{running.per_week(running.total):.1f}", style="bold")
    return table


def _tell_raised(tally: Tally, raised: Raised) -> tuple[str, ...]:
    a_week, busiest = tally.per_week(raised.total), max(raised.days.values(), default=0)
    return f"{raised.total}", f"{len(raised.about)}", f"{a_week:.1f}", f"{busiest}", f"{raised.withdrawn}"


def _tell_receivers(tried: Tally, running: Tally, workers: Workers) -> Table:
    table = _tabulate("receiver", "a week", "now, a\nweek", "people", "each, a\nweek")
    for receiver in Receiver:
        new, old = (tally.per_week(tally.receivers[receiver]) for tally in (tried, running))
        people = workers.get(receiver)
        each = f"{new / people:.1f}" if people else "-"
        if new or old or people:
            table.add_row(receiver.label, f"{new:.1f}", f"{old:.1f}", str(people or "-"), each)
    return table


def _tabulate(name: str, *numbers: str) -> Table:
    """Names are never cut, however narrow the window: somebody looks for them."""
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column(name, no_wrap=True, overflow="fold", min_width=_NAME_WIDTH)
    for head in numbers:
        table.add_column(head, justify="right")
    return table


def _tell_examples(tried: Tally) -> Iterator[RenderableType]:
    for name, raised in tried.rules.items():
        if raised.examples:
            yield Text(f"\n{name}", style="bold")
            for day, words in raised.examples:
                yield Padding(Text(f"{day}: {words}"), (0, 0, 0, 2))
