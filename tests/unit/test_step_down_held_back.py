"""Where the step-down list is not given, nothing else says that somebody is ready to step down."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from api import polling
from api.context import Context
from scoring.risk.caseload.guarantee import Assurance
from scoring.risk.caseload.members import Member, find_members, hold_back
from scoring.risk.caseload.wording import tell_why
from scoring.risk.caseload.workload import sum_up
from scoring.risk.vigil import Vigil
from scoring.state import caseload_figures
from scoring.state.caseload_figures import AreaFigures, read_figures
from scoring.state.caseload_held import Held
from scoring.state.caseload_view import Survey
from streams.caseload import CaseloadPlan
from streams.codes.caseload import Cohort
from tests.cases import T, make_case, make_course, see_every

PLAN = CaseloadPlan()
CALM = make_case("calm", 0.004, see_every(make_course(), 28, 12), [0.004] * 6)


def find() -> list[Member]:
    return find_members([CALM], PLAN, T, {})


@pytest.mark.parametrize("assurance", Assurance)
def test_nobody_is_ready_whom_the_list_would_not_name(assurance: Assurance) -> None:
    """Not in the words of another list, and not in a count."""
    (calm,) = held = hold_back(find(), assurance)
    given = assurance in (Assurance.WITHIN, Assurance.TOO_FEW)
    assert (Cohort.STEP_DOWN in tell_why(calm, PLAN, T)) is given
    assert sum_up(held, PLAN.following, T).cohorts.get(Cohort.STEP_DOWN, 0) == int(given)


async def count_ready(monkeypatch: pytest.MonkeyPatch, vigil: Vigil) -> tuple[AreaFigures, Survey]:
    """As the area's figures and a survey of the team have it."""

    async def answer(*said: Any) -> Any:
        return said

    async def model(_: Any) -> Any:
        return SimpleNamespace(learner=None, vigil=vigil)

    async def held(*_: Any) -> Held:
        return Held([CALM], {}, {})

    async def everybody(_: Any) -> list[str]:
        return ["calm"]

    async def passing(*_: Any) -> Any:
        return await answer(Survey(find(), frozenset(), cast(Any, None)), None)

    monkeypatch.setattr(caseload_figures, "read_model", model)
    monkeypatch.setattr(caseload_figures, "read_held", held)
    monkeypatch.setattr(caseload_figures, "list_everybody", everybody)
    figures = await read_figures(cast(Any, lambda: None), PLAN, T)
    monkeypatch.setattr(polling, "find_plan", lambda *_: PLAN)
    monkeypatch.setattr(polling, "find_figures", lambda *_: answer(figures, None))
    monkeypatch.setattr(polling, "answer_in_passing", passing)
    monkeypatch.setattr(polling, "_write_freshness", lambda *_: None)
    context = cast(Context, SimpleNamespace(redis=None, models={"northmoor": None}))
    return figures, (await polling.survey_area(context, "northmoor", {"CMHT"}, T))[0]


@pytest.mark.parametrize(("vigil", "ready"), [(Vigil(), 1), (Vigil(frozen=T), 0)], ids=["fit", "unfit"])
async def test_an_unfit_model_says_nowhere_that_somebody_is_ready(
    monkeypatch: pytest.MonkeyPatch, vigil: Vigil, ready: int
) -> None:
    """Neither in what teams carry nor of a person."""
    figures, surveyed = await count_ready(monkeypatch, vigil)
    assert figures.teams["CMHT"].cohorts.get(Cohort.STEP_DOWN, 0) == ready
    assert [Cohort.STEP_DOWN in one.cohorts for one in surveyed.members] == [bool(ready)]
