"""Predictions whose labels are known, as columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scoring.risk.weeks import FIRST_MONDAY, WEEK

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Words by their codes, which are places in ``names``."""

    names: tuple[str, ...]
    codes: Codes

    @staticmethod
    def write(words: Iterable[str]) -> "Column":
        seen: dict[str, int] = {}
        codes = np.fromiter((seen.setdefault(word, len(seen)) for word in words), dtype=np.int64)
        return Column(tuple(seen), codes)

    def take(self, chosen: Mask) -> "Column":
        return Column(self.names, self.codes[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """A row for each weekly prediction. ``made`` and ``known`` are Unix seconds; ``known`` of a crisis is when it
    began. ``person`` and ``team`` are any whole numbers that tell persons and teams apart."""

    made: Floats
    probability: Floats
    label: Mask
    known: Floats
    person: Codes
    team: Codes
    slices: Mapping[str, Column] = field(default_factory=dict)

    @staticmethod
    def write(
        made: Sequence[float],
        probability: Sequence[float],
        label: Sequence[bool] | Sequence[int],
        known: Sequence[float],
        person: Iterable[str],
        team: Iterable[str],
        slices: Mapping[str, Iterable[str]] | None = None,
    ) -> "Outcomes":
        return Outcomes(
            np.asarray(made, dtype=np.float64),
            np.asarray(probability, dtype=np.float64),
            np.asarray(label, dtype=np.bool_),
            np.asarray(known, dtype=np.float64),
            Column.write(person).codes,
            Column.write(team).codes,
            {name: Column.write(words) for name, words in (slices or {}).items()},
        )

    def __len__(self) -> int:
        return len(self.made)

    @property
    def week(self) -> Codes:
        """Weeks begin on Mondays, in UTC."""
        return np.floor_divide(self.made - FIRST_MONDAY, WEEK).astype(np.int64)

    def take(self, chosen: Mask) -> "Outcomes":
        return Outcomes(
            self.made[chosen],
            self.probability[chosen],
            self.label[chosen],
            self.known[chosen],
            self.person[chosen],
            self.team[chosen],
            {name: column.take(chosen) for name, column in self.slices.items()},
        )
