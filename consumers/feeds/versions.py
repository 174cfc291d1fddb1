"""What the versions of a resource, a block or a record say of its events, one after another.

An event that was erased stays so under its id, for ever. So one that a later version tells no more is erased under the
id that it has, and told again it has the next (:func:`consumers.feeds.stays.name_stay`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from consumers.feeds.stays import name_stay

NEVER_TOLD = -1


class Word(msgspec.Struct, frozen=True, array_like=True):
    """The newest there is about an event. ``at``: of its version, in Unix seconds. ``over``: it is not told.
    ``back``: how many of its ids were over before the last one; :data:`NEVER_TOLD` where it never had any."""

    at: float
    over: bool
    back: int

    def name(self, event_id: str) -> str:
        return name_stay(event_id, self.back)

    def list_over(self, event_id: str) -> Iterator[str]:
        """Every id under which it does not stand."""
        return (name_stay(event_id, before) for before in range(self.back + self.over))


# By what stands before the item's own id in the event's, which is nothing of the sender's.
Words = Mapping[str, Word]


@dataclass(frozen=True, slots=True)
class Version:
    """``name``: of what it is a version. ``ids``: of the events that it has a word about, whether it tells them or not.
    ``recorded``: None where it does not say, and is the newest. ``gone``: its sender takes back all of it, whatever is
    known of what it told. ``explicit``: what it does not tell it denies in so many words; of any other that is read
    from its silence. ``is_open``: it tells of a case that goes on, and so is known of for as long as that."""

    name: str
    ids: tuple[str, ...]
    recorded: datetime | None = None
    gone: bool = False
    explicit: bool = False
    is_open: bool = False

    def moment(self, came: datetime) -> datetime:
        """A clock that is ahead must not make all that comes after it old."""
        return min(self.recorded or came, came)

    def revise(self, held: Words, told: frozenset[str], came: datetime) -> dict[str, Word]:
        """``told``: which of the ids."""
        said = {label_of(each): self._hear(held.get(label_of(each)), each in told, came) for each in self.ids}
        return {**held, **said}

    def is_older(self, word: Word, came: datetime) -> bool:
        return self.moment(came).timestamp() < word.at

    def _hear(self, held: Word | None, told: bool, came: datetime) -> Word:
        """An older version takes nothing back and brings nothing back."""
        at = self.moment(came).timestamp()
        if held is None:
            return Word(at, self.gone or not told, 0 if told or self.gone else NEVER_TOLD)
        if self.is_older(held, came) and not (self.gone and held.over):
            return held
        if self.gone:
            return Word(max(at, held.at), True, max(held.back, 0))
        if told is not held.over:
            return Word(at, held.over, held.back)
        return Word(at, not told, held.back + told) if self._counts(held, told, at) else held

    def _counts(self, held: Word, told: bool, at: float) -> bool:
        """Whether what it says otherwise than ``held``, which is no newer, is so. Of two of one moment the one that
        denies: it is likelier that the other has come twice than that it is true again. But two that deny nothing are
        one version, and what has changed is how it is read, by another declaration say: that takes nothing back."""
        if at > held.at or self.recorded is None:
            return True
        return told is not self.explicit or held.back == NEVER_TOLD


def label_of(event_id: str) -> str:
    """
    >>> label_of("fhir-spell-ended:e1")
    'fhir-spell-ended'
    """
    return event_id.partition(":")[0]
