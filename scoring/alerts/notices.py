"""What became of alerts, for others to hear: each change of state once, in an order that a replay repeats."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from scoring.alerts.episodes import ENDED
from scoring.alerts.wording import blunt
from scoring.linkage.records import EntityId
from scoring.state.documents import Alert
from streams.codes.alerts import Change


@dataclass(frozen=True, slots=True)
class AlertNews:
    """``alert`` as it stands now, its ``state`` the change to tell."""

    entity: EntityId
    alert: Alert


def hide_places(news: AlertNews) -> AlertNews:
    """For somebody restricted, as on their page."""
    because = tuple(map(blunt, news.alert.because))
    return AlertNews(news.entity, msgspec.structs.replace(news.alert, because=because))


def find_news(before: Sequence[Alert], after: Sequence[Alert], entity: EntityId) -> Iterator[AlertNews]:
    """An alert that is not there any more, and had not ended, was taken back before the next tick: withdrawn. One that
    had ended is forgotten, or comes back into view when another that took its place is taken back: no news."""
    stood = {alert.id: alert for alert in before}
    for alert in after:
        held = stood.pop(alert.id, None)
        if held is None and alert.state in ENDED:
            continue
        if held is None or (held.state, held.since) != (alert.state, alert.since):
            yield AlertNews(entity, alert)
    for alert in stood.values():
        if alert.state not in ENDED:
            yield AlertNews(entity, msgspec.structs.replace(alert, state=Change.WITHDRAWN.value))
