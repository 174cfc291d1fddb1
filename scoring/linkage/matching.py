"""What linkage asks of a model: whom to compare, how much a comparison says, and from when two are one.

Weights are Fellegi-Sunter match weights, log2 of the odds that two records are one over that they are not, in
hundredths of a bit and whole, so that their sums are exact in any order.
"""

from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

S_contra = TypeVar("S_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a waterfall. ``field`` and ``level`` are words a clerk knows ("given name", "nickname"); ``one`` and
    ``other`` what was compared; ``weight`` in hundredths of a bit."""

    field: str
    level: str
    one: str
    other: str
    weight: int


@dataclass(frozen=True, slots=True)
class Waterfall:
    """``weight`` is the sum of the findings' weights, the prior included as one of them; ``probability`` in [0, 1]."""

    findings: tuple[Finding, ...]
    weight: int
    probability: float


class Matcher(Protocol[S_contra]):
    """Frozen: all it answers is a pure function of its arguments, and ``weigh`` and ``explain`` are symmetric.

    Clusters of records are joined while the mean weight between them reaches ``threshold``. Evidence below ``floor``
    counts as ``floor``, and so does that of two records that share no key. Pairs from ``doubt`` up that are not
    joined are for a person to decide.
    """

    def __hash__(self) -> int: ...

    @property
    def version(self) -> str: ...

    @property
    def threshold(self) -> int: ...

    @property
    def doubt(self) -> int: ...

    @property
    def floor(self) -> int: ...

    def keys(self, statement: S_contra, /) -> tuple[str, ...]:
        """Two records are compared when they share one of these. At most 16, each narrow: a key that more than a
        hundred records share says nothing and is passed over."""
        ...

    def read(self, statement: S_contra, /) -> Any:
        """The form in which a statement is compared, true in a condition."""
        ...

    def weigh(self, one: S_contra, other: S_contra, /) -> int: ...

    def weigh_forms(self, one: Any, other: Any, /) -> int:
        """What ``weigh`` says of their statements."""
        ...

    def notice(self, one: Any, other: Any, /) -> int | None:
        """What ``weigh_forms`` says, where that reaches ``doubt`` or ``threshold``, else None: most pairs are found to
        be nothing without weighing all that is known of them."""
        ...

    def explain(self, one: S_contra, other: S_contra, /) -> Waterfall: ...
