"""Which files nobody writes to any more, as far as can be seen from here.

Senders are told to send under another name and to rename. One that does not would be taken while it still sends: the
half of it that is there would be judged, and what it goes on to write would go to nobody.
"""

from collections.abc import Callable, Sequence
from time import monotonic

from consumers.feeds.folders import Waiting


class Settling:
    """By what is seen again and again: the sender sets a file's times, and clocks differ."""

    def __init__(self, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._since: dict[str, dict[Waiting, float]] = {}

    def find(self, sender: str, waiting: Sequence[Waiting]) -> str | None:
        """The first that has been as it is for so long. None where none has, and where none is there."""
        now, before = self._clock(), self._since.get(sender, {})
        self._since[sender] = since = {each: before.get(each, now) for each in waiting}
        return next((each.name for each in waiting if now - since[each] >= self._seconds), None)
