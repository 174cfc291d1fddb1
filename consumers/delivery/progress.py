"""How far a destination has come on one partition: a point below which all is done, and what is done above it.

It is kept on Kafka, in the committed offset and the text that goes with it, so that one alert that a destination does
not take neither holds up those after it nor has them sent again after kill -9. With it goes when the latest that is
done was told, by the relay's clock: where a later one stands among what is done, the topic has lost its end, and others
are there now.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# offset.metadata.max.bytes of a broker is 4,096.
_TEXT_LIMIT = 4_000
_TEXT = re.compile(r"(@\d+ ?)?(\d+(-\d+)?(,\d+(-\d+)?)*)?")


@dataclass(slots=True)
class Progress:
    """``moment``: when the latest that is done was told, Unix milliseconds; 0 where nobody knows."""

    next: int
    beyond: set[int] = field(default_factory=set)
    moment: int = 0

    def finish(self, offset: int, moment: int) -> None:
        self.moment = max(self.moment, moment)
        if offset >= self.next:
            self.beyond.add(offset)
        while self.next in self.beyond:
            self.beyond.remove(self.next)
            self.next += 1

    def cut(self, later: int) -> "Progress":
        """``later``: the first offset that was told after all that is done, or the topic's end. What was done from
        there on is gone, and others are in its place. The same where nothing is.

        >>> Progress(10, {12, 14}, 9).cut(13), Progress(10, {12}, 9).cut(8)
        (Progress(next=10, beyond={12}, moment=9), Progress(next=8, beyond=set(), moment=9))
        """
        return Progress(min(self.next, later), {offset for offset in self.beyond if offset < later}, self.moment)

    def is_done(self, offset: int) -> bool:
        return offset < self.next or offset in self.beyond

    def write(self) -> str:
        """Ranges as distances from ``next``. Beyond what the broker keeps, the last are left out: they are sent again.

        >>> Progress(10, {12, 13, 14, 20}, 1_767_323_045_678).write()
        '@1767323045678 2-4,10'
        """
        ranges = ",".join(str(low) if low == high else f"{low}-{high}" for low, high in self._ranges())
        text = f"@{self.moment} {ranges}" if self.moment else ranges
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

    >>> [is_progress(text) for text in ("@1767323045678 2-4,10", "", "@1767323045678 ", "2026-11-01T08:00:00+00:00")]
    [True, True, True, False]
    """
    return _TEXT.fullmatch(text) is not None


def read_progress(offset: int, text: str) -> Progress:
    """
    >>> read_progress(10, "@9 2-4,10") == Progress(10, {12, 13, 14, 20}, 9), read_progress(7, "")
    (True, Progress(next=7, beyond=set(), moment=0))
    """
    moment, _, ranges = text.removeprefix("@").partition(" ") if text.startswith("@") else ("0", "", text)
    progress = Progress(offset, moment=int(moment))
    for words in ranges.split(",") if ranges else ():
        low, _, high = words.partition("-")
        progress.beyond.update(range(offset + int(low), offset + int(high or low) + 1))
    return progress
