"""How much is under way at once, of each sender and in all: beyond that a sender is told to come again."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from streams.errors import Transient

# Bodies held in memory: at 4 MiB and the four times that their objects take, at most 650 MB.
IN_ALL = 32
OF_A_SENDER = 8


class Busy(Transient):
    """Nothing of it was read."""


class Gate:
    def __init__(self, in_all: int = IN_ALL, of_a_sender: int = OF_A_SENDER) -> None:
        self._in_all, self._of_a_sender = in_all, of_a_sender
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def entered(self, sender: str) -> Iterator[None]:
        """Raises :class:`Busy` while there is too much already."""
        if self._under_way[sender] >= self._of_a_sender:
            raise Busy(f"{self._of_a_sender} requests of yours are under way, which is as many as are taken at once")
        if self._under_way.total() >= self._in_all:
            raise Busy(f"{self._in_all} requests are under way, which is as many as are taken at once")
        self._under_way[sender] += 1
        try:
            yield
        finally:
            self._under_way[sender] -= 1
            if not self._under_way[sender]:
                del self._under_way[sender]
