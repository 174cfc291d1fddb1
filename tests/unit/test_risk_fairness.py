"""Whether monitoring shows it when a model serves some people worse than others."""

from datetime import UTC, datetime

import numpy as np
import pytest

from scoring.risk.judging.capture import find_tops
from scoring.risk.judging.outcomes import Outcomes
from scoring.risk.metrics import Judgement, judge, judge_slices
from tests.outcomes import Caseload

STARTS = datetime(2025, 1, 6, tzinfo=UTC)


def _judge(unseen: dict[str, float]) -> tuple[Judgement, dict[tuple[str, str], Judgement]]:
    told = [event["data"] for event in Caseload("fairfield", 4_000, 12, STARTS, unseen=unseen).tell()]
    outcomes = Outcomes.write(
        [datetime.fromisoformat(each["made_at"]).timestamp() for each in told],
        [each["probability"] for each in told],
        [each["label"] for each in told],
        [datetime.fromisoformat(each["known_at"]).timestamp() for each in told],
        [each["person"] for each in told],
        [each["team"] for each in told],
        {name: [each["slices"][name] for each in told] for name in told[0]["slices"]},
    )
    slices = judge_slices(outcomes, find_tops(outcomes))
    return judge(outcomes), {(name, value): judgement for name, value, judgement in slices}


@pytest.fixture(scope="module")
def equal() -> tuple[Judgement, dict[tuple[str, str], Judgement]]:
    return _judge({})


def test_with_equal_recording_no_slice_is_off(equal: tuple[Judgement, dict[tuple[str, str], Judgement]]) -> None:
    """Of 18 slices of one model that says the true risk none is off by more than chance allows 18 of them together
    (Bonferroni: 3.0 standard errors, against 1.96 of one interval)."""
    for judgement in equal[1].values():
        ratio = judgement.measures["observed_over_expected"]
        error = np.log(ratio.high / ratio.value) / 1.96
        assert abs(np.log(ratio.value)) < 3.0 * error


def test_the_whole_is_calibrated_when_the_model_says_the_true_risk(
    equal: tuple[Judgement, dict[tuple[str, str], Judgement]],
) -> None:
    """Ratio, intercept and slope hold what is right."""
    measures = equal[0].measures
    assert measures["observed_over_expected"].holds(1.0)
    assert measures["intercept"].holds(0.0)
    assert measures["slope"].holds(1.0)


def test_a_group_whose_crises_go_unrecorded_shows() -> None:
    """Half of the crises of one ethnic group are recorded nowhere, its true risk being everybody's: its observed over
    expected lies below that of all others, and no other slice of ethnic groups is off."""
    _, slices = _judge({"black": 0.5})
    ratios = {
        value: each.measures["observed_over_expected"]
        for (name, value), each in slices.items()
        if name == "ethnic_group"
    }
    assert ratios["black"].high < min(ratio.low for value, ratio in ratios.items() if value == "white")
    assert ratios["black"].high < 0.9
    assert all(ratio.holds(1.0) for value, ratio in ratios.items() if value != "black")
