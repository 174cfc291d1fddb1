"""What a score is made of: each column of a person's vector, declared here, documented from here, computed by these
half-lives and windows.

A vector has one character a column, so that the predictions that await their label take few bytes; a model learns from
and predicts with what the character says, never with what was rounded away.
"""

from dataclasses import dataclass
from enum import Enum
from math import log1p

from scoring.risk import signals as s
from scoring.risk.course import MOMENT_PLACES, MOST_CRISES, TRAITS
from scoring.risk.signals import Signal
from streams.codes.lists import CodeList
from streams.codes.mental_health import Accommodation, DiagnosisGroup, Employment, LegalStatus

# Printable, and none that JSON has to escape. The last one of a recency is "never".
ALPHABET = "".join(chr(code) for code in range(33, 127) if chr(code) not in '"\\')
STEPS = len(ALPHABET) - 1
_MOST_DAYS = 1_000.0
_MHSDS = "Mental Health Services Data Set v6"


class Kind(Enum):
    LEVEL, RECENCY, COUNT, TRAIT = "level", "recency", "count", "trait"


@dataclass(frozen=True, slots=True)
class Column:
    """``most``: the largest value that is told apart, in ``unit``s; of a trait, its last code. ``name`` is unique.
    ``weighed``: a model looks at it; what is not is there to watch the feeds by."""

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
    weighed: bool = True

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


# Where a level stands among those that a course holds.
_HELD = {
    (signal.name, half_life): place
    for place, (signal, half_life) in enumerate((signal, each) for signal in s.SIGNALS for each in signal.half_lives)
}


def _levels(signal: Signal, share: float) -> tuple[Column, ...]:
    """``share`` of the most of any."""
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
            _HELD[signal.name, half_life],
        )
        for half_life in signal.half_lives
    )


def _recency(moment: str, meaning: str, weighed: bool = True) -> Column:
    source, place = _SOURCES.get(moment, _MHSDS), MOMENT_PLACES[moment]
    return Column(f"since-{moment}", Kind.RECENCY, "days", meaning, source, _MOST_DAYS, place=place, weighed=weighed)


def _trait(name: str, meaning: str, codes: type[CodeList]) -> Column:
    held = ("", *(code.value for code in codes))
    return Column(name, Kind.TRAIT, "code", meaning, _MHSDS, len(held), place=TRAITS.index(name), codes=held)


# How many there may be of each, as a share of the most of any, so that a step says the same of rare ones.
_SHARES = {s.CRISIS: 0.3, s.NEAR_CRISIS: 0.4, s.ATTENDED: 1.0, s.MISSED: 0.6, s.CANCELLED: 0.5, s.DETAINED: 0.3}
_SHARES |= dict.fromkeys((s.STARTED, s.DOSE, s.SWITCHED, s.STOPPED), 0.4) | dict.fromkeys(
    (s.HOME_LOST, s.WORK_LOST), 0.2
)
_SHARES |= dict.fromkeys((s.WELFARE, s.POLICE, s.AMBULANCE, s.EMERGENCY), 0.6)
_SHARES |= dict.fromkeys((s.FIRE, s.ELSEWHERE, s.SAFEGUARDING, s.COUNCIL), 0.4)

COLUMNS: tuple[Column, ...] = (
    *(column for signal in s.SIGNALS for column in _levels(signal, _SHARES.get(signal, 1.0))),
    _recency("caseload", "Since the referral under which the person is on the caseload"),
    _recency("crisis-end", "Since the last crisis ended"),
    _recency("attended", "Since the last contact attended"),
    _recency("missed", "Since the last contact not attended"),
    _recency("record", "Since anything was written in the mental health record"),
    _recency("plan", "Since a crisis plan was made or changed"),
    *(
        # What they say of a person the levels say too, and these would turn on somebody of whom a feed falls silent.
        _recency(feed, f"Since the last contact with {words}", weighed=False)
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
)
PLACES = {column.name: place for place, column in enumerate(COLUMNS)}
