"""Where all that happens by chance comes from: one seed. And the trace of what did."""

import hashlib
from collections import Counter
from collections.abc import Callable
from enum import Enum
from random import Random


class Trouble(Enum):
    """What becomes of one request: lost before it took effect, its answer lost or later than anybody waits, or itself
    on its way for so long, and taking effect after whoever sent it has given up."""

    NONE = "none"
    LOST = "lost"
    ANSWER_LOST = "answer lost"
    ANSWER_LATE = "answer late"
    SENT_LATE = "sent late"


_TROUBLES = (Trouble.LOST, Trouble.ANSWER_LOST, Trouble.ANSWER_LATE, Trouble.SENT_LATE)


class Chance:
    """``steps``: what the world did or let happen: each request that arrived, each fault. ``muted``: numbers of
    troubles that do not happen, for finding out which of them matter."""

    def __init__(self, seed: int, now: Callable[[], float], muted: frozenset[int] = frozenset()) -> None:
        self.seed = seed
        self.random = Random(seed)
        self._now = now
        self._muted = muted
        self.steps = 0
        self.troubles = 0
        self.counts: Counter[str] = Counter()
        self.stormy = True
        self.rate = self.random.choice((0.0, 0.02, 0.05, 0.1))
        self.trace: list[str] | None = None
        self._digest = hashlib.blake2b(digest_size=8)

    def latency(self) -> float:
        """Seconds on the way: mostly short, sometimes long enough for others to overtake."""
        return self.random.uniform(0.0005, 0.004) if self.random.random() < 0.9 else self.random.uniform(0.01, 0.4)

    def trouble(self, where: str, what: str) -> Trouble:
        # Drawn in any case, so that what comes after it stays as it is when one is muted.
        happens, kind = self.random.random() < self.rate, self.random.choice(_TROUBLES)
        if not (self.stormy and happens and self.allow()):
            return Trouble.NONE
        self.note(f"{where} {what}: {kind.value}")
        self.counts[kind.value] += 1
        return kind

    def allow(self) -> bool:
        """Whether this trouble happens: not if it is muted."""
        self.troubles += 1
        return self.troubles - 1 not in self._muted

    def note(self, said: str) -> None:
        """A step."""
        self.steps += 1
        self.tell(said)

    def tell(self, said: str) -> None:
        line = f"{self._now():9.3f} {said}"
        self._digest.update(line.encode())
        if self.trace is not None:
            self.trace.append(line)

    def digest(self) -> str:
        return self._digest.hexdigest()
