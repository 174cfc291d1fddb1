from typing import Literal

from streams.contract import Contract, Envelope, Instant


class TickData(Contract):
    at: Instant


class Tick(Envelope):
    """Time, as the log knows it: whatever happens because time passed happens when a tick is read."""

    type: Literal["tick-1"] = "tick-1"
    data: TickData
