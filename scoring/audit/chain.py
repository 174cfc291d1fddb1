"""Records one after the other, each with the hash of the one before.

Each start of each process that writes has a chain of its own in each area, so that no two ever wait for one another.
The first record of a chain names the end of the writer's chain before: the last record that Kafka had acknowledged.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """The last record of a chain: the ``start`` of the process that wrote it, its place there and its hash, in hex."""

    start: str
    sequence: int
    hash: str

    def __str__(self) -> str:
        """
        >>> str(Head("c0ffee", 7, "ab"))
        'c0ffee-7'
        """
        return f"{self.start}-{self.sequence}"


@dataclass(frozen=True, slots=True)
class Chain:
    """``start`` of ``writer`` in one area. ``end``: its last record, None before the first; ``before``: the end of the
    chain it follows, if any."""

    writer: str
    start: str
    before: Head | None = None
    end: Head | None = None

    def next_link(self) -> dict[str, str | int]:
        """As the contract's ``link``.

        >>> Chain("api-1", "c0ffee", Head("decaf", 7, "ab")).next_link()
        {'writer': 'api-1', 'start': 'c0ffee', 'sequence': 0, 'previous': 'ab', 'follows': 'decaf-7'}
        """
        link: dict[str, str | int] = {"writer": self.writer, "start": self.start, "sequence": self._next}
        if previous := self.end or self.before:
            link["previous"] = previous.hash
        if self.end is None and self.before:
            link["follows"] = str(self.before)
        return link

    def grow(self, digest: str) -> "Chain":
        """With the record of this hash at its end."""
        return Chain(self.writer, self.start, self.before, Head(self.start, self._next, digest))

    @property
    def _next(self) -> int:
        return 0 if self.end is None else self.end.sequence + 1
