"""A pipeline at work: predicts, learns, and is written down so that it goes on to the last bit as if it neverended."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from river import base, compose

from scoring.indicators.catalogue import DAY
from scoring.risk.explaining import Explanation, find_missing, name_topic, tell_reasons
from scoring.risk.features import Codes, Numbers, measure, read_vectors, write_vectors
from scoring.risk.held import Course, Model
from scoring.risk.kalman import KalmanLogistic
from scoring.risk.packing import pack_numbers, unpack_numbers
from scoring.risk.recipe import Recipe
from scoring.risk.terms import TERMS, find_terms, weigh_up

HORIZON = 28 * DAY
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Score:
    """``probability`` of a crisis within 28 days, of six digits; ``vector``: what it was computed from."""

    probability: float
    vector: str


class Unpack(base.Transformer):  # type: ignore[misc]  # river has no types here
    """A vector as the numbers a model weighs."""

    def __init__(self, places: Sequence[int]) -> None:
        self.places = places
        self._names = [TERMS[place].name for place in places]

    def transform_one(self, x: dict[str, str]) -> dict[str, float]:
        row = weigh_up(read_vectors([x["vector"]]))[0, self.places]
        return dict(zip(self._names, row.tolist(), strict=True))


class Learner:
    """Raises :class:`Invalid` where what is held is of another recipe. Not to be shared: it changes as it learns."""

    def __init__(self, recipe: Recipe, held: Model | None) -> None:
        self.recipe = recipe
        self._places = find_terms(recipe.left_out)
        self._model = KalmanLogistic(len(self._places), recipe.rate, recipe.spread, recipe.trust)
        self.pipeline = compose.Pipeline(("vector", Unpack(self._places)), ("weights", self._model))
        self.learned, self.until, self.began = 0, 0.0, 0.0
        topics = [name_topic(TERMS[place].columns) for place in self._places]
        self._topic_names = list(dict.fromkeys(topics))
        self._topics = np.array([self._topic_names.index(topic) for topic in topics])
        self._means: Numbers = np.zeros(len(self._places))
        self._upper = np.triu_indices(len(self._places) + 1)
        if held:
            self._read(held)

    def notice(self, courses: Sequence[Course], t: float) -> None:
        """All who are due at a tick, before they are predicted: the first such moment begins the model's life."""
        if courses and not self.began:
            self.began = t
        rows = weigh_up(measure(courses, t))[:, self._places]
        for row in (rows.mean(axis=0),) if courses else ():
            self._means += (row - self._means) * min(1.0, len(courses) / 5_000 if self._means.any() else 1.0)

    def predict(self, course: Course, t: float) -> Score:
        return self.predict_all([course], t)[0]

    def predict_all(self, courses: Sequence[Course], t: float) -> list[Score]:
        codes = measure(courses, t)
        return [Score(*each) for each in zip(self._judge(codes), write_vectors(codes), strict=True)]

    def explain(self, vector: str, earlier: Sequence[tuple[float, str]] = ()) -> Explanation:
        """Of the score with this vector. ``earlier``: the person's own vectors with their moments, earliest first."""
        row = weigh_up(read_vectors([vector]))[0, self._places]
        adds = self._model.weights[:-1] * (row - self._means)
        mean = float((self._model.weights[:-1] * self._means).sum() + self._model.weights[-1])
        level, reasons = mean + float(adds.sum()), tell_reasons(self._sum_up(adds))
        if not earlier:
            return Explanation(level, mean, reasons, missing=find_missing(vector))
        made, before = earlier[0]
        change = self._model.weights[:-1] * (row - weigh_up(read_vectors([before]))[0, self._places])
        since = tell_reasons(self._sum_up(change))
        return Explanation(level, mean, reasons, made, since, find_missing(vector))

    def _sum_up(self, adds: Numbers) -> dict[str, float]:
        sums = np.bincount(self._topics, adds, len(self._topic_names))
        return dict(zip(self._topic_names, sums.tolist(), strict=True))

    def judge(self, vectors: Sequence[str]) -> list[float]:
        """Probabilities for vectors another recipe of this catalogue made."""
        return self._judge(read_vectors(vectors))

    def _judge(self, codes: Codes) -> list[float]:
        chances = self._model.predict_many(weigh_up(codes)[:, self._places])
        rounded: list[float] = np.round(chances, _DIGITS).tolist()
        return rounded

    def learn(self, vector: str, label: bool, t: float) -> None:
        """What became known at ``t``. In the first 28 days of a model's life only crises can be known, so that it
        would take everybody for ill: nothing is learned then."""
        if t < self.began + HORIZON:
            return
        if t > self.until:
            self._pass_time(t)
        self.pipeline.learn_one({"vector": vector}, label)
        self.learned += 1

    def correct(self, vector: str, label: bool, t: float) -> None:
        """A label that was learned as its opposite."""
        self.learn(vector, label, t)

    def _pass_time(self, t: float) -> None:
        if self.until:
            weeks = (t - self.until) / (7 * DAY)
            self._model.covariance.flat[:: len(self._places) + 2] += self.recipe.drift * weeks
        self.until = t

    def write(self) -> Model:
        numbers = {
            "weights": pack_numbers(self._model.weights),
            "covariance": pack_numbers(self._model.covariance[self._upper]),
            "means": pack_numbers(self._means),
            "began": pack_numbers(np.array([self.began])),
        }
        return Model(f"{self.recipe.name}-{self.recipe.version}", self.learned, self.until, numbers)

    def _read(self, held: Model) -> None:
        self.learned, self.until, self.began = held.learned, held.until, float(unpack_numbers(held.numbers["began"])[0])
        self._means = unpack_numbers(held.numbers["means"])
        self._model.weights = unpack_numbers(held.numbers["weights"])
        upper = np.zeros_like(self._model.covariance)
        upper[self._upper] = unpack_numbers(held.numbers["covariance"])
        self._model.covariance = np.triu(upper, 1).T + upper
