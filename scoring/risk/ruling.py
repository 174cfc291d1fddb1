"""What people decide about the models: which one's scores count, and to which earlier state one goes back."""

from dataclasses import dataclass

import msgspec

from scoring.observed import Observed
from scoring.risk.held import Model, Ruling
from scoring.risk.news import ModelNews
from scoring.state import keys
from scoring.state.area import Draft
from streams.contract import event_key

Said = tuple[float, str]


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
                if before := draft.document(keys.model(ruled.name), Model):
                    draft.tell(ModelNews(ruled.name, before))
                restored = {**held.restored, ruled.name: ruled.said}
                draft.put(keys.model(ruled.name), ruled.model)
                draft.put(keys.RULING, msgspec.structs.replace(held, restored=restored))
