"""A start by turns that were drawn by lot, on outcomes made by hand."""

from datetime import UTC, date, datetime
from math import isnan
from random import Random

import pytest
from pydantic import TypeAdapter, ValidationError

from api.answers.counting import write_staggering
from scoring.indicators.catalogue import DAY
from scoring.linkage.records import EntityId
from scoring.risk.caseload.episodes import Episode
from scoring.risk.caseload.staggering import Staggering, compare_starts, draw_starts
from streams.caseload import CaseloadPlan, Staggered

TEAMS = tuple(f"Team {n}" for n in range(12))
FIRST = date(2026, 6, 1)
AT_FIRST = datetime(2026, 6, 1, tzinfo=UTC).timestamp()
# Six weeks after the sixth turn: of scores 4, 8 and 12 weeks old, some teams had started and some had not.
T = AT_FIRST + (5 * 4 + 6) * 7 * DAY


def staggered(lot: str = "drawn in public", teams: tuple[str, ...] = TEAMS) -> Staggered:
    return Staggered("Weekly review of the list", teams, FIRST, 4, lot)


def outcomes(plan: Staggered, effect: float, base: float = 0.1, people: int = 60, seed: int = 1) -> list[Episode]:
    """``effect`` is what a start multiplies the share of crises by; each four weeks nearer to now it doubles anyway."""
    rng, starts = Random(seed), dict(draw_starts(plan))
    found = []
    for weeks, share in ((12, base), (8, 2 * base), (4, 4 * base)):
        made = T - weeks * 7 * DAY
        for team in plan.teams:
            at = share * (effect if starts[team] <= made else 1.0)
            for n in range(people):
                who = EntityId(f"{team}/{n}")
                found.append(Episode(who, team, "A06", made, share, None, rng.random() < at, frozenset(), False))
    return found


def compare(effect: float, plan: Staggered | None = None, **more: float) -> Staggering:
    plan = plan or staggered()
    return compare_starts(outcomes(plan, effect, **more), plan, T)  # type: ignore[arg-type]  # whole numbers


def test_turns_are_drawn_by_the_lot_alone() -> None:
    """In whatever order the teams are written, each has the one turn that anybody can draw again; another lot, another
    order."""
    starts = draw_starts(staggered())
    assert starts == draw_starts(staggered(teams=TEAMS[::-1]))
    assert sorted(team for team, _ in starts) == sorted(TEAMS)
    assert [at for _, at in starts] == [AT_FIRST + 28 * DAY * turn for turn in range(12)]
    assert starts != draw_starts(staggered("drawn once more"))


def test_what_a_start_does_is_found() -> None:
    """Half the crises in teams that have started show as a difference below nought that a lot alone seldom makes."""
    found = compare(0.5)
    assert found.difference.high < 0
    assert found.chance < 0.05
    assert found.waiting.share > found.started.share


def test_what_happens_to_everybody_is_no_difference() -> None:
    """Crises double every four weeks, and nothing is done: of 60 lots, some 95 in 100 intervals hold nought."""
    plans = [staggered(f"drawn the {n}th time") for n in range(60)]
    found = [compare(1.0, plan, seed=n) for n, plan in enumerate(plans)]
    assert sum(one.difference.holds(0) for one in found) >= 54
    assert sum(one.chance <= 0.1 for one in found) <= 14


def test_a_team_in_the_middle_of_its_turn_is_on_neither_side() -> None:
    """Whose turn came in the 28 days after a score had started for part of them."""
    plan = staggered()
    starts, made = dict(draw_starts(plan)), [T - weeks * 7 * DAY for weeks in (4, 8, 12)]
    found = compare(0.5)
    waiting = {team for team, at in starts.items() if any(at >= one + 28 * DAY for one in made)}
    started = {team for team, at in starts.items() if any(at <= one for one in made)}
    assert (found.waiting.teams, found.started.teams) == (len(waiting), len(started))
    assert found.waiting.scores + found.started.scores < 3 * len(TEAMS) * 60


def test_too_little_says_nothing() -> None:
    """With fewer than two teams on a side, or teams with next to no scores, there is no difference to tell."""
    for found in (compare(0.5, people=9), compare(0.5, staggered(teams=TEAMS[:4]))):
        assert isnan(found.difference.value)
        assert isnan(found.chance)
        told = write_staggering(staggered(), found)
        assert (told.chance, told.difference.per_1000, told.waiting.people, told.started.crises) == (None,) * 4


def test_small_numbers_are_told_on_neither_side() -> None:
    """Four crises on one side: the other's number would give it away."""
    told = write_staggering(staggered(), compare(0.0))
    assert (told.started.crises, told.waiting.crises, told.difference.per_1000) == (None, None, None)
    assert told.started.teams > 0


@pytest.mark.parametrize("wrong", [{"teams": ["A", "B", "B", "C"]}, {"teams": ["A", "B"]}, {"lot": "x"}, {"until": 1}])
def test_a_plan_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    """A team twice, too few of them, a lot that anybody would guess, a word that is none."""
    right = {"words": "Reviews", "teams": [*TEAMS], "first": "2026-06-01", "weeks_apart": 4, "lot": "drawn in public"}
    plans = TypeAdapter(CaseloadPlan)
    assert plans.validate_python({"staggered": right}).staggered is not None
    with pytest.raises(ValidationError):
        plans.validate_python({"staggered": right | wrong})
