"""River's own models on the same features and the same stream, strict test then learn."""

from collections.abc import Callable
from typing import Any

import numpy as np
from river import compose, forest, linear_model, optim, preprocessing, tree

from scoring.risk.terms import TERMS
from tests.bench.risk.points import Numbers, Points

Model = Any
_HORIZON = 28 * 86_400.0
_NAMES = [term.name for term in TERMS]
# Labels without which river's models have nothing to say.
_SUPPOSED = 0.03


def make_default() -> Model:
    return compose.Pipeline(preprocessing.StandardScaler(), linear_model.LogisticRegression())


def make_ftrl() -> Model:
    regression = linear_model.LogisticRegression(optim.FTRLProximal(alpha=0.05, beta=1.0, l1=0.0, l2=1.0))
    return compose.Pipeline(preprocessing.StandardScaler(), regression)


def make_hoeffding() -> Model:
    return tree.HoeffdingAdaptiveTreeClassifier(grace_period=500, delta=1e-5, seed=1)


def make_amf() -> Model:
    return forest.AMFClassifier(n_estimators=5, use_aggregation=True, dirichlet=0.5, seed=1)


ONLINE: dict[str, tuple[Callable[[], Model], int]] = {
    "river's default": (make_default, 1),
    "river's FTRL": (make_ftrl, 1),
    "river's Hoeffding tree": (make_hoeffding, 4),
    "river's AMF forest": (make_amf, 20),
}


def predict_online(points: Points, make: Callable[[], Model], share: int) -> Numbers:
    """Of one person in ``share``; nan for all others. A tree takes too long for everybody."""
    model, outcomes = make(), points.outcomes
    said, waiting = np.full(len(outcomes), np.nan), 0
    chosen: list[int] = np.flatnonzero(outcomes.person % share == 0).tolist()
    for place in chosen:
        while outcomes.made[chosen[waiting]] + _HORIZON <= outcomes.made[place]:
            model.learn_one(_describe(points, chosen[waiting]), bool(outcomes.label[chosen[waiting]]))
            waiting += 1
        found = model.predict_proba_one(_describe(points, place))
        said[place] = found.get(True, 0.0 if found else _SUPPOSED)
    return said


def _describe(points: Points, place: int) -> dict[str, float]:
    return dict(zip(_NAMES, points.rows[place].tolist(), strict=True))
