"""What a score is made of: each column of a person's vector, declared here, documented from here, computed by these
half-lives and windows.

A vector has one character a column, so that the predictions that await their label take few bytes; a model learns from
and predicts with what the character says, never with what was rounded away.
"""

from dataclasses import dataclass
from enum import Enum
from math import log1p

from scoring.risk import signals as s
from scoring.risk.course import HALF_LIVES, MOMENT_PLACES, MOST_CRISES, TRAITS
from scoring.risk.signals import Signal
from streams.codes.lists import CodeList
from streams.codes.mental_health import Accommodation, DiagnosisGroup, Employment, LegalStatus, TeamType

# Printable, and none that JSON has to escape. The last one of a recency is "never".
ALPHABET = "".join(chr(code) for code in range(33, 127) if chr(code) not in '"\\')
STEPS = len(ALPHABET) - 1
_MOST_DAYS = 1_000.0
_MHSDS = "Mental Health Services Data Set v6"


class Kind(Enum):
    LEVEL, RECENCY, COUNT, TRAIT = "level", "recency", "count", "trait"


@dataclass(frozen=True, slots=True)
class Column:
    """``most``: the largest value that is told apart, in ``unit``s; of a trait, its last code. ``name`` is unique."""

    name: str
    kind: Kind
    unit: str
    meaning: str
    source: str
    most: float
    half_life: float = 0.0
    signal: Signal | None = None
    place: int = 0
    codes: tuple[str, ...] = ()

    @property
    def step(self) -> float:
        """Of log1p, or of a code."""
        return 1.0 if self.kind is Kind.TRAIT else log1p(self.most) / (STEPS - (self.kind is Kind.RECENCY))


_SOURCES = {
    "ehr": _MHSDS,
    "police": "National Standard for Incident Recording",
    "fire": "Home Office Incident Recording System",
    "ambulance": "Ambulance Response Programme",
    "health": "Emergency Care Data Set; outpatient commissioning data",
    "council": "DfE children in need census; Care Act Client Level Data",
}
_MOST = {7.0: 6.0, 28.0: 10.0, 90.0: 20.0, 240.0: 50.0}


def _levels(signal: Signal, *half_lives: float, share: float = 1.0) -> tuple[Column, ...]:
    return tuple(
        Column(
            f"{signal.name}-{half_life:g}",
            Kind.LEVEL,
            "contacts",
            f"{signal.words[0].upper()}{signal.words[1:]}, each counting half after {half_life:g} days",
            _SOURCES[signal.feed.value],
            _MOST[half_life] * share,
            half_life,
            signal,
            s.PLACES[signal.name] * len(HALF_LIVES) + HALF_LIVES.index(half_life),
        )
        for half_life in half_lives
    )


def _recency(moment: str, meaning: str) -> Column:
    return Column(f"since-{moment}", Kind.RECENCY, "days", meaning, _MHSDS, _MOST_DAYS, place=MOMENT_PLACES[moment])


def _trait(name: str, meaning: str, codes: type[CodeList]) -> Column:
    held = ("", *(code.value for code in codes))
    return Column(name, Kind.TRAIT, "code", meaning, _MHSDS, len(held), place=TRAITS.index(name), codes=held)


COLUMNS: tuple[Column, ...] = (
    *_levels(s.CRISIS, 28, 90, 240, share=0.3),
    *_levels(s.NEAR_CRISIS, 7, 28, 90, 240, share=0.4),
    *_levels(s.ATTENDED, 7, 28, 90, 240),
    *_levels(s.MISSED, 7, 28, 90, 240, share=0.6),
    *_levels(s.CANCELLED, 28, 90, share=0.5),
    *(one for each in (s.STARTED, s.DOSE, s.SWITCHED, s.STOPPED) for one in _levels(each, 28, 90, share=0.4)),
    *(one for each in (s.HOME_LOST, s.WORK_LOST) for one in _levels(each, 28, 90, share=0.2)),
    *_levels(s.DETAINED, 28, 240, share=0.3),
    *_levels(s.WELFARE, 7, 28, 90, 240, share=0.6),
    *_levels(s.POLICE, 28, 90, 240, share=0.6),
    *_levels(s.FIRE, 28, 90, share=0.4),
    *_levels(s.AMBULANCE, 7, 28, 90, 240, share=0.6),
    *_levels(s.EMERGENCY, 7, 28, 90, 240, share=0.6),
    *_levels(s.ELSEWHERE, 28, 90, share=0.4),
    *_levels(s.SAFEGUARDING, 28, 90, share=0.4),
    *_levels(s.COUNCIL, 28, 90, share=0.4),
    *_levels(s.NEAR_POLICE, 28, 240),
    *_levels(s.NEAR_FIRE, 90),
    *_levels(s.NEAR_AMBULANCE, 28, 240),
    *_levels(s.NEAR_HEALTH, 28, 240),
    *_levels(s.NEAR_COUNCIL, 90),
    _recency("caseload", "Since the referral under which the person is on the caseload"),
    _recency("crisis-end", "Since the last crisis ended"),
    _recency("attended", "Since the last contact attended"),
    _recency("missed", "Since the last contact not attended"),
    _recency("record", "Since anything was written in the mental health record"),
    _recency("plan", "Since a crisis plan was made or changed"),
    *(
        _recency(feed, f"Since the last contact with {words}")
        for feed, words in (
            ("police", "the police"),
            ("fire", "the fire service"),
            ("ambulance", "the ambulance service"),
            ("health", "a hospital"),
            ("council", "the council"),
        )
    ),
    Column(
        "crises", Kind.COUNT, "crises", "Crises ever, ten at most", _MHSDS, MOST_CRISES, place=TRAITS.index("crises")
    ),
    _trait("diagnosis", "Diagnosis group", DiagnosisGroup),
    _trait("accommodation", "Accommodation as last recorded", Accommodation),
    _trait("employment", "Employment as last recorded", Employment),
    _trait("legal-status", "Legal status as last recorded", LegalStatus),
    _trait("team", "Type of the team whose caseload it is", TeamType),
)
PLACES = {column.name: place for place, column in enumerate(COLUMNS)}
