"""How often a file is tried: one that ends the process, or what opens and scans it, stands before others."""

import time

from consumers.feeds.faults import FileRefused

# In all lives of the process together.
ALLOWED = 10
# What fails for a moment (a full disk, a scanner that reads new signatures) has five minutes so.
REST_SECONDS = 30.0
_OFTEN = "unreadable", "taking this file in has failed time and again; ask the operator"


class Attempts:
    """Of one file, in this life of the process. An attempt goes from before it is opened, or scanned, until it is read
    or has failed; it is counted when it begins, for nothing may be left to count its end."""

    def __init__(self) -> None:
        self.under_way = False
        self._rested, self._why = 0.0, _OFTEN

    @property
    def rests(self) -> bool:
        return time.monotonic() < self._rested

    def begin(self, made: int) -> int:
        """How many were made with this one. Raises :class:`FileRefused` instead of one too many."""
        if made >= ALLOWED:
            raise FileRefused(*self._why)
        self.under_way = True
        return made + 1

    def fail(self, why: tuple[str, str] = _OFTEN) -> None:
        """``why``: code and reason for its sender, if this was the last."""
        self.under_way, self._rested, self._why = False, time.monotonic() + REST_SECONDS, why
