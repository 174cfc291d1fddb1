"""Trees grow from what they are taught, stay small, and go on exactly where they were written down."""

from dataclasses import replace
from math import log

import numpy as np
import pytest

from infra.risk.state_files import read_taught
from scoring.risk.features import Numbers
from scoring.risk.grove import Grove
from scoring.risk.held import Model
from scoring.risk.learner import Learner
from scoring.risk.recipe import RECIPES
from scoring.risk.trees import LEAVES
from tests.cases import T, make_course, see_every

TREES = next(recipe for recipe in RECIPES if recipe.trees)
SIZE, MOST_BYTES = 8, 100_000
SURE = replace(TREES, trust=1.0)


def draw(count: int, seed: int) -> tuple[Numbers, list[bool]]:
    """One in fifty comes true; one in four where the first and the sixth term are large."""
    random = np.random.default_rng(seed)
    rows = random.uniform(0, 4, (count, SIZE))
    chances = np.where((rows[:, 0] > 2.5) & (rows[:, 5] > 1.5), 0.25, 0.02)
    return rows, (random.random(count) < chances).tolist()


def teach(grove: Grove, rows: Numbers, labels: list[bool]) -> Grove:
    for at, (row, label) in enumerate(zip(rows, labels, strict=True)):
        if at % 500 == 0:
            grove.pass_time(1.0)
        grove.learn_row(row, label)
    return grove


@pytest.fixture(scope="module")
def taught() -> Grove:
    return teach(Grove(SIZE, SURE), *draw(6_000, 1))


def test_trees_find_what_comes_before(taught: Grove) -> None:
    """They part people where the labels do, say more of who is at risk than of others, and of all as many as came."""
    rows, labels = draw(4_000, 2)
    said = taught.predict_rows(rows)
    assert any(tree.leaves > 1 for tree in taught.trees)
    assert np.mean(said[labels]) > 1.3 * np.mean(said[~np.array(labels)])
    assert 0.8 < sum(labels) / said.sum() < 1.25


@pytest.mark.parametrize("seed", range(6))
def test_trees_learn_nothing_from_chance(seed: int) -> None:
    """Of labels that hang on nothing no tree grows."""
    rows, _ = draw(4_000, seed)
    random = np.random.default_rng(10 + seed)
    grove = teach(Grove(SIZE, SURE), rows, (random.random(4_000) < 0.05).tolist())
    assert [tree.leaves for tree in grove.trees] == [1] * TREES.trees


def test_trees_go_on_as_if_they_never_ended(taught: Grove) -> None:
    """Splits, counts and what they say are the same to the last bit, however often they are written down and read."""
    parted = Grove(SIZE, SURE)
    rows, labels = draw(6_000, 1)
    for start in range(0, 6_000, 1_500):
        held = Grove(SIZE, SURE)
        held.read(parted.write())
        parted = teach(held, rows[start : start + 1_500], labels[start : start + 1_500])
    assert parted.write() == taught.write()


def test_many_at_once_are_the_same_as_one_by_one(taught: Grove) -> None:
    """Also which leaf somebody is in."""
    rows, _ = draw(200, 5)
    at_once = taught.predict_rows(rows)
    assert at_once.tolist() == [float(taught.predict_rows(row[None, :])[0]) for row in rows]
    base, shares = taught.share_out(rows, rows[0])
    assert np.allclose(base + shares.sum(axis=1), np.log(at_once / (1 - at_once)))


def test_a_correction_takes_back_what_was_learned(taught: Grove) -> None:
    """What is said is again what it would be."""
    first, second = Grove(SIZE, SURE), Grove(SIZE, SURE)
    for grove in (first, second):
        grove.read(taught.write())
    rows, _ = draw(1, 6)
    x = {str(at): value for at, value in enumerate(rows[0].tolist())}
    first.learn_one(x, True)
    first.unlearn_one(x, True)
    first.learn_one(x, False)
    second.learn_one(x, False)
    assert np.allclose(first.predict_rows(rows), second.predict_rows(rows), rtol=1e-6)


def test_trees_stay_small_and_are_explained() -> None:
    """What half a million labels taught is under 100 kB, and reasons add up to a score as a weighted sum's do."""
    (state,) = (state for state in read_taught() if state.name == TREES.name)
    held = Model(state.recipe, state.learned, state.until.timestamp(), state.numbers)
    assert sum(map(len, state.numbers.values())) < MOST_BYTES
    learner = Learner(TREES, held)
    assert isinstance(learner.pipeline["weights"], Grove)
    assert all(tree.leaves <= LEAVES for tree in learner.pipeline["weights"].trees)
    score, why = learner.tell(see_every(make_course(missed=3.0, crises="2"), 5.0, 4), T)
    assert why.level == pytest.approx(log(score.probability / (1 - score.probability)), abs=1e-3)
    assert why.level == pytest.approx(why.mean + sum(reason.weight for reason in why.reasons))
    assert len(why.reasons) > 1
