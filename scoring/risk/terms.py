"""What a model weighs: the columns of a vector as numbers, one for each code of a trait, and declared products."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.risk.catalogue import COLUMNS, PLACES, STEPS, Kind
from scoring.risk.features import Codes, Numbers

View = Callable[[str], Numbers]


@dataclass(frozen=True, slots=True)
class Product:
    """A number that is worked out of several columns; ``columns`` names them."""

    name: str
    meaning: str
    columns: tuple[str, ...]
    work_out: Callable[[View], Numbers]


def _share_missed(column: View) -> Numbers:
    missed, attended = np.expm1(column("missed-90")), np.expm1(column("attended-90"))
    return np.log((missed + 0.3) / (missed + attended + 3.0)) + 2.3


def _crises_by_time(column: View) -> Numbers:
    known = 1.0 - np.exp(-np.expm1(column("since-caseload")) / 346.0)
    return np.log((np.expm1(column("crisis-240")) + 0.25) / (2.0 * known + 0.5)) + 1.0


PRODUCTS = (
    Product("share-missed", "Share of contacts not attended", ("missed-90", "attended-90"), _share_missed),
    Product("crisis-rate", "Crises for the time on the caseload", ("crisis-240", "since-caseload"), _crises_by_time),
    Product(
        "missed-medication",
        "Not attended while medication changed",
        ("missed-28", "medication-stopped-28", "medication-switched-28"),
        lambda column: column("missed-28") * (column("medication-stopped-28") + column("medication-switched-28")),
    ),
    Product(
        "police-safeguarding",
        "Police welfare contacts together with safeguarding",
        ("police-welfare-90", "safeguarding-90"),
        lambda column: column("police-welfare-90") * column("safeguarding-90"),
    ),
)


@dataclass(frozen=True, slots=True)
class Term:
    """``columns``: what it is worked out of. ``code``: of a trait, whether it is this."""

    name: str
    columns: tuple[str, ...]
    code: str | None = None


TERMS = (
    *(Term(column.name, (column.name,)) for column in COLUMNS if column.kind is not Kind.TRAIT),
    *(Term(f"{c.name}-never", (c.name,)) for c in COLUMNS if c.kind is Kind.RECENCY),
    *(
        Term(f"{c.name}-{code or 'unknown'}", (c.name,), code)
        for c in COLUMNS
        if c.kind is Kind.TRAIT
        for code in c.codes
    ),
    *(Term(product.name, product.columns) for product in PRODUCTS),
)
_NUMERIC = np.array([PLACES[c.name] for c in COLUMNS if c.kind is not Kind.TRAIT])
_STEPS = np.array([c.step for c in COLUMNS if c.kind is not Kind.TRAIT])
_RECENCIES = np.array([PLACES[c.name] for c in COLUMNS if c.kind is Kind.RECENCY])
_HOT_PLACES = np.array([PLACES[c.name] for c in COLUMNS if c.kind is Kind.TRAIT for _ in c.codes])
_HOT_CODES = np.array([at for c in COLUMNS if c.kind is Kind.TRAIT for at, _ in enumerate(c.codes)], dtype=np.uint8)
_STEP = {c.name: c.step for c in COLUMNS}


def weigh_up(codes: Codes) -> Numbers:
    """People by terms."""
    products = [product.work_out(lambda name: _read(codes, name)) for product in PRODUCTS]
    numbers: Numbers = np.hstack(
        (
            codes[:, _NUMERIC] * _STEPS,
            codes[:, _RECENCIES] == STEPS,
            codes[:, _HOT_PLACES] == _HOT_CODES,
            np.stack(products, axis=1),
        )
    ).astype(np.float64)
    return numbers


def _read(codes: Codes, name: str) -> Numbers:
    return np.multiply(codes[:, PLACES[name]], _STEP[name], dtype=np.float64)


def find_terms(left_out: frozenset[str]) -> Sequence[int]:
    """Places of the terms that need none of these columns."""
    return [at for at, term in enumerate(TERMS) if not left_out.intersection(term.columns)]
