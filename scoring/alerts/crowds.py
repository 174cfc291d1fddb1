"""Alerts about a household where more people were seen than live in one: see :mod:`scoring.indicators.household`.

One begins there by what is known of the address alone, for in a hostel nobody's troubles elsewhere are the others'. Nor
does one end because one person more was seen: it goes on as long as its rule holds by that, or by what is known also of
those who were seen there first, among whom are all who lived there when there were fewer.
"""

from collections.abc import Iterable

from scoring.alerts.episodes import ENDED, Followed, Scene, follow
from scoring.alerts.rules import Rule
from scoring.state.documents import Alert, Alerts
from streams.codes.alerts import AlertSubject


def has_open_household(held: Alerts) -> bool:
    """At the latest tick, or since."""
    return _has_open(held.settled) or _has_open(held.current)


def _has_open(alerts: Iterable[Alert]) -> bool:
    return any(alert.subject == AlertSubject.HOUSEHOLD and alert.state not in ENDED for alert in alerts)


def follow_either(rule: Rule, stood: Alert | None, here: Scene, around: Scene | None) -> Followed:
    """``around``: with those who were seen there first; None where it is no crowd."""
    if around is None or stood is None or stood.state in ENDED or here.now.judge(rule.until or rule.when).holds:
        return follow(rule, stood, here)
    followed = follow(rule, stood, around)
    if followed.alert and followed.alert.state in ENDED:
        # Whether it begins again is another question than the one that was asked, with a moment of its own.
        return Followed(followed.alert, here.now.t)
    return followed
