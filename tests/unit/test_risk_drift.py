"""The watch over the model sees what changes, and only that."""

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from scoring.risk.catalogue import ALPHABET, COLUMNS, PLACES
from scoring.risk.drift import follow
from scoring.risk.held import Awaiting
from scoring.risk.labels import Outcome
from scoring.risk.learner import Learner
from scoring.risk.packing import pack_numbers, unpack_numbers
from scoring.risk.recipe import CHAMPION
from scoring.risk.vigil import Alarm, Vigil
from scoring.risk.watch.alarms import raise_alarms
from scoring.risk.watch.findings import FEED, Finding
from scoring.risk.watch.fitness import find_unfit
from scoring.risk.watch.parts import AgencyParts
from scoring.risk.watch.watched import AGENCIES, SIGNALS, count_touched, sum_levels
from tests.watched import START, WEEK, live, write_week

PEOPLE = 20_000
NEVER = "".join(ALPHABET[-1] if column.name.startswith("since-") else ALPHABET[0] for column in COLUMNS)


def _live(weeks: int, seed: int, change: int = 10_000, more: float = 1.0, police: float = 1.0) -> Vigil:
    def weather(week: int) -> tuple[float, float]:
        return (more, police) if week >= change else (1.0, 1.0)

    return live(np.random.default_rng(seed), PEOPLE, weeks, weather)


def _weeks_until(alarm: Alarm, change: int) -> float:
    return (alarm.raised - START) / WEEK - change


def test_hardly_an_alarm_is_raised_while_nothing_changes() -> None:
    """Six times four years of a caseload of 20,000: one at most, where one in ten years is allowed for."""
    lives = [_live(208, seed) for seed in range(6)]
    assert sum(len(vigil.alarms) for vigil in lives) <= 1
    assert not any(vigil.frozen for vigil in lives)


@pytest.mark.parametrize("seed", range(6))
def test_a_quarter_more_crises_and_half_the_police_are_noticed_within_six_weeks(seed: int) -> None:
    """On a caseload of 20,000, with the model going on as before."""
    vigil = _live(90, seed, change=80, more=1.25, police=0.55)
    found = {(alarm.kind, alarm.about, alarm.rose): _weeks_until(alarm, 80) for alarm in vigil.alarms}
    assert found.keys() == {("feed", "police", False), ("calibration", "", True)}
    assert max(found.values()) <= 6


@pytest.mark.parametrize("seed", range(4))
def test_a_fifth_more_crises_are_noticed_within_six_weeks(seed: int) -> None:
    """As much is left of a change when the model has begun to follow it."""
    (alarm, *_) = _live(90, seed, change=80, more=1.2).alarms
    assert (alarm.kind, alarm.rose) == ("calibration", True)
    assert _weeks_until(alarm, 80) <= 6


def test_an_alarm_ends_when_what_raised_it_has_become_usual() -> None:
    """The police stay where they are: two years and a half on that is what is usual."""
    vigil = _live(220, 3, change=80, police=0.55)
    (alarm,) = vigil.alarms
    assert alarm.raised < alarm.ended < START + 210 * WEEK


def test_the_document_stays_small() -> None:
    """At most 6 KB, with every chart moving and as many alarms as are kept."""
    vigil = _live(120, 4, change=60, more=1.6, police=0.3)
    alarms = tuple(Alarm("feature", SIGNALS[at % len(SIGNALS)], True, START, 1.234) for at in range(24))
    assert len(msgspec.json.encode(replace(vigil, alarms=alarms))) <= 6_000


def test_twice_as_many_crises_make_the_model_unfit_until_they_have_passed() -> None:
    """It is fit again when for four weeks nothing has spoken against it."""
    vigil = _live(90, 5, change=80, more=2.0)
    assert vigil.frozen
    assert vigil.unfit == "many"
    random = np.random.default_rng(1)
    for number in range(90, 110):
        week, shape = write_week(random, vigil.current.number, PEOPLE, 1.0, 1.0)
        vigil = follow(replace(vigil, current=week, shape=shape), (), (), START + (number + 1) * WEEK)
    assert (vigil.frozen, vigil.unfit) == (0.0, "")


def test_a_silent_record_makes_the_model_unfit() -> None:
    """Two weeks with next to nothing from the mental health record."""
    vigil = _live(60, 6)
    silent = [replace(week, touched=(*week.touched[:-1], 12)) for week in vigil.weeks[:2]]
    assert find_unfit(vigil.weeks, vigil.usual) == ""
    assert find_unfit((*silent, *vigil.weeks[2:]), vigil.usual) == "silent"


def test_doing_no_better_than_the_base_rate_makes_the_model_unfit() -> None:
    """The losses of eight weeks against those of saying the same of everybody."""
    vigil = _live(60, 7)
    blind = [replace(week, loss=0.14 * PEOPLE) for week in vigil.weeks]
    assert find_unfit(blind, vigil.usual) == "skill"


