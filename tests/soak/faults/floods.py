"""One sender sends far more than its share, and bytes that nobody can read come beside it."""

import threading
import time
from dataclasses import dataclass

from streams.publisher import Outgoing, Publisher
from tests.soak.faults.ground import Ground
from tests.soak.faults.homes import visit
from tests.soak.faults.marker import Marker
from tests.soak.faults.storm import WITHIN_SECONDS, Say

_FIRST, _AT_ONCE = 500_000, 500
POISONS = (b"", b"\xff\xfe", b"null", b"[]", b"{}", b'{"specversion": "1.0"', b"\0" * 1000, b'"' + b"x" * 100_000)


@dataclass(frozen=True, slots=True)
class Flooded:
    """Seconds: what a marker took while the flood of another area was on its way, and until all of it was known."""

    meanwhile: float
    known: float


def flood(found: Ground, marker: Marker, events: int, say: Say) -> Flooded:
    """Into the last area; poison for the first."""
    begun, area = time.monotonic(), found.areas[-1]
    marker.senders.append(sender := found.sender())

    def pour() -> None:
        for start in range(_FIRST, _FIRST + events, _AT_ONCE):
            sender.send([visit(area, home, 0) for home in range(start, min(start + _AT_ONCE, _FIRST + events))])

    pouring = threading.Thread(target=pour, daemon=True)
    pouring.start()
    poisons = [Outgoing("police", found.areas[0].encode(), poison) for poison in POISONS]
    Publisher(found.settings).publish_blocking(poisons)
    meanwhile = marker.passes(WITHIN_SECONDS)
    pouring.join(WITHIN_SECONDS)
    marker.passes(WITHIN_SECONDS)
    known = time.monotonic() - begun
    say(f"a flood of {events:,}: {meanwhile:.1f} s meanwhile, {known:.1f} s for all of it")
    return Flooded(meanwhile, known)
