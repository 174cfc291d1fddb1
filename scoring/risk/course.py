"""The course of one person: from all their contacts to the little that a score at any later moment is computed from.

A level is the sum of ``0.5 ** (age / half-life)`` over the contacts of one kind, so it ages by one multiplication.
"""

from binascii import a2b_base64, b2a_base64
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from math import floor

import msgspec
import numpy as np
from numpy.typing import NDArray

from scoring.alerts.gathering import MOST
from scoring.indicators.catalogue import DAY
from scoring.indicators.facts import Fact, Facts
from scoring.revisions import REJECTED
from scoring.risk.crises import Span, find_crises, join_crises
from scoring.risk.held import Course
from scoring.risk.majority import BANDS, find_majority
from scoring.risk.signals import (
    ATTENDED,
    CRISIS,
    MISSED,
    PLACES,
    SIGNALS,
    URGENT_TEAMS,
    Signal,
    find_signals,
    find_signals_around,
)
from scoring.state.documents import Contact
from streams.codes.agencies import Agency
from streams.codes.person import Gender

HALF_LIVES = (7.0, 28.0, 90.0, 240.0)
# Which signals have which half-lives.
KEPT = np.array([[half_life in signal.half_lives for half_life in HALF_LIVES] for signal in SIGNALS])
# Of crises, those are kept that a label may still have to do with.
_KEPT = 100 * DAY
MOST_CRISES = 10
# Places in ``Course.moments``: add at the end only.
MOMENTS = ("caseload", "crisis", "crisis-end", "attended", "missed", "record", "plan")
FEEDS = (Agency.POLICE, Agency.FIRE, Agency.AMBULANCE, Agency.HEALTH, Agency.COUNCIL)
MOMENT_PLACES = {name: at for at, name in enumerate((*MOMENTS, *(feed.value for feed in FEEDS), "discharged"))}
# Places in ``Course.traits``, by the record event that says each.
_TRAITS = {
    "mh-diagnosis-group-recorded": 0,
    "mh-accommodation-recorded": 1,
    "mh-employment-recorded": 2,
    "mh-legal-status-recorded": 3,
}
TRAITS = ("diagnosis", "accommodation", "employment", "legal-status", "team", "crises")
_DEATH = "mh-death-recorded"
# From any hospital stay, planned or not.
_LAST = {"plan": "mh-crisis-plan-recorded", "discharged": "mh-spell-ended"}
_SLICES = {"mh-ethnic-group-recorded": 2, "mh-deprivation-recorded": 3}
UNKNOWN = "unknown"
_AGED = "65+"
_SEXES = {Gender.MALE.value: "male", Gender.FEMALE.value: "female"}
_SEEN = {signal.name: PLACES[signal.name] for signal in (ATTENDED, MISSED)}
_CRISIS, _TRUST = PLACES[CRISIS.name], Agency.EHR.value
_RATES = -np.log(2) / (np.array(HALF_LIVES) * DAY)


def find_course(
    own: Facts,
    around: Facts | None,
    birth_date: str,
    gender: str,
    t: float,
    crisis_teams: Collection[str],
) -> Course | None:
    """None for who is on no mental-health caseload at ``t``, or has died. Contacts that say they are after ``t`` are
    at ``t``.

    Cost: 0.6 µs a contact, and 40 µs."""
    facts = own.facts
    referral = _find_referral(facts, crisis_teams)
    if referral is None or find_death(facts, t):
        return None
    spans = find_crises(facts, t, crisis_teams)
    joined = join_crises(spans)
    traits, slices = _find_traits(facts)
    found = list(find_signals(facts, crisis_teams))
    moments = _find_moments(facts, found, joined, referral, t)
    found += [(_CRISIS, start) for start, _ in joined]
    if around:
        found += find_signals_around(around.facts, {event for event, _ in facts})
    team_type = referral.category
    return Course(
        _whole(t),
        pack(sum_levels(found, t)),
        moments,
        (*traits, team_type, str(min(len(joined), MOST_CRISES))),
        tuple((_whole(start), _whole(end)) for start, end in spans if start > t - _KEPT or not end or end > t - _KEPT),
        referral.worker.team,
        referral.worker.name,
        (_SEXES.get(gender, UNKNOWN), name_age_band(birth_date, t), *slices, team_type),
        find_majority(birth_date),
    )


def find_death(facts: Iterable[Fact], t: float) -> int:
    """The earliest that is told, in whole Unix seconds; 0 for none. What is later than ``t`` counts as at ``t``."""
    told = [contact.happened for _, contact in facts if contact.kind == _DEATH]
    return max(1, floor(min(told[0], t))) if told else 0


def _whole(moment: float) -> int | float:
    return int(moment) if float(moment).is_integer() else moment


def sum_levels(found: Iterable[tuple[int, float]], t: float) -> NDArray[np.float64]:
    """Signals by half-lives, of the places of signals and their moments."""
    levels = np.zeros((len(SIGNALS), len(HALF_LIVES)))
    pairs = np.array([*found], dtype=np.float64).reshape(-1, 2)
    ages = np.maximum(0.0, t - pairs[:, 1])
    np.add.at(levels, pairs[:, 0].astype(np.intp), np.exp(ages[:, None] * _RATES))
    return levels


