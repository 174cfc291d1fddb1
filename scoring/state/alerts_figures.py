"""How many alerts there are, for whom, and how soon somebody answers: of all, also of such as may not be told of, for
a count of an area tells of nobody."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from scoring.indicators.catalogue import DAY
from scoring.state import keys
from scoring.state.alerts_held import Held, read_ended, read_open
from scoring.state.alerts_view import is_overdue
from scoring.state.documents import Answers
from scoring.state.reads import Shelf

WEEKS = 4
_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """``raised`` in the last ``WEEKS``, of which ``answered``; ``seconds`` from being raised to the first answer, None
    where there was none: the median, and what nine in ten stay below."""

    raised: int
    by_receiver: Mapping[str, int]
    by_rule: Mapping[str, int]
    titles: Mapping[str, str]
    answered: int
    median_seconds: float | None
    most_seconds: float | None
    open: int
    overdue: int


async def count_alerts(shelf: Shelf, t: float) -> Figures:
    """Cost: a round trip for a thousand alerts of the last quarter. What is raised again under its rule after it has
    ended counts once."""
    running = await read_open(shelf)
    recent = [one for one in (*running, *await read_ended(shelf)) if t - WEEKS * 7 * DAY < one.alert.opened <= t]
    delays = await _read_delays(shelf, recent)
    return Figures(
        len(recent),
        Counter(receiver for one in recent for receiver in one.alert.receivers),
        Counter(one.alert.rule for one in recent),
        {one.alert.rule: one.alert.title for one in recent},
        len(delays),
        median(delays) if delays else None,
        _nine_in_ten(delays),
        len(running),
        sum(is_overdue(one, t) for one in running),
    )


async def _read_delays(shelf: Shelf, held: Iterable[Held]) -> Sequence[float]:
    named = [(keys.answers(one.target.subject, one.target.entity), one.alert) for one in held]
    await shelf.fetch(key for key, _ in named)
    found = [(alert, shelf.document(key, Answers)) for key, alert in named]
    given = [(alert, answers.to(alert.id)) for alert, answers in found if answers]
    return [answers[0].recorded - alert.opened for alert, answers in given if answers]


def _nine_in_ten(delays: Sequence[float]) -> float | None:
    if len(delays) < 2:
        return delays[0] if delays else None
    return quantiles(delays, n=_TENTHS, method="inclusive")[-1]
