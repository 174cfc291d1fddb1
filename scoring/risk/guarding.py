"""The watch over the champion, kept with what it learns: see :mod:`scoring.risk.drift`."""

from collections.abc import Sequence

from scoring.risk.drift import Parts, follow
from scoring.risk.held import Awaiting, Model
from scoring.risk.labels import Outcome
from scoring.risk.learners import Learners
from scoring.risk.vigil import Vigil
from scoring.risk.watch.parts import AgencyParts
from scoring.state import keys
from scoring.state.area import Draft


def find_parts(draft: Draft, learners: Learners) -> Parts | None:
    """As of before anything is learned from what is judged by it. None of trees: they do not add up by agency."""
    champion = learners.champion(draft)
    model = draft.document(keys.model(champion.name), Model)
    return AgencyParts(champion, model) if model and not champion.trees else None


def guard(
    draft: Draft,
    made: Sequence[Awaiting],
    known: Sequence[Outcome],
    told: Sequence[Outcome],
    t: float,
    parts: Parts | None,
) -> None:
    """``known``: labels whose 28 days are over; ``told``: labels that became known now."""
    held = draft.document(keys.VIGIL, Vigil)
    draft.put(keys.VIGIL, follow(held, made, known, t, parts, told))
