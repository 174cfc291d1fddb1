"""How far a destination has come on one partition: a point below which all is done, and what is done above it.

It is kept on Kafka, in the committed offset and the text that goes with it, so that one alert that a destination does
not take neither holds up those after it nor has them sent again after kill -9.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# offset.metadata.max.bytes of a broker is 4,096.
_TEXT_LIMIT = 4_000
_RANGES = re.compile(r"(\d+(-\d+)?(,\d+(-\d+)?)*)?")


@dataclass(slots=True)
class Progress:
    next: int
    beyond: set[int] = field(default_factory=set)

    def finish(self, offset: int) -> None:
        if offset >= self.next:
            self.beyond.add(offset)
        while self.next in self.beyond:
            self.beyond.remove(self.next)
            self.next += 1

    def is_done(self, offset: int) -> bool:
        return offset < self.next or offset in self.beyond

    def write(self) -> str:
        """Ranges as distances from ``next``. Beyond what the broker keeps, the last are left out: they are sent again.

        >>> Progress(10, {12, 13, 14, 20}).write()
        '2-4,10'
        """
        text = ",".join(str(low) if low == high else f"{low}-{high}" for low, high in self._ranges())
        return text if len(text) <= _TEXT_LIMIT else text[:_TEXT_LIMIT].rpartition(",")[0]

    def _ranges(self) -> Iterator[tuple[int, int]]:
        low = high = -1
        for distance in sorted(offset - self.next for offset in self.beyond):
            if distance != high + 1 and low >= 0:
                yield low, high
            if distance != high + 1 or low < 0:
                low = distance
            high = distance
        if low >= 0:
            yield low, high


def is_progress(text: str) -> bool:
    """A daily summary keeps a moment in the same place.

    >>> is_progress("2-4,10"), is_progress(""), is_progress("2026-11-01T08:00:00+00:00")
    (True, True, False)
    """
    return _RANGES.fullmatch(text) is not None


def read_progress(offset: int, text: str) -> Progress:
    """
    >>> read_progress(10, "2-4,10") == Progress(10, {12, 13, 14, 20}), read_progress(7, "")
    (True, Progress(next=7, beyond=set()))
    """
    progress = Progress(offset)
    for words in text.split(",") if text else ():
        low, _, high = words.partition("-")
        progress.beyond.update(range(offset + int(low), offset + int(high or low) + 1))
    return progress
