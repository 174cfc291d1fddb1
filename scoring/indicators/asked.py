"""What may be asked of an indicator, and what it answers."""

from dataclasses import dataclass

from streams.contract import EventKey


@dataclass(frozen=True, slots=True)
class Asked:
    """``categories`` as ``fire/secondary-fire``, ``agencies`` by their code; contacts of any of either count, and all
    contacts where neither is named. ``days``: the window, for indicators that have none of their own."""

    indicator: str
    categories: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """``events``: what the value rests on, latest first. ``changes``: the first moment after the one asked for at which
    time alone changes the value, Unix seconds; None for never."""

    value: float
    events: tuple[EventKey, ...] = ()
    changes: float | None = None
