"""A home that passes through all of it: sent, admitted, known, alerted, delivered; and somebody who is looked up."""

import threading
import time
from dataclasses import dataclass, field
from itertools import count

from tests.soak.faults.ground import Ground
from tests.soak.faults.homes import key_of, visit
from tests.soak.faults.traffic import Looker, Sender

_FIRST = 1_000
_POLL_SECONDS = 0.05


class Late(AssertionError):
    """It did not come through in time."""


@dataclass(slots=True)
class Marker:
    ground: Ground
    looker: Looker
    senders: list[Sender] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(_FIRST))

    def passes(self, within: float) -> float:
        """How long it took from now, in seconds, until the receiver of alerts had this home's and a look was answered,
        in the first area. Raises :class:`Late`."""
        begun, home, area = time.monotonic(), next(self._numbers), self.ground.areas[0]
        self.senders.append(sender := self.ground.sender())
        events = [visit(area, home, number) for number in range(2)]
        sending = threading.Thread(target=sender.send, args=(events,), daemon=True)
        sending.start()
        key, seen = key_of(events[1]), 0
        found = looked = False
        while not (found and looked):
            if time.monotonic() - begun > within:
                raise Late(f"alerted: {found}, looked up: {looked}, sent: {not sending.is_alive()}, after {within} s")
            taken = self.ground.receiver.taken[seen:]
            seen += len(taken)
            found = found or any(key in str(alert) for alert in taken)
            looked = looked or self.looker.look(area, "Ashby")
            time.sleep(_POLL_SECONDS)
        return time.monotonic() - begun
