"""A vector in the words of a clinic: each topic as it stands, how it changed, and what is not recorded."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import expm1

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
    """One person at one moment."""

    def __init__(self, codes: Codes) -> None:
        self._codes: list[int] = codes.tolist()

    def say(self, topic: str) -> str:
        """
        >>> import numpy as np
        >>> Telling(np.zeros(len(COLUMNS), dtype=np.uint8)).say("fire")
        'No fire service contacts of late'
        """
        if topic in _SAID:
            return _SAID[topic](self)
        if topic in _TITLES:
            return f"{_TITLES[topic]}: {self._label(topic)}"
        words, levels = _find_levels(topic)
        span = next((_SPANS[half_life] for place, half_life, step in levels if self._level(place, step) >= _SOME), None)
        return f"{words[0].upper()}{words[1:]} {span}" if span else f"No {words} of late"

    def say_change(self, topic: str, then: "Telling") -> str:
        """Since ``then``."""
        if topic in _TITLES:
            return f"{_TITLES[topic]}: {self._label(topic)}, before: {then._label(topic)}"
        if topic in _NEWLY:
            place, newly, otherwise = _NEWLY[topic]
            return newly if self._codes[place] < then._codes[place] else otherwise
        words, levels = _find_levels(topic)
        if any(self._codes[place] > then._codes[place] for place, _, _ in levels):
            return f"New since then: {words}"
        return f"{words[0].upper()}{words[1:]} lie further back"

    def list_missing(self) -> list[str]:
        found = [f"{title} is not recorded" for name, title in _TITLES.items() if not self._codes[PLACES[name]]]
        days = self.days("since-record")
        if days is not None and days > _STALE_DAYS:
            found.append(f"Nothing was written in the mental health record for {_count_days(days)}")
        return found

    def days(self, name: str) -> float | None:
        """None for never."""
        code = self._codes[PLACES[name]]
        return None if code == STEPS else expm1(code * COLUMNS[PLACES[name]].step)

    def count(self, name: str) -> int:
        return round(expm1(self._codes[PLACES[name]] * COLUMNS[PLACES[name]].step))

    def _level(self, place: int, step: float) -> float:
        return expm1(self._codes[place] * step)

    def _label(self, name: str) -> str:
        code = COLUMNS[PLACES[name]].codes[self._codes[PLACES[name]]]
        return _LABELS[name].get(code, "not recorded").lower()


def _say_crises(one: Telling) -> str:
    days, count = one.days("since-crisis-end"), one.count("crises")
    if days is None:
        return "No crisis is recorded"
    return (
        f"The last crisis ended {_count_days(days)} ago, {count} in all"
        if count > 1
        else (f"A crisis ended {_count_days(days)} ago")
    )


def _say_days(name: str, since: str, never: str) -> Callable[[Telling], str]:
    def say(one: Telling) -> str:
        days = one.days(name)
        return never if days is None else since.format(_count_days(days))

    return say


_SAID: dict[str, Callable[[Telling], str]] = {
    CRISES: _say_crises,
    SEEN: _say_days("since-attended", "Last seen {} ago", "No contact attended is recorded"),
    MISSED: _say_days("since-missed", "The last contact not attended was {} ago", "No contact was missed"),
    "caseload": _say_days("since-caseload", "On the caseload for {}", "On the caseload"),
    "plan": _say_days("since-plan", "A crisis plan was written {} ago", "No crisis plan is recorded"),
}
# Of a recency that became shorter, or else longer.
_NEWLY = {
    CRISES: (PLACES["since-crisis-end"], "A crisis ended since then", "The last crisis lies further back"),
    SEEN: (PLACES["since-attended"], "Seen since then", "Not seen since then"),
    MISSED: (PLACES["since-missed"], "A contact was missed since then", "Contacts not attended lie further back"),
    "caseload": (PLACES["since-caseload"], "A new referral", "Longer on the caseload"),
    "plan": (PLACES["since-plan"], "A crisis plan was written since then", "The crisis plan is older"),
}


@lru_cache(maxsize=64)
def _find_levels(topic: str) -> tuple[str, tuple[tuple[int, float, float], ...]]:
    """What is counted, and the place, half-life and step of each of its levels, shortest first."""
    columns = [column for column in COLUMNS if _is_level_of(topic, column)]
    assert columns[0].signal
    levels = sorted((column.half_life, PLACES[column.name], column.step) for column in columns)
    return columns[0].signal.words, tuple((place, half_life, step) for half_life, place, step in levels)


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
