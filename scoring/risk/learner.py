"""A pipeline at work: predicts, learns, and is written down so as to go on, to the last bit, as if it never ended."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from river import base, compose

from scoring.risk.coverage import Coverage
from scoring.risk.explaining import Explanation, Shares, explain
from scoring.risk.features import Codes, Numbers, measure, read_vectors, write_vectors
from scoring.risk.grove import Grove
from scoring.risk.held import Course, Model
from scoring.risk.kalman import KalmanLogistic
from scoring.risk.packing import pack_numbers
from scoring.risk.recipe import Recipe
from scoring.risk.terms import TERMS, find_terms, weigh_up
from streams.errors import Broken

_WEEK = 7 * 86_400.0
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Score:
    """``probability`` of a crisis within 28 days, of six digits; ``vector``: what it was computed from."""

    probability: float
    vector: str


class Unpack(base.Transformer):  # type: ignore[misc]  # river has no types here
    """A vector as the numbers a model weighs, as far as the feeds they are from can be relied on now."""

    def __init__(self, places: Sequence[int], coverage: Coverage) -> None:
        self.places, self.coverage = np.array(places, dtype=np.intp), coverage
        self._names = [TERMS[place].name for place in places]

    def transform_one(self, x: dict[str, str]) -> dict[str, float]:
        row = self.transform_rows(read_vectors([x["vector"]]))[0]
        return dict(zip(self._names, row.tolist(), strict=True))

    def transform_rows(self, codes: Codes) -> Numbers:
        return self.coverage.adjust(weigh_up(codes)[:, self.places])


class Learner:
    """Raises :class:`Broken` where what is held is of another recipe. Not to be shared: it changes as it learns."""

    def __init__(self, recipe: Recipe, held: Model | None) -> None:
        self.recipe, self.learned, self.until = recipe, 0, 0.0
        places = find_terms(recipe.left_out)
        self._coverage = Coverage(places)
        self._unpack = Unpack(places, self._coverage)
        self._model: KalmanLogistic | Grove = (Grove if recipe.trees else KalmanLogistic)(len(places), recipe)
        self.pipeline = compose.Pipeline(("vector", self._unpack), ("weights", self._model))
        if held:
            self._read(held)

    def notice(self, courses: Sequence[Course], t: float) -> None:
        """All who are due at a tick, before they are predicted: how the caseload is, and what the feeds send."""
        if courses:
            self._coverage.notice(weigh_up(measure(courses, t))[:, self._unpack.places], t)

    def predict(self, course: Course, t: float) -> Score:
        return self.predict_all([course], t)[0]

    def predict_all(self, courses: Sequence[Course], t: float) -> list[Score]:
        codes = measure(courses, t)
        return [Score(*each) for each in zip(self._judge(codes), write_vectors(codes), strict=True)]

    def judge(self, vectors: Sequence[str]) -> list[float]:
        """Probabilities for vectors that another model of this catalogue was asked for."""
        return self._judge(read_vectors(vectors))

    def explain(self, vector: str, earlier: Sequence[tuple[float, str]] = ()) -> Explanation:
        """Of the score with this vector, and what changed since the first of ``earlier``: the person's own vectors with
        their moments, earliest first."""
        made, before = earlier[0] if earlier else (0.0, vector)
        codes = read_vectors([vector, before])
        return self._explain(codes, self._unpack.transform_rows(codes), made)

    def tell(self, course: Course, t: float, earlier: Sequence[tuple[float, str]] = ()) -> tuple[Score, Explanation]:
        """A score with its explanation. Cost: 130 µs."""
        codes = measure([course], t)
        made, before = earlier[0] if earlier else (0.0, "")
        both = np.concatenate((codes, read_vectors([before]) if before else codes))
        rows = self._unpack.transform_rows(both)
        chance = round(float(self._model.predict_rows(rows[:1])[0]), _DIGITS)
        return Score(chance, write_vectors(codes)[0]), self._explain(both, rows, made)

    def _explain(self, codes: Codes, rows: Numbers, made: float) -> Explanation:
        mean, (now, then) = self._model.share_out(rows, self._coverage.adjusted_means)
        return explain(codes, Shares(self._unpack.places, now, now - then), mean, made, self._coverage.thin)

    def _judge(self, codes: Codes) -> list[float]:
        chances = self._model.predict_rows(self._unpack.transform_rows(codes))
        return [round(chance, _DIGITS) for chance in chances.tolist()]

    def learn(self, vector: str, label: bool, t: float) -> None:
        """Of a prediction whose 28 days have passed by ``t``, also where its crisis was known before: learning crises
        sooner than that nothing happened would take all that grows with time for a sign of crisis."""
        self._pass_time(t)
        self.pipeline.learn_one({"vector": vector}, label)
        self.learned += 1

    def learn_all(self, vectors: Sequence[str], labels: Sequence[bool], t: float) -> None:
        """The same as one after the other. Cost: 40 µs each."""
        self._pass_time(t)
        for row, label in zip(self._unpack.transform_rows(read_vectors(vectors)), labels, strict=True):
            self._model.learn_row(row, label)
        self.learned += len(vectors)

    def correct(self, vector: str, label: bool, t: float) -> None:
        """Of a prediction whose label was learned as its opposite, which is taken back."""
        self._pass_time(t)
        x = self._unpack.transform_one({"vector": vector})
        self._model.unlearn_one(x, not label)
        self._model.learn_one(x, label)
        self.learned += 1

    def _pass_time(self, t: float) -> None:
        if self.until and t > self.until:
            self._model.pass_time((t - self.until) / _WEEK)
        self.until = max(t, self.until)

    def write(self) -> Model:
        numbers = {
            **self._model.write(),
            "means": pack_numbers(self._coverage.means),
            **self._coverage.write(),
        }
        return Model(f"{self.recipe.name}-{self.recipe.version}", self.learned, self.until, numbers)

    def _read(self, held: Model) -> None:
        if held.recipe != f"{self.recipe.name}-{self.recipe.version}":
            raise Broken(
                f"the model held is {held.recipe}, and this worker has {self.recipe.name}-{self.recipe.version}"
            )
        self.learned, self.until = held.learned, held.until
        self._coverage.read(held.numbers)
        self._model.read(held.numbers)
