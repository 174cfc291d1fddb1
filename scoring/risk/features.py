"""From a course at a moment to its vector, and from vectors to the numbers a model weighs.

All of it is done for many people at once; one person is the same with one row, so that both give the same numbers.
"""

from binascii import a2b_base64
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.indicators.catalogue import DAY
from scoring.risk.catalogue import ALPHABET, COLUMNS, PLACES, STEPS, Kind
from scoring.risk.held import Course

Codes = NDArray[np.uint8]
Numbers = NDArray[np.float64]

_OF = {kind: [column for column in COLUMNS if column.kind is kind] for kind in Kind}
# Columns of one kind stand together, so that they are a slice.
_COLUMN = {kind: slice(PLACES[of[0].name], PLACES[of[-1].name] + 1) for kind, of in _OF.items()}
_LEVELS, _MOMENTS = (np.array([c.place for c in _OF[kind]], dtype=np.intp) for kind in (Kind.LEVEL, Kind.RECENCY))
# Later moments are in no column, and courses of an earlier version lack them.
_READ = max(_MOMENTS) + 1
# All but the traits, which are the last.
_NUMBERS = _COLUMN[Kind.TRAIT].start
_STEP = np.array([column.step for column in COLUMNS[:_NUMBERS]])
# The last step of a recency is "never".
_MOST = np.array([STEPS - (column.kind is Kind.RECENCY) for column in COLUMNS[:_NUMBERS]])
_TRAIT_CODES = [({code: at for at, code in enumerate(c.codes)}, c.place) for c in _OF[Kind.TRAIT]]
_COUNTS = [c.place for c in _OF[Kind.COUNT]]
_RATES = -np.log(2) / (np.array([column.half_life for column in _OF[Kind.LEVEL]]) * DAY)
_LETTERS = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)
_FROM_LETTERS = np.zeros(256, dtype=np.uint8)
_FROM_LETTERS[_LETTERS] = np.arange(len(ALPHABET), dtype=np.uint8)


def measure(courses: Sequence[Course], t: float) -> Codes:
    """People by columns. Cost: 3 µs a person, and 25 µs."""
    codes = np.zeros((len(courses), len(COLUMNS)), dtype=np.uint8)
    amounts = np.empty((len(courses), _NUMBERS))
    raw = np.frombuffer(b"".join([a2b_base64(course.levels) for course in courses]), "<f2")
    elapsed = np.array([[max(0.0, t - course.at)] for course in courses])
    np.multiply(
        raw.reshape(len(courses), -1)[:, _LEVELS], np.exp(elapsed * _RATES), out=amounts[:, _COLUMN[Kind.LEVEL]]
    )
    moments = np.array([course.moments[:_READ] for course in courses])[:, _MOMENTS]
    np.divide(np.maximum(0.0, t - moments), DAY, out=amounts[:, _COLUMN[Kind.RECENCY]])
    amounts[:, _COLUMN[Kind.COUNT]] = [[float(course.traits[place]) for place in _COUNTS] for course in courses]
    codes[:, :_NUMBERS] = np.minimum(np.rint(np.log1p(amounts) / _STEP), _MOST)
    np.copyto(codes[:, _COLUMN[Kind.RECENCY]], STEPS, where=moments <= 0)
    codes[:, _COLUMN[Kind.TRAIT]] = [
        [known.get(course.traits[place], 0) for known, place in _TRAIT_CODES] for course in courses
    ]
    return codes


def write_vectors(codes: Codes) -> list[str]:
    width = codes.shape[1]
    text = _LETTERS[codes].tobytes().decode("ascii")
    return [text[at : at + width] for at in range(0, len(text), width)]


def read_vectors(vectors: Sequence[str]) -> Codes:
    raw = np.frombuffer("".join(vectors).encode("ascii"), dtype=np.uint8)
    return _FROM_LETTERS[raw].reshape(len(vectors), -1)