def pack(levels: NDArray[np.float64]) -> str:
    """Those at the half-lives that signals have."""
    return b2a_base64(levels[KEPT].astype("<f2").tobytes(), newline=False).decode()


def unpack(levels: str) -> NDArray[np.float64]:
    """Signals by half-lives, 0 where a signal has no such half-life."""
    unpacked = np.zeros(KEPT.shape)
    unpacked[KEPT] = np.frombuffer(a2b_base64(levels), "<f2")
    return unpacked


def find_level(course: Course, signal: Signal, half_life: float, t: float) -> float:
    level = unpack(course.levels)[PLACES[signal.name], HALF_LIVES.index(half_life)]
    return float(level * 0.5 ** ((t - course.at) / (half_life * DAY)))


def name_age_band(birth_date: str, t: float) -> str:
    """
    >>> name_age_band("1980-05-01", 1.7e9), name_age_band("1980", 1.7e9), name_age_band("", 1.7e9)
    ('26-64', '26-64', 'unknown')
    """
    if not birth_date[:4].isdigit():
        return UNKNOWN
    today = datetime.fromtimestamp(t, UTC).date().isoformat()
    age = int(today[:4]) - int(birth_date[:4]) - (today[5:] < birth_date[5:])
    return next((name for below, name in BANDS if age < below), _AGED)


def _find_referral(facts: Sequence[Fact], crisis_teams: Collection[str]) -> Contact | None:
    """The latest that is open, of a team that has a caseload."""
    told: dict[str, list[Contact]] = {}
    ended: dict[str, float] = {}
    for event, contact in facts:
        case = contact.case_id or event
        if contact.kind == "mh-referral-received" and contact.detail != REJECTED:
            if contact.category not in {*crisis_teams, *URGENT_TEAMS}:
                told.setdefault(case, []).append(contact)
        # One that is rejected after it was accepted ends by that.
        elif contact.kind == "mh-referral-closed" or (contact.kind == "mh-referral-received" and case in told):
            ended[case] = contact.happened
    still = [one for case, each in told.items() if (one := _find_open(each, ended.get(case)))]
    if not still and len(facts) >= MOST:
        return _find_stand_in(facts, crisis_teams)
    return max(reversed(still), key=lambda one: one.happened, default=None)


def _find_open(told: Sequence[Contact], ended: float | None) -> Contact | None:
    """Of one referral what it was opened by, None where it is over. ``told`` earliest first.

    An end less than a day before its beginning is of the same day, of which some trusts know no hour; an earlier one is
    of another beginning, which may have gone at its age. One between two beginnings was taken back by the later."""
    if ended is None or ended <= told[0].happened - DAY:
        return told[0]
    return next((one for one in told if told[0].happened <= ended < one.happened), None)


def _find_stand_in(facts: Sequence[Fact], crisis_teams: Collection[str]) -> Contact | None:
    """Of whom so much is known that the referral is not among the latest: the last care contact of a team that has a
    caseload, unless a referral was closed since."""
    for _, contact in reversed(facts):
        if contact.kind == "mh-referral-closed" and contact.category not in {*crisis_teams, *URGENT_TEAMS}:
            return None
        if contact.kind == "mh-contact-recorded" and contact.detail not in {*crisis_teams, *URGENT_TEAMS}:
            return msgspec.structs.replace(contact, category=contact.detail, happened=facts[0].contact.happened)
    return None


def _find_traits(facts: Iterable[Fact]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    traits, slices = [""] * len(_TRAITS), [UNKNOWN, UNKNOWN]
    for _, contact in facts:
        if contact.kind in _TRAITS:
            traits[_TRAITS[contact.kind]] = contact.category
        elif contact.kind in _SLICES:
            slices[_SLICES[contact.kind] - 2] = contact.category
    return tuple(traits), tuple(slices)


def _find_moments(
    facts: Sequence[Fact], found: Iterable[tuple[int, float]], crises: Sequence[Span], referral: Contact, t: float
) -> tuple[int, ...]:
    signals = dict(found)
    last: dict[str, float] = {contact.agency: contact.happened for _, contact in facts}
    last |= {name: signals[place] for name, place in _SEEN.items() if place in signals}
    last["caseload"], last["record"] = referral.happened, last.get(_TRUST, 0.0)
    last |= {name: _find_last(facts, kind) for name, kind in _LAST.items()}
    if crises:
        last |= {"crisis": crises[-1][0], "crisis-end": crises[-1][1]}
    return tuple([round(min(t, last.get(name, 0.0))) for name in MOMENT_PLACES])


def _find_last(facts: Sequence[Fact], kind: str) -> float:
    return max((one.happened for _, one in facts if one.kind == kind), default=0.0)


def age_course(course: Course, t: float) -> Course:
    """The same course as of a later moment, without the contacts since."""
    aged = unpack(course.levels) * np.exp((t - course.at) * _RATES)
    return msgspec.structs.replace(course, at=_whole(t), levels=pack(aged))
