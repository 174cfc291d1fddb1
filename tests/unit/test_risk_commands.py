"""What ``linnet risk monitor`` and ``linnet risk card`` say."""

import re
from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console

from infra.risk.card import write_card
from infra.risk.monitor import tell_monitored
from scoring.risk.catalogue import COLUMNS
from scoring.risk.monitoring.reports import Figures, ModelMonth, SliceHeld
from scoring.risk.monitoring.showing import join_weeks, show_slices
from scoring.risk.practice import PRACTICE
from scoring.risk.vigil import Vigil
from scoring.state.monitoring import Register
from scoring.state.monitoring_view import Monitored
from tests.monitored import RAISED, monitor
from tests.outcomes import Caseload

NOTHING = Monitored(Register(), (), Vigil())


@pytest.fixture(scope="module")
def monitored() -> Monitored:
    return monitor(Caseload("northmoor", 500, 20, datetime(2025, 1, 6, tzinfo=UTC), turn=11, more=1.6), 2)


def printed(found: Monitored, month: str = "") -> str:
    screen = Console(file=StringIO(), width=120)
    screen.print(*tell_monitored(found, month), sep="\n")
    assert isinstance(screen.file, StringIO)
    return screen.file.getvalue()


def test_the_months_the_alarms_and_the_latest_final_month_are_printed(monitored: Monitored) -> None:
    """With models side by side, the one in use first, and each slice with its interval."""
    said = printed(monitored)
    assert "2025-01 " in said
    assert "2025-04 *" in said
    assert "Crises: 127 % of what the model expected" in said
    assert "\n2025-02\n" in said
    assert "kalman (in use)" in said
    assert re.search(r"Sex: Female +\d+ +\d+ +\d\.\d{2} \(\d\.\d{2} to \d\.\d{2}\)", said)


def test_small_groups_are_not_measured(monitored: Monitored) -> None:
    """Fewer than five people in crisis: no measure, and no count of them."""
    figures = Figures(40, 12, 9, 4, {"observed_over_expected": (1.0, 0.5, 2.0)})
    month = ModelMonth(40, figures, (), (), 4, (None, None, None), (SliceHeld("sex", "female", figures),))
    (shown,) = show_slices(month)
    assert (shown.persons, shown.in_crisis, shown.measures) == (10, None, {})
    assert "under 5" in printed(monitored) or monitored.reports


def test_a_month_that_was_asked_for_is_told_or_missed(monitored: Monitored) -> None:
    """Not some other."""
    assert "\n2025-03, not final\n" in printed(monitored, "2025-03")
    assert "there is no report of 2019-01" in printed(monitored, "2019-01")
    assert printed(NOTHING).startswith("nothing yet")


def test_a_model_that_is_unfit_is_told_as_such(monitored: Monitored) -> None:
    """With since when, and why."""
    unfit = Monitored(monitored.register, monitored.reports, Vigil(frozen=RAISED, unfit="many"))
    assert "not fit for use since 24 Mar 2025: Far more people" in printed(unfit)


def test_weeks_in_two_months_are_one(monitored: Monitored) -> None:
    """Every week once, earliest first, with the predictions of both."""
    weeks = join_weeks(monitored.reports, "kalman")
    assert [week.began for week in weeks] == sorted({week.began for week in weeks})
    counted = sum(report.models["kalman"].figures.predictions for report in monitored.reports)
    assert sum(week.predictions for week in weeks) == counted


def test_the_card_has_every_column_and_only_figures_that_were_measured(monitored: Monitored) -> None:
    """What is for whom, what computes it, what it looks at, and how good it was for whom."""
    card = "\n".join(write_card(PRACTICE, {"northmoor": monitored}))
    assert all(f"`{column.name}`" in card for column in COLUMNS)
    assert all(recipe.name in card for recipe in PRACTICE.recipes)
    assert "### northmoor" in card
    assert "Ethnic group: Black, Black British, Caribbean or African" in card
    assert "Crises: 127 % of what the model expected (stands)" in card
    assert not re.search(r"\bnan\b|None", card)
    plain = "\n".join(write_card(PRACTICE, {}))
    assert "written without figures" in plain
    assert "0.7" not in plain.split("## What it looks at")[1].split("## How good")[1]
