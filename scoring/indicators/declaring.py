"""What is declared of an indicator: what it means, and for those that alert rules ask for, how they may."""

from dataclasses import dataclass
from typing import ClassVar

from streams.codes.alerts import AlertSubject

# A rule says the window itself.
AS_ASKED = "as-asked"


@dataclass(frozen=True, slots=True)
class Indicator:
    """``window`` is a window's name, ``AS_ASKED``, or empty where the indicator has none; ``counts`` the categories
    that go into it. ``ruled``: a rule may ask for it, by this name; what is shown without being asked for has the
    window in its meaning."""

    ruled: ClassVar[bool] = False
    name: str
    unit: str
    meaning: str
    source: str
    window: str = ""
    counts: str = "all"


@dataclass(frozen=True, slots=True)
class RuledIndicator(Indicator):
    """``subjects`` it is known of. ``window_left``: a rule may leave its window out. ``by_category``, ``by_agency``:
    what contacts may be narrowed to. ``whole`` numbers only, ``most`` the highest there can be. ``silent``: high where
    nothing has happened for long. ``falls``: time alone only ever lowers it, so that a rule which asks for more waits
    for an event. ``of_facts``: it counts facts, or what facts name, so it is never more than there are facts."""

    ruled: ClassVar[bool] = True
    subjects: frozenset[AlertSubject] = frozenset(AlertSubject)
    window_left: bool = False
    by_category: bool = True
    by_agency: bool = True
    whole: bool = True
    most: float | None = None
    silent: bool = False
    falls: bool = True
    of_facts: bool = True

    @property
    def takes_window(self) -> bool:
        return self.window == AS_ASKED

    @property
    def needs_window(self) -> bool:
        return self.takes_window and not self.window_left
