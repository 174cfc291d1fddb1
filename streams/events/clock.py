from typing import Annotated, Literal

from pydantic import Field

from streams.contract import Contract, Envelope, Instant


class TickData(Contract):
    """``keep_months``: for how long what is known is kept after it last mattered; without it, for ever."""

    at: Instant
    keep_months: Annotated[int, Field(ge=1, le=1200)] | None = None


class Tick(Envelope):
    """Time, as the log knows it: whatever happens because time passed happens when a tick is read."""

    type: Literal["tick-1"] = "tick-1"
    data: TickData
