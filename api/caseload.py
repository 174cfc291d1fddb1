"""What is asked about a caseload: who is on which list, how one person stands and why."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from api.answers import caseload as told
from api.answers.caring import write_groups, write_guarantee, write_model, write_shown
from api.answers.parts import AreaFreshness
from api.answers.writing import write_moment
from api.asking import ask_area, unknown, wrong_cursor
from api.context import Context
from api.looking import require
from api.policy.deciding import Resource
from api.polling import find_figures, find_plan, round_now, survey_area
from scoring.linkage.records import RecordId
from scoring.risk.caseload.attention import Place
from scoring.risk.caseload.members import Member
from scoring.risk.caseload.purpose import PURPOSE
from scoring.risk.held import Awaiting
from scoring.state.caseload_view import Listed, Shown, Survey, Wanted, find_team, list_members, show
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from streams.caseload import CaseloadPlan
from streams.codes.caseload import CaseloadList
from streams.errors import Invalid

# Pages of one list are of one moment, so that they fit together; a list older than this is to be asked for anew.
_LIST_LASTS = timedelta(hours=1)
_STALE = timedelta(days=2)
_PLACE = re.compile(r"^(\d{1,10})_(\d)_(\d)_(-?[\d.e+-]{1,24})_(\S{16})$")


async def list_caseload(context: Context, area: str, wanted: Wanted, after: str, limit: int) -> told.CaseloadAnswer:
    """Of one of the asker's teams, or of all of them, without the asker's own row. Raises :class:`Invalid` for an area
    or an ``after`` that is none."""
    plan, now = find_plan(context, area), round_now(context)
    place = None
    if after:
        now, place = _read_place(after, now)
    figures, _ = await find_figures(context, area)
    surveyed, freshness = await survey_area(context, area, choose_teams(context, wanted.team), now.timestamp())
    listed = list_members(surveyed, wanted, figures.guarantee.assurance)
    due = [(each, member) for each, member in listed.found if place is None or each > place]
    shown, following = await _show_page(context, area, surveyed, due, limit, now.timestamp())
    return told.CaseloadAnswer(
        area=area,
        as_at=now,
        team=wanted.team,
        worker=wanted.worker,
        listed=wanted.list,
        people=[write_shown(area, one, plan, now) for one in shown],
        next=_write_place(now, following) if following else None,
        lists=_write_lists(listed, plan),
        groups=write_groups(dict(listed.groups)),
        teams=[team for team in figures.teams if team in context.asker.viewer.teams],
        workers=list(listed.workers),
        step_down=write_guarantee(figures.guarantee, plan),
        model=write_model(surveyed.model),
        purpose=list(PURPOSE),
        freshness=freshness,
    )


async def _show_page(
    context: Context, area: str, surveyed: Survey, due: Sequence[tuple[Place, Member]], limit: int, t: float
) -> tuple[list[Shown], Place | None]:
    """``limit`` that may be told of, and the place of the last where there are more."""
    shown: list[Shown] = []
    last: Place | None = None
    while due and len(shown) < limit:
        some, due = due[: limit - len(shown)], due[limit - len(shown) :]
        last, members = some[-1][0], [member for _, member in some]
        found, _ = await ask_area(context, area, partial(_show, members, surveyed, t))
        shown += [one for one in found if not context.asker.viewer.is_among(one.particulars.nhs_numbers)]
    return shown, last if due else None


async def _show(members: Sequence[Member], surveyed: Survey, t: float, shelf: Shelf) -> list[Shown]:
    return await show(shelf, members, surveyed.model.learner, t)


async def open_risk(context: Context, area: str, record: str) -> told.RiskAnswer:
    """Raises :class:`Unknown` for who is on no caseload, and for whom nothing may be told of."""
    plan, now = find_plan(context, area), round_now(context)
    found, _ = await ask_area(context, area, lambda shelf: find_team(shelf, RecordId(record)))
    if found is None:
        raise unknown()
    entity, team = found
    require(context, Resource(area, Subject.PERSON, frozenset((team,))), hide=True)
    surveyed, freshness = await survey_area(context, area, {team}, now.timestamp())
    members = [member for member in surveyed.members if member.case.person == entity]
    shown, _ = await ask_area(context, area, partial(_show, members, surveyed, now.timestamp()))
    if not shown:
        raise unknown()
    return told.RiskAnswer(
        area=area,
        as_at=now,
        person=write_shown(area, shown[0], plan, now),
        history=_write_history(shown[0].member.case.weekly),
        stale=_find_stale(freshness, now),
        model=write_model(surveyed.model),
        purpose=list(PURPOSE),
        freshness=freshness,
    )


def choose_teams(context: Context, team: str) -> frozenset[str]:
    return frozenset((team,)) if team else context.asker.viewer.teams


def _write_history(weekly: Sequence[Awaiting]) -> list[told.WeeklyScore]:
    return [told.WeeklyScore(at=write_moment(one.made), probability=one.probability) for one in reversed(weekly)]


def _write_lists(listed: Listed, plan: CaseloadPlan) -> list[told.ListSize]:
    """Shielding only where the area has declared whom to shield."""
    return [
        told.ListSize(name=name, label=name.label, people=count)
        for name, count in listed.lists.items()
        if name is not CaseloadList.SHIELDING or plan.shielding.factors
    ]


def _find_stale(fresh: AreaFreshness, now: datetime) -> list[str]:
    return [one.label for one in fresh.agencies if one.data_to is None or now - one.data_to > _STALE]


def _write_place(now: datetime, place: Place) -> str:
    return f"{now.timestamp():.0f}_{place.tier}_{place.answered}_{place.score!r}_{place.person}"


def _read_place(after: str, now: datetime) -> tuple[datetime, Place]:
    found = _PLACE.match(after)
    score = _read_number(found[4]) if found else None
    if found is None or score is None:
        raise wrong_cursor()
    at = datetime.fromtimestamp(int(found[1]), UTC)
    if not timedelta(0) <= now - at <= _LIST_LASTS:
        raise Invalid("cursor", "the list is of more than an hour ago: ask for it from the top", "after")
    return at, Place(int(found[2]), int(found[3]), score, found[5])


def _read_number(words: str) -> float | None:
    try:
        return float(words)
    except ValueError:  # not an error of ours: what was asked with is no place
        return None
