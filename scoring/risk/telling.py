"""A vector in the words of a clinic: each topic as it stands, how it changed, and what is not recorded."""

from collections.abc import Sequence
from functools import lru_cache
from math import expm1
from typing import NamedTuple

from scoring.risk.catalogue import COLUMNS, PLACES, STEPS, Column, Kind
from scoring.risk.features import Codes
from streams.codes.mental_health import Accommodation, DiagnosisGroup, Employment, LegalStatus

CRISES, SEEN, MISSED = "crises", "attended", "missed"
_TOPICS = {"crisis": CRISES, "since-crisis-end": CRISES, "since-attended": SEEN, "since-record": SEEN}
_TOPICS |= {"since-missed": MISSED, "since-caseload": "caseload", "since-plan": "plan"}
# Fewer contacts' worth than this is told of the next longer time.
_SOME = 0.4
_SPANS = {
    7.0: "in the last week",
    28.0: "in the last month",
    90.0: "in the last three months",
    240.0: "in the last year",
}
_STALE_DAYS = 90.0
_LABELS: dict[str, dict[str, str]] = {
    name: {code.value: code.label for code in codes}
    for name, codes in (
        ("diagnosis", DiagnosisGroup),
        ("accommodation", Accommodation),
        ("employment", Employment),
        ("legal-status", LegalStatus),
    )
}
_TITLES = {
    "diagnosis": "Diagnosis group",
    "accommodation": "Accommodation",
    "employment": "Employment",
    "legal-status": "Legal status",
}


def name_topic(columns: Sequence[str]) -> str:
    """What a term is about: of several columns, what the first is about."""
    column = COLUMNS[PLACES[columns[0]]]
    name = column.signal.name if column.signal else column.name
    return _TOPICS.get(name, name)


class Telling:
    """One person at one moment. What can be said is written down once by code, for a page tells of many."""

    def __init__(self, codes: Codes) -> None:
        self._codes: list[int] = codes.tolist()

    def say(self, topic: str) -> str:
        """
        >>> import numpy as np
        >>> Telling(np.zeros(len(COLUMNS), dtype=np.uint8)).say("fire")
        'No fire service contacts of late'
        """
        if topic == CRISES:
            return _say_crises(self._codes[_SINCE_CRISIS], self._codes[_CRISES])
        if topic in _SAID:
            place, sentences = _SAID[topic]
            return sentences[self._codes[place]]
        levels = _find_levels(topic)
        return next((said for place, least, said in levels.spans if self._codes[place] >= least), levels.none)

    def say_change(self, topic: str, then: "Telling") -> str:
        """Since ``then``."""
        if topic in _TITLES:
            place, sentences = _SAID[topic]
            return f"{sentences[self._codes[place]]}, before: {_write_labels(topic)[then._codes[place]]}"
        if topic in _NEWLY:
            place, newly, otherwise = _NEWLY[topic]
            return newly if self._codes[place] < then._codes[place] else otherwise
        levels = _find_levels(topic)
        is_new = any(self._codes[place] > then._codes[place] for place, _, _ in levels.spans)
        return levels.new if is_new else levels.past

    def list_missing(self) -> list[str]:
        found = [said for place, said in _UNRECORDED if not self._codes[place]]
        silent = _SILENCES[self._codes[_SINCE_RECORD]]
        return [*found, silent] if silent else found


@lru_cache(maxsize=1024)
def _say_crises(since: int, crises: int) -> str:
    days, count = _find_days("since-crisis-end", since), round(expm1(crises * COLUMNS[_CRISES].step))
    if days is None:
        return "No crisis is recorded"
    ago = f"{_count_days(days)} ago"
    return f"The last crisis ended {ago}, {count} in all" if count > 1 else f"A crisis ended {ago}"


def _find_days(column: str, code: int) -> float | None:
    """None for never."""
    return None if code == STEPS else expm1(code * COLUMNS[PLACES[column]].step)


