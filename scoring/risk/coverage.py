"""How much an agency sends of what it used to, and what its contacts are worth then.

When an agency comes out less (police welfare attendance fell by 45 % in a year, while need did not), that there was no
contact says less than it did. So a level counts less the more of it is missing over the whole caseload, and everybody
has the usual level for the rest: who is no longer called on is not taken for well.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.risk.catalogue import COLUMNS, PLACES, Kind
from scoring.risk.features import Numbers
from scoring.risk.packing import pack_numbers, unpack_numbers
from scoring.risk.terms import TERMS
from streams.codes.agencies import Agency

_WEEK = 7 * 86_400.0
# Half-lives, in weeks, of what counts as of late and as usual.
_LATELY, _USUALLY = 2.0, 52.0
# So many standard errors below the usual may be chance.
_CHANCE = 2.0
# From here down it is said.
_THIN = 0.85


def _is_fed(columns: tuple[str, ...]) -> bool:
    column = COLUMNS[PLACES[columns[0]]]
    return column.kind is Kind.LEVEL and column.signal is not None and column.signal.feed is not Agency.EHR


def _word(column: str) -> str:
    signal = COLUMNS[PLACES[column]].signal
    return signal.words if signal else ""


class Coverage:
    """Means over the caseload of the terms at ``places``, which ``means`` has as of late; ``share`` is what is sent
    now of what is usual, of each, and ``thin`` says of which that is much less."""

    def __init__(self, places: Sequence[int]) -> None:
        size = len(places)
        self._signals = [_word(TERMS[place].columns[0]) for place in places]
        self._fed = np.array([len(TERMS[p].columns) == 1 and _is_fed(TERMS[p].columns) for p in places])
        # Sums and counts of late and as usual, the sum of squares as usual, and up to when.
        self._held: Numbers = np.zeros((3, size + 1))
        self._until = 0.0
        self._weigh()

    def notice(self, rows: Numbers, t: float) -> None:
        """The caseload, or a part of it, at a moment that is not before the last one's."""
        weeks = max(0.0, t - self._until) / _WEEK if self._until else 0.0
        lately, usually = (0.5 ** (weeks / half_life) for half_life in (_LATELY, _USUALLY))
        self._held *= np.array([[lately], [usually], [usually]])
        sums, squares = np.append(rows.sum(axis=0), len(rows)), np.append((rows * rows).sum(axis=0), 0.0)
        self._held += np.stack((sums, sums, squares))
        self._until = max(t, self._until)
        self._weigh()

    def adjust(self, rows: Numbers) -> Numbers:
        adjusted: Numbers = self._rest + rows * self._worth
        return adjusted

    def _weigh(self) -> None:
        counts = np.maximum(self._held[:, -1:], 1e-9)
        self.means: Numbers = self._held[0, :-1] / counts[0]
        usual = self._held[1, :-1] / counts[1]
        spread = np.sqrt(np.maximum(0.0, self._held[2, :-1] / counts[1] - usual**2) / np.maximum(1.0, counts[0]))
        least = np.divide(self.means + _CHANCE * spread, usual, out=np.ones_like(usual), where=usual > 0)
        self.share: NDArray[np.float64] = np.where(self._fed, np.clip(least, 0.0, 1.0), 1.0)
        self._worth = self.share**2
        self._rest = usual * (1 - self._worth * self.share)
        self.adjusted_means = self.adjust(self.means)
        thin = dict.fromkeys(self._signals[at] for at in np.flatnonzero(self.share < _THIN))
        self.thin = [f"Fewer {words} are sent than used to be, so they count less" for words in thin]

    def write(self) -> dict[str, str]:
        return {"caseload": pack_numbers(self._held.ravel()), "noticed": pack_numbers(np.array([self._until]))}

    def read(self, numbers: dict[str, str]) -> None:
        self._held = unpack_numbers(numbers["caseload"]).reshape(3, -1)
        self._until = float(unpack_numbers(numbers["noticed"])[0])
        self._weigh()
