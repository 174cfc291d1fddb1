"""What areas are asked of rows that are about to leave them, before anything is sent.

Whoever else erased a row, its data protection officer say, erased it under the id it had: it must not come back under
another. Afterwards nobody can tell that erasure from the move's own. So the answer is on the disk before the move is
sent, and a stop between the two leads to the same ids.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from consumers.feeds.ledger import Ledger
from consumers.feeds.senders import Sender
from consumers.feeds.sending import Line, key_of, left_by
from consumers.feeds.stays import NEVER, Stays, name_stay
from streams.contract import EventKey, event_key
from streams.patience import patiently

# Whether an event is erased in an area.
Erased = Callable[[str, EventKey], Awaitable[bool]]


async def find_stays(
    ledger: Ledger, erased: Erased | None, sender: Sender, lines: Sequence[Line], before: Mapping[bytes, bytes]
) -> dict[bytes, Stays]:
    """Of rows that have moved, or are about to. Raises :class:`streams.errors.Transient`. Cost: a round trip or two for
    each that is about to."""
    known = ledger.recall_stays(key_of(sender, line) for line in lines)
    asked: dict[bytes, Stays] = {}
    for line in lines if erased else ():
        key = key_of(sender, line)
        left, stays = left_by(line, before.get(key, b"")), known.get(key, NEVER)
        if erased and left and not stays.asked:
            async for attempt in patiently():
                with attempt:
                    asked[key] = await _ask(erased, sender.source, line, left, stays)
    if asked:
        with ledger.step():
            ledger.remember_stays(asked.items())
    return known | asked


async def _ask(erased: Erased, source: str, line: Line, left: str, stays: Stays) -> Stays:
    gone = await erased(left, event_key(source, stays.name(line.id, left)))
    ended = dict(stays.ended)
    if line.area and line.area not in ended:
        # A stay that the ledger knows nothing of: an earlier version did not write it down.
        while await erased(line.area, event_key(source, name_stay(line.id, ended.get(line.area, 0)))):
            ended[line.area] = ended.get(line.area, 0) + 1
    return Stays(ended, stays.closed | ({left} if gone else set()), asked=True)
