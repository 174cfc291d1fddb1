"""What a commit tells others, on its way out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """An outgoing event for a topic, under the log offset that caused it and its number among those of that offset.
    ``trace``: the ``traceparent`` that goes with it, empty for none."""

    offset: int
    number: int
    topic: str
    event: bytes
    trace: str = ""
