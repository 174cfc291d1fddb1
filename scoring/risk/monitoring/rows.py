"""Outcomes as rows of 53 bytes, so that a month of a caseload of 20,000 takes some 5 MB and is read at once.

Words (models, teams, values of slices) are kept as their places in :class:`Words`.
"""

from base64 import urlsafe_b64decode
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from scoring.risk.judging.outcomes import Column, Floats, Outcomes

SLICES = ("sex", "age_band", "ethnic_group", "deprivation_fifth", "team_type")
# Models that can be told apart in an area at one time: what one more says is not kept.
MODELS = 6
_NOTHING_SAID = 2**32 - 1
_MICRO = 1e6
_MOST_WORDS = 2**16
ROW = np.dtype(
    [
        ("person", "<u8"),
        ("person_end", "<u4"),
        ("made", "<u4"),
        ("known", "<u4"),
        ("label", "u1"),
        ("model", "u1"),
        ("team", "<u2"),
        ("slices", "u1", len(SLICES)),
        ("said", "<u4", MODELS),
    ]
)
Rows = NDArray[np.void]


class Words(msgspec.Struct, frozen=True, array_like=True):
    """What numbers in rows stand for. ``models`` lose none and win none beyond :data:`MODELS`."""

    models: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    slices: tuple[tuple[str, ...], ...] = ((),) * len(SLICES)


class Known(NamedTuple):
    """An outcome as it was told; moments are Unix seconds, ``slices`` in the order of :data:`SLICES`."""

    person: str
    made: float
    known: float
    model: str
    probability: float
    rivals: dict[str, float]
    label: bool
    team: str
    slices: tuple[str, ...]


def learn_words(words: Words, told: Sequence[Known]) -> Words:
    """With all that is new in ``told``, in its order."""
    models = [name for each in told for name in (each.model, *sorted(each.rivals))]
    return Words(
        _extend(words.models, models)[:MODELS],
        _extend(words.teams, [each.team for each in told])[:_MOST_WORDS],
        tuple(_extend(held, [each.slices[at] for each in told])[:256] for at, held in enumerate(words.slices)),
    )


def write_rows(words: Words, told: Sequence[Known]) -> bytes:
    """``words`` know all that is in ``told``."""
    rows = np.zeros(len(told), dtype=ROW)
    models, teams = _number(words.models), _number(words.teams)
    values = [_number(each) for each in words.slices]
    for row, each in zip(rows, told, strict=True):
        row["person"], row["person_end"] = _split(each.person)
        row["made"], row["known"], row["label"] = round(each.made), round(each.known), each.label
        row["model"], row["team"] = models.get(each.model, MODELS), teams.get(each.team, 0)
        row["slices"] = [numbers.get(value, 0) for numbers, value in zip(values, each.slices, strict=True)]
        row["said"] = _NOTHING_SAID
        for name, said in {**each.rivals, each.model: each.probability}.items():
            if name in models:
                row["said"][models[name]] = round(said * _MICRO)
    return rows.tobytes()


def read_rows(raw: bytes) -> Rows:
    """One row for each prediction: what was told last of it stands."""
    rows: Rows = np.frombuffer(raw, dtype=ROW)[::-1]
    order = np.lexsort((rows["made"], rows["person_end"], rows["person"]))
    stands = np.ones(len(rows), dtype=np.bool_)
    # lexsort keeps the order of equals, so the first of each is the last that was told.
    stands[1:] = np.any(
        [rows[name][order][1:] != rows[name][order][:-1] for name in ("person", "person_end", "made")], axis=0
    )
    return rows[order[stands]]


def judge_rows(rows: Rows, words: Words, model: str) -> Outcomes:
    """What ``model`` said of them, of those of which it said anything."""
    said = rows["said"][:, words.models.index(model)]
    found, said = rows[said != _NOTHING_SAID], said[said != _NOTHING_SAID]
    _, person = np.unique(found[["person", "person_end"]], return_inverse=True)
    return Outcomes(
        found["made"].astype(np.float64),
        said / _MICRO,
        found["label"] == 1,
        found["known"].astype(np.float64),
        person.astype(np.int64),
        found["team"].astype(np.int64),
        {
            **{name: _column(words.slices[at], found["slices"][:, at]) for at, name in enumerate(SLICES)},
            "team": _column(words.teams, found["team"]),
        },
    )


def _column(names: tuple[str, ...], codes: Floats) -> Column:
    return Column(names, codes.astype(np.int64))


def _extend(held: tuple[str, ...], new: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*held, *new)))


def _number(words: tuple[str, ...]) -> dict[str, int]:
    return {word: number for number, word in enumerate(words)}


def _split(person: str) -> tuple[int, int]:
    raw = urlsafe_b64decode(person)
    return int.from_bytes(raw[:8], "little"), int.from_bytes(raw[8:], "little")
