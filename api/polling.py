"""How a whole caseload is asked: read in passing, as of now or, over all of an area, as of some minutes ago."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from api.answers.parts import AreaFreshness
from api.answers.writing import write_freshness
from api.asking import check_area
from api.context import Context
from scoring.risk.caseload.members import hold_back
from scoring.state.caseload_figures import AreaFigures, AreaOutcomes
from scoring.state.caseload_view import Survey, survey
from scoring.state.documents import Freshness
from scoring.state.reads import answer_in_passing
from streams.caseload import CaseloadPlan


async def find_figures(context: Context, area: str) -> tuple[AreaFigures, AreaFreshness]:
    """As of some minutes ago at most."""
    plan, t = find_plan(context, area), round_now(context).timestamp()
    found, fresh = await context.surveys.figures.find(context.redis, area, context.models[area], plan, t)
    return found, _write_freshness(context, area, fresh)


async def find_outcomes(context: Context, area: str) -> tuple[AreaOutcomes, AreaFreshness]:
    plan, t = find_plan(context, area), round_now(context).timestamp()
    found, fresh = await context.surveys.outcomes.find(context.redis, area, context.models[area], plan, t)
    return found, _write_freshness(context, area, fresh)


def find_plan(context: Context, area: str) -> CaseloadPlan:
    """Raises :class:`Invalid` for an area that is none."""
    check_area(context, area)
    return context.settings.partnership.areas[area].caseload


async def survey_area(context: Context, area: str, teams: Collection[str], t: float) -> tuple[Survey, AreaFreshness]:
    """Of people as far as they may be told of by what is known over the whole area."""
    plan, (figures, _) = find_plan(context, area), await find_figures(context, area)
    found, fresh = await answer_in_passing(
        context.redis, area, context.models[area], lambda open_shelf: survey(open_shelf, teams, plan, t)
    )
    members = hold_back(found.members, figures.guarantee.assurance)
    return replace(found, members=members), _write_freshness(context, area, fresh)


def round_now(context: Context) -> datetime:
    """Whole seconds, for a place in a list says them."""
    return context.now().replace(microsecond=0)


def _write_freshness(context: Context, area: str, fresh: Freshness) -> AreaFreshness:
    return write_freshness(area, context.settings.partnership.areas[area], fresh)