def _say_days(column: str, since: str, never: str) -> tuple[int, tuple[str, ...]]:
    found = [_find_days(column, code) for code in range(STEPS + 1)]
    return PLACES[column], tuple(never if days is None else since.format(_count_days(days)) for days in found)


def _say_trait(name: str) -> tuple[int, tuple[str, ...]]:
    return PLACES[name], tuple(f"{_TITLES[name]}: {label}" for label in _write_labels(name))


@lru_cache(maxsize=8)
def _write_labels(name: str) -> tuple[str, ...]:
    return tuple(_LABELS[name].get(code, "not recorded").lower() for code in COLUMNS[PLACES[name]].codes)


def _say_silence(code: int) -> str:
    days = _find_days("since-record", code)
    is_stale = days is not None and days > _STALE_DAYS
    return f"Nothing was written in the mental health record for {_count_days(days or 0.0)}" if is_stale else ""


class Levels(NamedTuple):
    """What is said of a kind of contact: of each half-life, shortest first, its place, the code from which on it is
    said, and the sentence; where there is none; and of a change."""

    spans: tuple[tuple[int, int, str], ...]
    none: str
    new: str
    past: str


@lru_cache(maxsize=64)
def _find_levels(topic: str) -> Levels:
    columns = sorted((column for column in COLUMNS if _is_level_of(topic, column)), key=lambda each: each.half_life)
    assert columns[0].signal
    words = columns[0].signal.words
    first = f"{words[0].upper()}{words[1:]}"
    spans = tuple((PLACES[one.name], _least_code(one), f"{first} {_SPANS[one.half_life]}") for one in columns)
    return Levels(spans, f"No {words} of late", f"New since then: {words}", f"{first} lie further back")


def _least_code(column: Column) -> int:
    return next(code for code in range(STEPS + 1) if expm1(code * column.step) >= _SOME)


def _is_level_of(topic: str, column: Column) -> bool:
    return column.kind is Kind.LEVEL and column.signal is not None and column.signal.name == topic


def _count_days(days: float) -> str:
    """
    >>> _count_days(0.2), _count_days(1), _count_days(13.8), _count_days(60), _count_days(800)
    ('less than a day', '1 day', '14 days', '9 weeks', '2 years')
    """
    if days < 0.5:
        return "less than a day"
    number, unit = next((round(days / size), unit) for below, size, unit in _UNITS if days < below)
    return f"{number} {unit}{'' if number == 1 else 's'}"


_UNITS = ((28.0, 1.0, "day"), (180.0, 7.0, "week"), (700.0, 30.4, "month"), (float("inf"), 365.25, "year"))

_SINCE_CRISIS, _SINCE_RECORD, _CRISES = PLACES["since-crisis-end"], PLACES["since-record"], PLACES["crises"]
_SAID = {
    SEEN: _say_days("since-attended", "Last seen {} ago", "No contact attended is recorded"),
    MISSED: _say_days("since-missed", "The last contact not attended was {} ago", "No contact was missed"),
    "caseload": _say_days("since-caseload", "On the caseload for {}", "On the caseload"),
    "plan": _say_days("since-plan", "A crisis plan was written {} ago", "No crisis plan is recorded"),
} | {name: _say_trait(name) for name in _TITLES}
_UNRECORDED = tuple((PLACES[name], f"{title} is not recorded") for name, title in _TITLES.items())
_SILENCES = tuple(map(_say_silence, range(STEPS + 1)))
# Of a recency that became shorter, or else longer.
_NEWLY = {
    CRISES: (PLACES["since-crisis-end"], "A crisis ended since then", "The last crisis lies further back"),
    SEEN: (PLACES["since-attended"], "Seen since then", "Not seen since then"),
    MISSED: (PLACES["since-missed"], "A contact was missed since then", "Contacts not attended lie further back"),
    "caseload": (PLACES["since-caseload"], "A new referral", "Longer on the caseload"),
    "plan": (PLACES["since-plan"], "A crisis plan was written since then", "The crisis plan is older"),
}
