"""When to stop refusing. If most of a topic is refused, the fault is likelier ours (a bad release, a wrong
partnership file) than its sender's, and a topic drained into dead letters would hide that."""

from collections import deque

from streams.errors import Broken
from streams.settings import Settings


class TooManyRefused(Broken):
    """Starting again would only refuse more: a person has to look."""

    exit_code = 78


class RefusalLimit:
    """Over the last ``window`` messages of each topic, at most ``limit`` of them refused."""

    def __init__(self, settings: Settings) -> None:
        self._limit, self._window = settings.refused_limit, settings.refused_window
        self._seen: dict[str, deque[bool]] = {}

    def count(self, topic: str, refused: bool) -> None:
        """Raises :class:`TooManyRefused` when too many were refused; nothing of the batch is acknowledged then."""
        seen = self._seen.setdefault(topic, deque(maxlen=self._window))
        seen.append(refused)
        if refused and len(seen) == self._window and sum(seen) > self._limit * self._window:
            raise TooManyRefused(
                f"{sum(seen)} of the last {self._window} messages on {topic} were refused. Look at them (linnet "
                "dead-letters list), mend the cause, or raise LINNET_REFUSED_LIMIT if they are to be refused"
            )