def _predict(probability: float, vector: str, label: int = -1) -> Awaiting:
    return Awaiting(made=int(START), model="m", probability=probability, rivals={}, vector=vector, label=label)


def _touch(column: str, days: float) -> str:
    place = PLACES[column]
    code = round(np.log1p(days) / COLUMNS[place].step)
    return NEVER[:place] + ALPHABET[code] + NEVER[place + 1 :]


def test_who_was_in_touch_is_read_from_the_vector() -> None:
    """Within the week before, by agency; and the levels of its signals."""
    vectors = [_touch("since-police", 3.0), _touch("since-police", 9.0), _touch("since-record", 6.0)]
    counts = dict(zip(AGENCIES, count_touched(vectors), strict=True))
    assert {agency.value: count for agency, count in counts.items() if count} == {"police": 1, "ehr": 1}
    sums, _ = sum_levels([_touch("emergency-28", 1.0)])
    assert sums[SIGNALS.index("emergency")] == pytest.approx(1.0, rel=0.05)


def test_predictions_and_outcomes_of_a_week_are_added_up() -> None:
    """A correction takes back what was known before, and is not one more."""
    made = [_predict(0.1, NEVER), _predict(0.3, _touch("since-fire", 1.0))]
    known = [Outcome(_predict(0.1, NEVER, 1), False, True), Outcome(_predict(0.3, NEVER, 0), False, True)]
    vigil = follow(None, made, known, START + 5)
    assert vigil.current.made == 2
    assert vigil.current.said == pytest.approx(0.4)
    assert (vigil.current.known, vigil.current.true) == (2, 1)
    assert vigil.current.loss == pytest.approx(-np.log(0.1) - np.log(0.7), abs=1e-4)
    corrected = follow(vigil, (), [Outcome(_predict(0.3, NEVER, 1), True, True)], START + 9)
    assert (corrected.current.known, corrected.current.true) == (2, 2)
    assert corrected.current.loss == pytest.approx(-np.log(0.1) - np.log(0.3), abs=1e-4)


def test_an_agency_adds_what_would_have_been_lost_without_its_columns() -> None:
    """It raised the odds threefold of somebody who came into crisis: without it the loss had been greater."""
    parts = [0.0] * len(AGENCIES)
    parts[0] = float(np.log(3))
    known = [Outcome(_predict(0.3, NEVER, 1), False, True)]
    vigil = follow(None, (), known, START, lambda vectors: [parts for _ in vectors])
    without = 1 / (1 + 3 / (0.3 / 0.7))
    assert vigil.current.added[0] == pytest.approx(np.log(0.3 / without), abs=1e-4)
    assert vigil.current.added[1:] == (0.0,) * (len(AGENCIES) - 1)


def test_an_agencys_part_is_of_its_own_columns() -> None:
    """Somebody with a police contact more differs in the police's part, and in nobody else's but where a term is of
    both."""
    held = Learner(CHAMPION, None).write()
    size = len(unpack_numbers(held.numbers["weights"]))
    numbers = held.numbers | {"weights": pack_numbers(np.full(size, 0.5))}
    parts = AgencyParts(CHAMPION, replace(held, numbers=numbers))([NEVER, _touch("police-other-28", 2.0)])
    changed = [agency.value for agency, one, other in zip(AGENCIES, *parts, strict=True) if one != other]
    assert changed == ["police"]


def test_a_model_of_which_no_parts_are_known_raises_no_alarm_of_skill() -> None:
    """Of trees: nothing is said of what an agency's data add, and what was usual before stays."""
    vigil, random = _live(60, 8), np.random.default_rng(8)
    usual = vigil.usual.added
    for number in range(60, 120):
        week, shape = write_week(random, vigil.current.number, PEOPLE, 1.0, 1.0)
        vigil = replace(vigil, current=replace(week, added=()), shape=shape)
        known = [Outcome(_predict(0.03, NEVER, 0), corrected=False, learnable=True)]
        vigil = follow(vigil, (), known, START + (number + 0.5) * WEEK)
        vigil = follow(vigil, (), (), START + (number + 1) * WEEK)
    assert [alarm for alarm in vigil.alarms if alarm.kind == "skill"] == []
    assert vigil.usual.added == pytest.approx(usual, rel=0.5)


def test_a_clock_that_is_set_back_ends_no_week() -> None:
    """What comes then counts into the week that is running."""
    vigil = follow(None, [_predict(0.1, NEVER)], (), START + WEEK)
    assert follow(vigil, [_predict(0.1, NEVER)], (), START).current.made == 2


def test_the_past_alarms_go_first_when_there_are_too_many() -> None:
    """Those that stand are kept, whatever comes."""
    past = tuple(Alarm("feature", name, True, 1.0, 2.0, 3.0) for name in SIGNALS[:24])
    standing = Alarm(FEED, "police", False, 0.5, 0.5)
    kept = raise_alarms((*past, standing), [Finding(FEED, "police", False, 0.4, 0.6)], 9.0)
    assert standing in kept
    assert len(kept) <= 24
