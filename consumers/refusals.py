"""When to stop refusing. If most of what comes is refused, the fault is likelier a bad release or a wrong partnership
file, ours or the sender's, than in single messages, and what is drained into dead letters would hide that."""

from collections import deque

from streams import metrics
from streams.broker import Place
from streams.logs import log
from streams.settings import Settings


class RefusalLimit:
    """Over the last ``window`` messages of each partition of a topic, at most ``limit`` of them refused. Of the places
    that are ``halted``, where more were, nothing is to be taken until this process is started again: somebody has to
    look. Others go on, for what one agency sends in one area must not keep from the screen what others send."""

    def __init__(self, settings: Settings) -> None:
        self._limit, self._window = settings.refused_limit, settings.refused_window
        self._seen: dict[Place, deque[bool]] = {}
        self.halted: set[Place] = set()

    def count(self, place: Place, refused: bool) -> None:
        """Of no place that is halted. Halts it when too many were refused."""
        seen = self._seen.setdefault(place, deque(maxlen=self._window))
        seen.append(refused)
        if refused and len(seen) == self._window and sum(seen) > self._limit * self._window:
            self._halt(place, sum(seen))

    def _halt(self, place: Place, refused: int) -> None:
        topic, partition = place
        self.halted.add(place)
        metrics.INTAKE_HALTED.labels(topic, partition).set(1)
        reason = (
            f"{refused} of the last {self._window} messages there were refused, so nothing more of it is let in. Look "
            "at them (linnet dead-letters list), mend the cause, or raise LINNET_REFUSED_LIMIT if they are to be "
            "refused; then start intake again"
        )
        log.critical("halted", topic=topic, partition=partition, reason=reason)
