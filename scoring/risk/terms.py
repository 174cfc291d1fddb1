"""What a model weighs: the columns of a vector as numbers, one for each code of a trait, and declared products."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.risk.catalogue import ALPHABET, COLUMNS, PLACES, STEPS, Column, Kind
from scoring.risk.features import Codes, Numbers
from streams.codes.mental_health import DiagnosisGroup


class Look:
    """At columns by name, of many people: as they are weighed (log1p), as ``amounts``, or as codes of a trait."""

    def __init__(self, codes: Codes, rows: Numbers) -> None:
        self._codes, self._rows = codes, rows
        self._amounts: Numbers = _AMOUNTS[_AMOUNT_ROWS, codes.take(_AMOUNT_PLACES, axis=1)]

    def __call__(self, name: str) -> Numbers:
        return self._rows[:, _NUMBER_OF[name]]

    def amount(self, name: str) -> Numbers:
        return self._amounts[:, _AMOUNT_OF[name]]

    def add_up(self, names: slice) -> Numbers:
        """Of :data:`_AMOUNTS_OF`."""
        total: Numbers = self._amounts[:, names].sum(axis=1)
        return total

    def trait(self, name: str) -> Codes:
        return self._codes[:, PLACES[name]]


@dataclass(frozen=True, slots=True)
class Product:
    """A number that is worked out of several columns, which ``columns`` names; what it is about is the first."""

    name: str
    meaning: str
    columns: tuple[str, ...]
    work_out: Callable[[Look], Numbers]


_EMERGENCIES = ("emergency", "ambulance", "police-welfare")
_PACED = tuple(f"{signal}-{half_life}" for half_life in (28, 240) for signal in _EMERGENCIES)
_LATELY, _USUALLY = slice(0, 3), slice(3, 6)
# What is needed as it was counted; the emergencies first, so that they are slices.
_AMOUNTS_OF = (*_PACED, "missed-90", "attended-90", "crisis-240", "since-caseload")
_AMOUNT_OF = {name: at for at, name in enumerate(_AMOUNTS_OF)}
_AMOUNT_PLACES = np.array([PLACES[name] for name in _AMOUNTS_OF], dtype=np.intp)
_AMOUNT_ROWS = np.arange(len(_AMOUNTS_OF))
_AMOUNTS = np.array([np.expm1(np.arange(len(ALPHABET)) * COLUMNS[place].step) for place in _AMOUNT_PLACES])


def _share_missed(look: Look) -> Numbers:
    missed = look.amount("missed-90") + 0.3
    # One in ten is missed, and three appointments' worth of that is what is supposed of who had none.
    return np.asarray(np.log(missed / (missed + look.amount("attended-90") + 2.7)) - _LOG_TENTH)


def _crisis_rate(look: Look) -> Numbers:
    # A level of half-life 240 days counts contacts of 346 days at most.
    known = 2.5 - 2.0 * np.exp(look.amount("since-caseload") / -346.0)
    return np.asarray(np.log((look.amount("crisis-240") + 0.25) / known) + 1.0)


def _pace(look: Look) -> Numbers:
    """As in :mod:`scoring.indicators.pace`, half a contact added to each side."""
    return np.asarray(np.log((look.add_up(_LATELY) + 0.5) / (look.add_up(_USUALLY) * (28 / 240) + 0.5)))


def _miss_while_changed(look: Look) -> Numbers:
    return np.asarray(look("missed-28") * (look("medication-stopped-28") + look("medication-switched-28")))


def _unseen(look: Look) -> Numbers:
    return np.where(look.trait("diagnosis") == _PSYCHOSIS, look("since-attended"), 0.0)


_LOG_TENTH = float(np.log(0.1))
_PSYCHOSIS = COLUMNS[PLACES["diagnosis"]].codes.index(DiagnosisGroup.PSYCHOSIS.value)
PRODUCTS = (
    Product("share-missed", "Share of contacts not attended", ("missed-90", "attended-90"), _share_missed),
    Product("crisis-rate", "Crises for the time on the caseload", ("crisis-240", "since-caseload"), _crisis_rate),
    Product(
        "pace",
        "Emergencies of the last weeks against those of the year",
        _PACED,
        _pace,
    ),
    Product(
        "missed-medication",
        "Contacts not attended while medicines were stopped or switched",
        ("missed-28", "medication-stopped-28", "medication-switched-28"),
        _miss_while_changed,
    ),
    Product(
        "police-safeguarding",
        "Police welfare contacts together with safeguarding",
        ("police-welfare-90", "safeguarding-90"),
        lambda look: look("police-welfare-90") * look("safeguarding-90"),
    ),
    Product("psychosis-unseen", "Time since a contact, with psychosis", ("since-attended", "diagnosis"), _unseen),
)


@dataclass(frozen=True, slots=True)
class Term:
    """``columns``: what it is worked out of. ``code``: of a trait, whether it is this. ``never``: of a recency,
    whether it never was."""

    name: str
    columns: tuple[str, ...]
    code: str | None = None
    never: bool = False


_WEIGHED = [column for column in COLUMNS if column.weighed]
_NUMBERS = [column for column in _WEIGHED if column.kind is not Kind.TRAIT]
_SINCE = [column for column in _WEIGHED if column.kind is Kind.RECENCY]
_CODES = [(column, code) for column in _WEIGHED if column.kind is Kind.TRAIT for code in column.codes]
TERMS = (
    *(Term(column.name, (column.name,)) for column in _NUMBERS),
    *(Term(f"{column.name}-never", (column.name,), never=True) for column in _SINCE),
    *(Term(f"{column.name}-{code or 'unknown'}", (column.name,), code) for column, code in _CODES),
    *(Term(product.name, product.columns) for product in PRODUCTS),
)


def _places(columns: Sequence[Column]) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.array([PLACES[column.name] for column in columns], dtype=np.intp)


_NUMBER_PLACES, _SINCE_PLACES, _CODE_PLACES = map(_places, (_NUMBERS, _SINCE, [column for column, _ in _CODES]))
_NUMBER_OF = {column.name: at for at, column in enumerate(_NUMBERS)}
_NUMBER_STEPS = np.array([column.step for column in _NUMBERS])
_CODE_VALUES = np.array([column.codes.index(code) for column, code in _CODES], dtype=np.uint8)
_FIRST_SINCE = len(_NUMBERS)
_FIRST_CODE = _FIRST_SINCE + len(_SINCE)
_FIRST_PRODUCT = _FIRST_CODE + len(_CODES)


def weigh_up(codes: Codes) -> Numbers:
    """People by terms. Cost: 50 µs for one person, 3 µs for each of many."""
    rows: Numbers = np.empty((len(codes), len(TERMS)))
    np.multiply(codes.take(_NUMBER_PLACES, axis=1), _NUMBER_STEPS, out=rows[:, :_FIRST_SINCE])
    np.equal(codes.take(_SINCE_PLACES, axis=1), STEPS, out=rows[:, _FIRST_SINCE:_FIRST_CODE])
    np.equal(codes.take(_CODE_PLACES, axis=1), _CODE_VALUES, out=rows[:, _FIRST_CODE:_FIRST_PRODUCT])
    look = Look(codes, rows)
    for place, product in enumerate(PRODUCTS, _FIRST_PRODUCT):
        rows[:, place] = product.work_out(look)
    return rows


def find_terms(left_out: frozenset[str]) -> Sequence[int]:
    """Places of the terms that need none of these columns."""
    return [at for at, term in enumerate(TERMS) if not left_out.intersection(term.columns)]
