"""The states of models that were saved, out of the topic that keeps them."""

from datetime import datetime

from streams.codec import MODEL, decode
from streams.errors import Invalid
from streams.events.risk import ModelSaved
from streams.reading import read_topic
from streams.settings import Settings
from streams.topics import MODELS

# A model of 130 features has 9,000 numbers.
MOST_BYTES = 1_000_000


def read_saved(settings: Settings, area: str) -> list[ModelSaved]:
    """By name, the latest first; each once, however often it was sent, and under whichever id."""
    found: dict[tuple[str, int, datetime], ModelSaved] = {}
    for message in read_topic(settings, MODELS):
        event: ModelSaved = decode(MODEL, message.value(), MOST_BYTES)
        if event.area == area:
            found[event.data.name, event.data.log_offset, event.time] = event
    return sorted(found.values(), key=lambda event: (event.data.name, -event.data.log_offset))


def find_saved(saved: list[ModelSaved], name: str, offset: int | None) -> ModelSaved:
    """Of one model, the state saved at this offset of the log, or the latest but one. Raises :class:`Invalid`."""
    known = [event for event in saved if event.data.name == name]
    if offset is None and len(known) > 1:
        return known[1]
    for event in known:
        if event.data.log_offset == offset:
            return event
    offered = ", ".join(str(event.data.log_offset) for event in known[:12]) or "none"
    raise Invalid("state-unknown", f"no state of {name} was saved there; the latest are at: {offered}")
