"""Why somebody is on a list, in words."""

from collections.abc import Iterator

from scoring.indicators.catalogue import DAY
from scoring.risk.caseload.contact import Absence, Discharge
from scoring.risk.caseload.members import Member
from scoring.risk.caseload.stepping import Rise
from streams.caseload import CaseloadPlan
from streams.codes.caseload import Cohort

_HOUR = 3_600


def tell_why(member: Member, plan: CaseloadPlan, t: float) -> dict[Cohort, str]:
    """In the order in which somebody should read it."""
    return {cohort: words for cohort, words in _tell(member, plan, t) if cohort in member.cohorts}


def _tell(member: Member, plan: CaseloadPlan, t: float) -> Iterator[tuple[Cohort, str]]:
    if member.discharge:
        yield Cohort.FOLLOW_UP_DUE, tell_due(member.discharge, plan.following.follow_up_hours, t)
    if member.rise:
        yield Cohort.STEP_UP, tell_rise(member.rise, member.group.label, member.case.probability or 0.0)
    if member.absence:
        yield Cohort.LOST, tell_absence(member.absence, t)
    if member.discharge:
        yield Cohort.DISCHARGED, f"left hospital {count_days(t - member.discharge.ended)} ago"
    yield (
        Cohort.STEP_DOWN,
        f"low risk for {plan.changes.low_weeks} weeks, and no crisis for {plan.changes.calm_days} days",
    )
    yield Cohort.SHIELDING, plan.shielding.words


def tell_due(discharge: Discharge, hours: int, t: float) -> str:
    """
    >>> tell_due(Discharge(0.0, None), 72, 60 * _HOUR), tell_due(Discharge(0.0, None), 72, 6 * DAY)
    ('not seen since leaving hospital: 72-hour follow-up is due in 12 hours', \
'not seen since leaving hospital: 72-hour follow-up is overdue by 3 days')
    """
    left = discharge.ended + hours * _HOUR - t
    due = f"due in {count_days(left)}" if left >= 0 else f"overdue by {count_days(-left)}"
    return f"not seen since leaving hospital: {hours}-hour follow-up is {due}"


def tell_rise(rise: Rise, group: str, probability: float) -> str:
    """
    >>> from streams.codes.caseload import RiskGroup
    >>> tell_rise(Rise(7, RiskGroup.USUAL, 0.021), "Highest risk", 0.064)
    'rose from usual to highest risk in 7 days (2.1% to 6.4%)'
    """
    before = rise.group.label.partition(" ")[0].lower()
    return f"rose from {before} to {group.lower()} in {rise.days} days ({rise.probability:.1%} to {probability:.1%})"


def tell_absence(absence: Absence, t: float) -> str:
    """
    >>> tell_absence(Absence(0.0, True, 14.2 * DAY), 63 * DAY), tell_absence(Absence(0.0, False, None), 95 * DAY)
    ('not seen for 63 days, usually seen about every 14 days', 'not seen since the referral 95 days ago')
    """
    away = count_days(t - absence.since)
    if not absence.ever:
        return f"not seen since the referral {away} ago"
    usual = f", usually seen about every {count_days(absence.usual)}" if absence.usual else ""
    return f"not seen for {away}{usual}"


def count_days(seconds: float) -> str:
    """
    >>> count_days(3 * _HOUR), count_days(30 * _HOUR), count_days(2.4 * DAY), count_days(3_600)
    ('3 hours', '30 hours', '2 days', '1 hour')
    """
    if seconds < 2 * DAY:
        hours = max(1, round(seconds / _HOUR))
        return "1 hour" if hours == 1 else f"{hours} hours"
    return f"{round(seconds / DAY)} days"
