"""Alarms are raised when a finding comes to the top, stand while it lasts, and end when it is gone."""

from collections.abc import Sequence

from msgspec.structs import replace

from scoring.risk.vigil import Alarm
from scoring.risk.watch.findings import CALIBRATION, FEATURE, FEED, SCORES, SKILL, Finding
from streams.codes.agencies import Agency

# So that one on the edge does not come and go: a quarter.
_LEAST_SECONDS = 13 * 7 * 86_400
# Standing ones are kept whatever comes after them.
_KEPT = 24


def raise_alarms(held: Sequence[Alarm], findings: Sequence[Finding], t: float) -> tuple[Alarm, ...]:
    """Latest first."""
    seen = {(found.kind, found.about, found.rose): found for found in findings}
    ended = [_end(alarm, seen, t) for alarm in held]
    standing = {(alarm.kind, alarm.about, alarm.rose) for alarm in ended if not alarm.ended}
    new = [
        Alarm(found.kind, found.about, found.rose, t, found.ratio)
        for key, found in sorted(seen.items())
        if found.height >= 1 and key not in standing
    ]
    return _keep([*new, *ended])


def _end(alarm: Alarm, seen: dict[tuple[str, str, bool], Finding], t: float) -> Alarm:
    found = seen.get((alarm.kind, alarm.about, alarm.rose))
    lasts = (found is not None and found.height > found.ends) or t < alarm.raised + _LEAST_SECONDS
    return alarm if alarm.ended or lasts else replace(alarm, ended=t)


def _keep(alarms: Sequence[Alarm]) -> tuple[Alarm, ...]:
    room = _KEPT - sum(not alarm.ended for alarm in alarms)
    past = [at for at, alarm in enumerate(alarms) if alarm.ended][: max(0, room)]
    return tuple(alarm for at, alarm in enumerate(alarms) if not alarm.ended or at in past)


def describe(alarm: Alarm) -> str:
    """
    >>> describe(Alarm("feed", "police", False, 0.0, 0.55))
    'Police: 55 % of the usual number of people on the caseload had a contact recorded'
    """
    share = f"{100 * alarm.ratio:.0f} %"
    match alarm.kind:
        case "feed":
            about = Agency(alarm.about).label
            return f"{about}: {share} of the usual number of people on the caseload had a contact recorded"
        case "skill":
            return f"{Agency(alarm.about).label}: its data add less to the prediction than they did ({share})"
        case "calibration":
            return f"Crises: {share} of what the model expected"
        case "feature":
            return f"{alarm.about.replace('-', ' ').capitalize()}: {share} of the usual level over the caseload"
        case _:
            return f"Scores: their spread over the caseload has shifted (stability index {alarm.ratio:.2f})"


KINDS = (FEED, FEATURE, SCORES, CALIBRATION, SKILL)
