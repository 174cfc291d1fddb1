"""What people decide about the models: which one's scores count, and to which earlier state one goes back."""

from dataclasses import dataclass

import msgspec

from scoring.observed import Observed
from scoring.risk.catalogue import ALPHABET, COLUMNS
from scoring.risk.held import Model, Ruling
from scoring.risk.learner import Learner
from scoring.risk.news import ModelNews
from scoring.risk.recipe import RECIPES
from scoring.state import keys
from scoring.state.area import Draft
from streams.contract import event_key
from streams.errors import Broken

Said = tuple[float, str]
# A vector of somebody of whom nothing is known.
_ANYBODY = ALPHABET[0] * len(COLUMNS)


@dataclass(frozen=True, slots=True)
class Promoted:
    said: Said
    name: str


@dataclass(frozen=True, slots=True)
class Restored:
    said: Said
    name: str
    model: Model


Ruled = Promoted | Restored


def read_ruled(event: Observed) -> Ruled | None:
    """None for an event that is neither."""
    data = event.data
    said = (data.recorded_at.timestamp() if data.recorded_at else 0.0, event_key(event.source, event.id))
    if event.type == "model-promoted-1":
        return Promoted(said, data.name)
    if event.type == "model-restored-1" and (state := data.model):
        return Restored(said, state.name, Model(state.recipe, state.learned, state.until.timestamp(), state.numbers))
    return None


def rule(draft: Draft, ruled: Ruled) -> None:
    """Of several the last recorded stands, and one that is read again says nothing new. What a model is before it is
    restored is told, so that this too can be taken back. Raises :class:`NotLoaded`."""
    held = draft.document(keys.RULING, Ruling) or Ruling()
    match ruled:
        case Promoted():
            if ruled.said > held.promoted:
                draft.put(keys.RULING, msgspec.structs.replace(held, champion=ruled.name, promoted=ruled.said))
        case Restored():
            if ruled.said > held.restored.get(ruled.name, (0.0, "")):
                if _is_known(ruled):
                    _put_back(draft, ruled)
                restored = {**held.restored, ruled.name: ruled.said}
                draft.put(keys.RULING, msgspec.structs.replace(held, restored=restored))


def _put_back(draft: Draft, ruled: Restored) -> None:
    if before := draft.document(keys.model(ruled.name), Model):
        draft.tell(ModelNews(ruled.name, before))
    draft.put(keys.model(ruled.name), ruled.model)


def _is_known(ruled: Restored) -> bool:
    """Whether this version can go on from it. The log keeps what was restored under earlier ones, and a replay must
    come past it: then the model goes on from what it has."""
    recipe = next((recipe for recipe in RECIPES if recipe.name == ruled.name), None)
    try:
        return recipe is not None and bool(Learner(recipe, ruled.model).judge([_ANYBODY]))
    except (Broken, LookupError, ValueError):  # Broken: of another recipe, or of other terms
        return False
