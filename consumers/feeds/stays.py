"""Under which id a row stands in an area, by how often it was there before.

Where a row leaves an area it is erased there, and what is erased stays so under its id for ever. So one that comes back
has another. The first time it has its own: where the ledger is lost, what comes again is known so, or erased.
"""

from hashlib import blake2b

import msgspec

# A correction's id is fifteen characters longer, and has a hundred at most.
_LONGEST, _KEPT = 85, 60


class Stays(msgspec.Struct, frozen=True, omit_defaults=True):
    """``ended``: by area, how many stays there are over. ``closed``: areas in which somebody else has erased the row,
    where it does not come back. ``asked``: whether that was asked of the area it is about to leave."""

    ended: dict[str, int] = {}
    closed: frozenset[str] = frozenset()
    asked: bool = False

    def name(self, event_id: str, area: str) -> str:
        return name_stay(event_id, self.ended.get(area, 0))

    def leave(self, area: str) -> "Stays":
        return Stays(self.ended | {area: self.ended.get(area, 0) + 1}, self.closed)


def name_stay(event_id: str, before: int) -> str:
    """
    >>> name_stay("police-incidents:NP/12", 0), name_stay("police-incidents:NP/12", 2)
    ('police-incidents:NP/12', 'police-incidents:NP/12:back2')
    """
    named = f"{event_id}:back{before}"
    if not before:
        return event_id
    return (
        named if len(named) <= _LONGEST else f"{event_id[:_KEPT]}:{blake2b(named.encode(), digest_size=12).hexdigest()}"
    )


NEVER = Stays()
