"""Outcomes as rows, and months as reports."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.risk.metrics import judge
from scoring.risk.monitoring.months import DAY, begin_month, end_month, month_before, name_month, next_month
from scoring.risk.monitoring.reporting import report_month
from scoring.risk.monitoring.reports import read_report, write_report
from scoring.risk.monitoring.rows import MODELS, ROW, Known, Words, judge_rows, learn_words, read_rows, write_rows
from tests.outcomes import Caseload

PERSON = "s0Ynm5ZTsN1TlyCx"
NOBODY = Words()


def know(person: str = PERSON, made: float = 1e9, label: bool = False, probability: float = 0.1) -> Known:
    slices = ("female", "26-64", "white", "1", "A06")
    return Known(person, made, made + 28 * DAY, "kalman", probability, {"other": 0.2}, label, "North", slices)


def test_a_row_says_what_was_told() -> None:
    """Probabilities to six digits, and what each model said."""
    told = [know(probability=0.123456)]
    words = learn_words(NOBODY, told)
    raw = write_rows(words, told)
    assert len(raw) == ROW.itemsize == 53
    outcomes = judge_rows(read_rows(raw), words, "kalman")
    assert outcomes.probability.tolist() == [0.123456]
    assert judge_rows(read_rows(raw), words, "other").probability.tolist() == [0.2]
    assert {name: column.names[column.codes[0]] for name, column in outcomes.slices.items()} == {
        "sex": "female",
        "age_band": "26-64",
        "ethnic_group": "white",
        "deprivation_fifth": "1",
        "team_type": "A06",
        "team": "North",
    }


def test_what_was_told_last_of_a_prediction_stands() -> None:
    """A correction replaces, and the same again changes nothing."""
    told = [know(), know(label=True), know(made=2e9), know(label=True)]
    words = learn_words(NOBODY, told)
    rows = read_rows(write_rows(words, told))
    assert rows["made"].tolist() == [1_000_000_000, 2_000_000_000]
    assert rows["label"].tolist() == [1, 0]


def test_a_model_too_many_is_not_kept() -> None:
    """Those that were there first are."""
    told = [know()._replace(rivals={f"m{number}": 0.1 for number in range(9)})]
    words = learn_words(NOBODY, told)
    assert len(words.models) == MODELS
    assert words.models[0] == "kalman"
    assert len(write_rows(words, told)) == ROW.itemsize


@given(st.floats(0, 4e9))
def test_every_moment_is_in_its_month(t: float) -> None:
    """And months follow one another without a gap."""
    month = name_month(t)
    assert begin_month(month) <= t < end_month(month)
    assert month_before(next_month(month)) == month
    assert end_month(month) == begin_month(next_month(month))


def _know_all(caseload: Caseload) -> list[Known]:
    events = [event["data"] for event in caseload.tell()]
    return [
        Known(
            each["person"],
            datetime.fromisoformat(each["made_at"]).timestamp(),
            datetime.fromisoformat(each["known_at"]).timestamp(),
            each["model"],
            each["probability"],
            each["rivals"],
            each["label"],
            each["team"],
            tuple(each["slices"].values()),
        )
        for each in events
    ]


def test_a_months_report_is_of_the_predictions_made_in_it() -> None:
    """The champion's with slices and weeks, a challenger's without slices; a month that is not over yet is told as
    such, and up to a whole week whose outcomes are known."""
    told = _know_all(Caseload("x", 300, 14, datetime(2025, 1, 6, tzinfo=UTC)))
    words = learn_words(NOBODY, told)
    rows = read_rows(write_rows(words, told))
    latest = max(each.known for each in told)
    report = report_month("2025-02", rows, words, latest, True)
    made = [each for each in told if begin_month("2025-02") <= each.made < end_month("2025-02")]
    champion = report.models["kalman"]
    assert report.champion == "kalman"
    assert champion.figures.predictions == champion.shown == len(made)
    assert sum(week.predictions for week in champion.weeks) == len(made)
    assert {each.slice for each in champion.slices} == {
        *("sex", "age_band", "ethnic_group", "deprivation_fifth", "team_type", "team"),
    }
    assert report.models["without-others"].slices == ()
    crises = {(each.person, each.known) for each in told if each.label and name_month(each.known) == "2025-02"}
    assert champion.crises == len(crises)
    assert read_report(write_report(report)) == report
    early = report_month("2025-02", rows, words, begin_month("2025-03") + 5 * DAY, False)
    assert early.until == datetime(2025, 2, 3, tzinfo=UTC).timestamp()


def test_a_report_says_what_the_measures_say() -> None:
    """Of the rows of one model, to six digits."""
    told = _know_all(Caseload("x", 200, 8, datetime(2025, 2, 3, tzinfo=UTC)))
    words = learn_words(NOBODY, told)
    rows = read_rows(write_rows(words, told))
    report = report_month("2025-02", rows, words, max(each.known for each in told) + 40 * DAY, True)
    outcomes = judge_rows(rows, words, "kalman")
    plain = judge(outcomes.take(outcomes.made < end_month("2025-02"))).measures
    for name in ("auroc", "slope", "observed_over_expected", "average_precision"):
        assert report.models["kalman"].figures.measures[name][0] == pytest.approx(plain[name].value, abs=1e-6)


def test_a_month_of_which_nothing_is_known_has_no_models() -> None:
    """No crash, nothing made up."""
    assert report_month("2025-02", read_rows(b""), NOBODY, 0.0, False).models == {}
    assert report_month("2025-02", read_rows(b""), NOBODY, 0.0, False).champion == ""
