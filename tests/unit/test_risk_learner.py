"""A learner goes on exactly where it was written down, says why, and trusts a feed that falls silent less."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from scoring.indicators.catalogue import DAY
from scoring.risk.catalogue import ALPHABET, COLUMNS, PLACES
from scoring.risk.coverage import Coverage
from scoring.risk.explaining import REST
from scoring.risk.features import measure, read_vectors, write_vectors
from scoring.risk.held import Course
from scoring.risk.learner import Learner
from scoring.risk.recipe import CHAMPION, RECIPES, Recipe
from scoring.risk.terms import PRODUCTS, TERMS, find_terms
from streams.errors import Broken
from tests.cases import T, make_course, see_every

WEEK = 7 * DAY


def draw_courses(count: int, seed: int = 1) -> list[Course]:
    random = np.random.default_rng(seed)
    groups = ("psychosis", "anxiety", "")
    return [
        see_every(
            make_course(
                attended=float(random.integers(1, 60)),
                missed=float(random.integers(1, 300)),
                diagnosis=groups[int(random.integers(3))],
                crises=str(random.integers(4)),
            ),
            float(random.integers(5, 30)),
            int(random.integers(1, 9)),
        )
        for _ in range(count)
    ]


def teach(learner: Learner, courses: Sequence[Course], seed: int = 2) -> Learner:
    """Those who were not seen for long come into crisis."""
    random = np.random.default_rng(seed)
    for number, course in enumerate(courses):
        t = T + (number // 20) * WEEK
        if number % 20 == 0:
            learner.notice(courses[number : number + 20], t)
        vector = learner.predict(course, t).vector
        learner.learn(vector, bool(random.random() < (course.at - course.moments[3]) / (80 * DAY)), t + 4 * WEEK)
    return learner


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_learner_goes_on_as_if_it_never_ended(recipe: Recipe) -> None:
    """To the last bit, however often it is written down and read."""
    first, second = draw_courses(60), draw_courses(60, 3)
    whole = teach(teach(Learner(recipe, None), first), second, 4)
    parted = teach(Learner(recipe, teach(Learner(recipe, None), first).write()), second, 4)
    assert parted.write() == whole.write()
    assert Learner(recipe, whole.write()).write() == whole.write()


def test_many_at_once_are_the_same_as_one_by_one() -> None:
    """Predicting, judging vectors, and learning."""
    courses = draw_courses(40)
    learner = teach(Learner(CHAMPION, None), courses)
    at_once = learner.predict_all(courses, T)
    assert at_once == [learner.predict(course, T) for course in courses]
    assert learner.judge([score.vector for score in at_once]) == [score.probability for score in at_once]
    said = learner.pipeline.predict_proba_one({"vector": at_once[0].vector})[True]
    assert round(said, 6) == at_once[0].probability
    other = Learner(CHAMPION, learner.write())
    vectors, labels = [score.vector for score in at_once], [number % 3 == 0 for number in range(40)]
    other.learn_all(vectors, labels, T)
    for vector, label in zip(vectors, labels, strict=True):
        learner.learn(vector, label, T)
    assert other.write() == learner.write()


def test_it_learns_what_comes_before_a_crisis() -> None:
    """Whoever was not seen for long is at more risk than who was, and nobody at none."""
    learner = teach(Learner(CHAMPION, None), draw_courses(2_000))
    seen, unseen = (learner.predict(see_every(make_course(attended=days), 20, 3), T).probability for days in (2, 55))
    assert 0 < seen < 0.6 * unseen < 0.6


def test_a_model_that_learned_nothing_says_the_supposed_rate() -> None:
    """Of everybody."""
    assert Learner(CHAMPION, None).predict(make_course(), T).probability == CHAMPION.rate


def test_a_corrected_label_takes_back_most_of_what_was_learned() -> None:
    """The score is nearer to where it would be than to where it was."""
    courses = draw_courses(500)
    start = teach(Learner(CHAMPION, None), courses).write()
    wrong, right, corrected = (Learner(CHAMPION, start) for _ in range(3))
    vector = right.predict(courses[0], T).vector
    t = right.until
    wrong.learn(vector, True, t)
    right.learn(vector, False, t)
    corrected.learn(vector, True, t)
    corrected.correct(vector, False, t)
    said = [learner.predict(courses[0], T).probability for learner in (right, corrected, wrong)]
    assert abs(said[1] - said[0]) < 0.2 * abs(said[2] - said[0])


def test_another_recipes_model_is_refused() -> None:
    """With what is held, and what was asked for."""
    held = Learner(CHAMPION, None).write()
    with pytest.raises(Broken, match="kalman-"):
        Learner(replace(CHAMPION, version="other"), held)


def test_an_explanation_adds_up() -> None:
    """From the caseload's mean to the score's own log-odds, and from an earlier score to this one."""
    courses = draw_courses(300)
    learner = teach(Learner(CHAMPION, None), courses)
    now, before = (learner.predict(course, T) for course in courses[:2])
    told = learner.explain(now.vector, [(T - WEEK, before.vector)])
    assert told.mean + sum(reason.weight for reason in told.reasons) == pytest.approx(told.level)
    assert 1 / (1 + np.exp(-told.level)) == pytest.approx(now.probability, abs=1e-6)
    earlier = learner.explain(before.vector)
    assert sum(reason.weight for reason in told.since) == pytest.approx(told.level - earlier.level)
    assert told.compared == T - WEEK
    assert learner.tell(courses[0], T, [(T - WEEK, before.vector)]) == (now, told)


def test_an_explanation_is_in_words() -> None:
    """Of a clinic: the greatest first, and what is not recorded."""
    learner = teach(Learner(CHAMPION, None), draw_courses(1_000))
    told = learner.explain(learner.predict(see_every(make_course(attended=55), 20, 3), T).vector)
    assert told.reasons[0].words == "Last seen 8 weeks ago"
    assert told.reasons[-1].topic == REST
    assert "Diagnosis group is not recorded" in told.missing


def test_a_vector_is_read_as_it_was_written() -> None:
    """One character a column, none of which JSON escapes."""
    codes = measure(draw_courses(50), T)
    vectors = write_vectors(codes)
    assert (read_vectors(vectors) == codes).all()
    assert {len(vector) for vector in vectors} == {len(COLUMNS)}
    assert len(COLUMNS) <= 90
    assert not {'"', "\\", " "} & set(ALPHABET)


def test_a_feed_that_falls_silent_counts_less() -> None:
    """For everybody alike, and says so; while it is as usual nothing changes."""
    places = find_terms(frozenset())
    police = next(at for at, place in enumerate(places) if TERMS[place].name == "police-welfare-28")
    random = np.random.default_rng(1)

    def draw(share: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        rows = np.zeros((4_000, len(places)))
        rows[:, police] = np.log1p(random.poisson(0.3 * share, 4_000))
        return rows

    coverage = Coverage(places)
    for week in range(60):
        coverage.notice(draw(1.0), T + week * WEEK)
    nobody, somebody = np.zeros(len(places)), np.zeros(len(places))
    somebody[police] = 1.0
    assert coverage.adjust(somebody)[police] == pytest.approx(1.0, abs=0.05)
    for week in range(60, 68):
        coverage.notice(draw(0.5), T + week * WEEK)
    rows = coverage.adjust(np.stack((nobody, somebody)))[:, police]
    assert rows[0] > 0.1
    assert rows[1] - rows[0] < 0.5
    assert coverage.thin == ["Fewer police welfare contacts are sent than used to be, so they count less"]
    read = Coverage(places)
    read.read(coverage.write())
    assert read.write() == coverage.write()


def test_challengers_do_not_look_at_what_they_leave_out() -> None:
    """Without other agencies' data no term is of them; all share one catalogue."""
    alone = next(recipe for recipe in RECIPES if recipe.name == "alone")
    names = [TERMS[place].name for place in find_terms(alone.left_out)]
    assert not any(
        name.startswith(("police", "fire", "ambulance", "emergency", "address", "council")) for name in names
    )
    assert {name for product in PRODUCTS for name in product.columns} <= PLACES.keys()
