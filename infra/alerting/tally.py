"""What tried rules would have raised in the last weeks: by rule, by receiver, with examples."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from infra.alerting.mistakes import suggest
from infra.alerting.trial import Outcome
from scoring.indicators.catalogue import DAY
from streams.codes.alerts import Change, Receiver
from streams.errors import Invalid

_BEGINS = frozenset({Change.RAISED.value, Change.REOPENED.value})
_EXAMPLES = 3
Workers = Mapping[str, int]


@dataclass(slots=True)
class Raised:
    """Of one rule. ``days``: alerts by day; ``about``: how many persons or addresses; ``examples``: day and findings,
    latest first."""

    days: Counter[str] = field(default_factory=Counter)
    withdrawn: int = 0
    about: set[str] = field(default_factory=set)
    examples: list[tuple[str, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.days.total()


@dataclass(slots=True)
class Tally:
    """``rules`` by id, and ``receivers``: alerts by receiver, in so many ``weeks``."""

    weeks: int
    rules: dict[str, Raised] = field(default_factory=lambda: defaultdict(Raised))
    receivers: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return sum(raised.total for raised in self.rules.values())

    def per_week(self, number: int) -> float:
        return number / self.weeks


def tally(outcomes: Iterable[Outcome], until: float, weeks: int) -> dict[str, Tally]:
    """By the set the rules are of; ``until`` in Unix seconds. An alert counts when it is raised, and raised again."""
    since = until - 7 * weeks * DAY
    tallies: dict[str, Tally] = defaultdict(lambda: Tally(weeks))
    for outcome in outcomes:
        if since < outcome.at <= until:
            _count(tallies[outcome.which], outcome)
    return dict(tallies)


def _count(tallied: Tally, outcome: Outcome) -> None:
    raised = tallied.rules[outcome.rule]
    raised.withdrawn += outcome.change == Change.WITHDRAWN.value
    if outcome.change in _BEGINS:
        moment = datetime.fromtimestamp(outcome.at, UTC)
        raised.days[f"{moment:%Y-%m-%d}"] += 1
        raised.about.add(outcome.about)
        raised.examples.insert(0, (f"{moment.day} {moment:%b %Y}", outcome.words))
        del raised.examples[_EXAMPLES:]
        tallied.receivers.update(outcome.receivers)


def read_workers(said: Iterable[str]) -> Workers:
    """Raises :class:`Invalid` for one that is not RECEIVER=NUMBER.

    >>> read_workers(["hub=6"])
    {'hub': 6}
    """
    workers: dict[str, int] = {}
    for text in said:
        name, _, number = text.partition("=")
        if name not in list(Receiver):
            raise Invalid("workers", f"--workers {text}: there is no receiver {name}; {suggest(name, list(Receiver))}")
        if not number.isdigit() or not int(number):
            raise Invalid("workers", f"--workers {text}: write it as {name}=6, for six people")
        workers[name] = int(number)
    return workers
