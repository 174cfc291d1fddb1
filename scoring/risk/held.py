"""What Redis holds of the 28-day risk: compact arrays, as in :mod:`scoring.state.documents`."""

import msgspec

# A moment in whole seconds is an int: five bytes instead of nine, read back as what it was written from.
Crisis = tuple[int | float, int | float]
# Among the slices of a course.
AGE_BAND = 1


class Course(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Of one person on a caseload: all that a score at any later moment is computed from. ``levels``: exponentially
    decayed sums as of ``at``, packed; ``moments``: when things last happened, whole Unix seconds, by place as in the
    catalogue, 0 for never; ``traits``: codes as last recorded. ``crises``: starts and ends (0: not ended), earliest
    first, of those that began or lasted within 100 days of ``at``. ``team`` and ``worker`` as of the latest open
    referral; ``slices``: sex, age band, ethnic group, deprivation fifth, team type, ``unknown`` where not recorded.
    ``adult``: the 18th birthday, whole Unix seconds, 0 where no birth date is known."""

    at: int | float
    levels: str
    moments: tuple[int, ...]
    traits: tuple[str, ...]
    crises: tuple[Crisis, ...]
    team: str
    worker: str
    slices: tuple[str, ...]
    adult: int = 0


class Awaiting(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A weekly prediction and what became of it. ``made``: whole Unix seconds. ``model`` is empty for the one that
    ships first. ``rivals``: what the other models said, by name, in ten thousandths. ``label``: 1 or 0, -1 while it is
    not known; ``taught``: as it was learned, -1 while it was not. ``vector`` and ``rivals`` are empty once it is too
    old to be learned from."""

    made: int
    model: str
    probability: float
    rivals: dict[str, int]
    vector: str
    label: int = -1
    taught: int = -1


class PersonRisk(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """``course`` is None for who is no longer on a caseload and only has labels to come; then ``crises`` are here, and
    ``left`` has the team and the slices that the last course had. ``home``: the address whose contacts count beside
    their own. ``awaiting``: a quarter's, earliest first. ``died``: when, whole Unix seconds, 0 for who has not as far
    as is known."""

    course: Course | None
    crises: tuple[Crisis, ...] = ()
    home: str = ""
    awaiting: tuple[Awaiting, ...] = ()
    died: int = 0
    left: tuple[str, tuple[str, ...]] | None = None

    @property
    def known_crises(self) -> tuple[tuple[float, float], ...]:
        return self.course.crises if self.course else self.crises

    @property
    def scores(self) -> tuple[tuple[float, float], ...]:
        """The weekly ones of the last quarter, latest first, as (moment, probability)."""
        return tuple((float(each.made), each.probability) for each in reversed(self.awaiting))


class Model(msgspec.Struct, frozen=True, array_like=True):
    """A learner's whole state. ``recipe`` names and versions the pipeline; ``learned`` counts labels, corrections
    included; ``numbers``: its parameters, packed as :mod:`scoring.risk.packing` does."""

    recipe: str
    learned: int
    until: float
    numbers: dict[str, str]


class Ruling(msgspec.Struct, frozen=True, array_like=True):
    """``champion``: the model whose scores count, empty for the one that ships first; ``promoted`` and ``restored``
    (by model) say, as (recorded, event), which of several decisions stands."""

    champion: str = ""
    promoted: tuple[float, str] = (0.0, "")
    restored: dict[str, tuple[float, str]] = {}
