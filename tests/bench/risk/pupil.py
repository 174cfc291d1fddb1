"""The champion, learning again from the vectors of a kept run."""

from collections.abc import Sequence

from scoring.risk.drift import Parts
from scoring.risk.features import read_vectors
from scoring.risk.held import Awaiting
from scoring.risk.labels import Outcome
from scoring.risk.learner import Learner, Unpack
from scoring.risk.recipe import CHAMPION
from scoring.risk.terms import weigh_up
from scoring.risk.watch.parts import AgencyParts


class Pupil:
    def __init__(self) -> None:
        self._learner = Learner(CHAMPION, None)
        self._far, self._judged = 0.0, 0

    def pass_day(self, made: Sequence[Awaiting], known: Sequence[Outcome], ends: float) -> Parts:
        """Who was predicted is noticed, then what became known is learned. What each agency's data add is as of before
        that."""
        parts = AgencyParts(CHAMPION, self._learner.write())
        if made:
            self._notice([each.vector for each in made], ends)
            again = self._learner.judge([each.vector for each in made])
            self._far += sum(abs(each.probability - other) for each, other in zip(made, again, strict=True))
            self._judged += len(made)
        if known:
            awaited = [each.awaited for each in known]
            self._learner.learn_all([each.vector for each in awaited], [each.label == 1 for each in awaited], ends)
        return parts

    @property
    def mean_difference(self) -> float:
        """Between the probabilities that were told and those it would tell."""
        return self._far / max(1, self._judged)

    def _notice(self, vectors: Sequence[str], t: float) -> None:
        unpack = self._learner.pipeline["vector"]
        assert isinstance(unpack, Unpack)
        unpack.coverage.notice(weigh_up(read_vectors(vectors))[:, unpack.places], t)
