# /// script
# requires-python = ">=3.11"
# dependencies = ["scikit-learn==1.9.1", "lightgbm==4.7.0", "numpy==2.4.6"]
# ///
# mypy: disable-error-code="import-not-found,import-untyped"
"""Batch models refitted every so many weeks on all labels known by then, of the same features: monthly.py NAME
POINTS.npz OUT.npy WEEKS. POINTS has ``rows``, ``made``, ``known`` and ``label``, in the order in which predictions were
made; what is written are probabilities, of the rate so far until there is a first model."""

import sys
from collections.abc import Callable

import lightgbm
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

Numbers = NDArray[np.float64]
Rows = NDArray[np.float32]
Predict = Callable[[Rows], Numbers]

_WEEK, _HORIZON = 7 * 86_400.0, 28 * 86_400.0
_SUPPOSED = 0.03
# Fewer crises than this are no lesson.
_FEWEST = 20
_TREES = {
    "objective": "binary",
    "num_leaves": 15,
    "learning_rate": 0.05,
    "min_data_in_leaf": 200,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "verbose": -1,
    "seed": 1,
    "num_threads": 1,
    "deterministic": True,
}


def fit_logistic(rows: Rows, label: Numbers) -> Predict:
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=200)).fit(rows, label)
    return lambda x: np.asarray(model.predict_proba(x)[:, 1])


def fit_trees(rows: Rows, label: Numbers) -> Predict:
    model = lightgbm.train(_TREES, lightgbm.Dataset(rows, label), num_boost_round=200)
    return lambda x: np.asarray(model.predict(x))


def predict_in_turns(points: dict[str, Numbers], fit: Callable[[Rows, Numbers], Predict], period: float) -> Numbers:
    rows, made, known, label = points["rows"].astype(np.float32), points["made"], points["known"], points["label"]
    said = np.full(len(made), _SUPPOSED)
    model: Predict | None = None
    for start in np.arange(made[0], made[-1] + 1, period):
        # Labels are learned when their 28 days are over, crises too, as the online models learn them.
        past = (known <= start) & (made <= start - _HORIZON)
        if label[past].sum() >= _FEWEST:
            model = fit(rows[past], label[past])
        now = (made >= start) & (made < start + period)
        if model and now.any():
            said[now] = model(rows[now])
    return said


if __name__ == "__main__":
    name, path, out, weeks = sys.argv[1:]
    points = dict(np.load(path))
    fit = {"logistic": fit_logistic, "lightgbm": fit_trees}[name]
    np.save(out, predict_in_turns(points, fit, float(weeks) * _WEEK))
