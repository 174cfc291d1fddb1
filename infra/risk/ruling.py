"""A model put back to an earlier state, or its scores made the ones that count: decisions, as any other in the log."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from redis.asyncio import Redis

from infra.deciding import decide
from scoring.risk.held import Ruling
from scoring.state import keys
from scoring.state.documents import read
from scoring.state.keys import in_area
from scoring.state.opening import open_redis
from scoring.state.store import reach
from streams.contract import Envelope, event_key
from streams.events.decisions import REVIEW_SOURCE
from streams.events.parts import ContactPerson
from streams.events.risk import ModelPromoted, ModelPromotion, ModelRestored, ModelRestoring, ModelState
from streams.settings import Settings


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides, when, and how events are named."""

    person: ContactPerson
    at: datetime
    make_id: Callable[[], str]

    def restore(self, area: str, state: ModelState) -> ModelRestored:
        data = ModelRestoring(recorded_at=self.at, restored_by=self.person, model=state)
        return ModelRestored(id=self.make_id(), source=REVIEW_SOURCE, time=self.at, area=area, data=data)

    def promote(self, area: str, name: str) -> ModelPromoted:
        data = ModelPromotion(recorded_at=self.at, promoted_by=self.person, name=name)
        return ModelPromoted(id=self.make_id(), source=REVIEW_SOURCE, time=self.at, area=area, data=data)


async def put_through(settings: Settings, events: list[ModelRestored] | list[ModelPromoted]) -> None:
    """Returns when each area holds to it. Raises as :func:`infra.deciding.decide` does."""
    await decide(settings, events, _holds)


async def read_ruling(redis: Redis, area: str) -> Ruling:
    held = read(keys.RULING, await reach(redis.get(in_area(area, keys.RULING))))
    return held if isinstance(held, Ruling) else Ruling()


async def find_untaught(settings: Settings, areas: list[str]) -> list[str]:
    """The areas in which no model was ever restored."""
    redis = open_redis(settings)
    try:
        return [area for area in areas if not (await read_ruling(redis, area)).restored]
    finally:
        await redis.aclose()


async def _holds(redis: Redis, event: Envelope) -> bool:
    ruling = await read_ruling(redis, event.area)
    match event:
        case ModelPromoted():
            stands = ruling.promoted
        case ModelRestored():
            stands = ruling.restored.get(event.data.model.name, (0.0, ""))
        case _:
            return False
    return stands >= (event.data.recorded_at.timestamp(), event_key(event.source, event.id))
