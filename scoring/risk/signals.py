"""What a contact says about risk: the kinds that are counted, and which of them a contact is.

A referral that a crisis team rejected, or that went to liaison or a crisis line, is none, but is seldom far from one.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from scoring.indicators.facts import Fact
from scoring.revisions import REJECTED
from scoring.state.documents import Contact
from streams.codes.agencies import Agency
from streams.codes.council import CouncilCategory
from streams.codes.mental_health import Accommodation, AttendStatus, Employment, LegalStatus, MedicationChange, TeamType
from streams.codes.police import PoliceCategory

# NHS England, crisis and liaison service groups: a referral to one of these puts nobody on a caseload.
URGENT_TEAMS = frozenset(
    {
        *("A03", "A04", "C05"),
        TeamType.CRISIS_RESOLUTION,
        TeamType.LIAISON,
        TeamType.SINGLE_POINT_OF_ACCESS,
        TeamType.CRISIS_LINE,
        TeamType.PLACE_OF_SAFETY,
        TeamType.CRISIS_CAFE,
        TeamType.WALK_IN_ASSESSMENT,
        TeamType.DECISION_UNIT,
        TeamType.ACUTE_DAY,
        TeamType.CRISIS_HOUSE,
    }
)
UNSETTLED = frozenset(
    {Accommodation.ROUGH_SLEEPER, Accommodation.NIGHT_SHELTER, Accommodation.SOFA_SURFING, Accommodation.TEMPORARY}
)
FREE = frozenset({LegalStatus.INFORMAL, LegalStatus.NOT_APPLICABLE, LegalStatus.NOT_KNOWN})
_WELFARE = frozenset(
    {
        PoliceCategory.CONCERN_FOR_SAFETY,
        PoliceCategory.MISSING_PERSON,
        PoliceCategory.ABSCONDER,
        PoliceCategory.COLLAPSE,
        PoliceCategory.VULNERABLE_ADULT_CRIME,
        PoliceCategory.PROTECTION_NOTICE,
    }
)
_SAFEGUARDING = frozenset(
    {CouncilCategory.SAFEGUARDING_CONCERN, CouncilCategory.SECTION_42, CouncilCategory.SECTION_47}
)


@dataclass(frozen=True, slots=True)
class Signal:
    """``words``: what is counted, in the plural; ``half_lives`` in days; ``feed``: whose record it is of."""

    name: str
    words: str
    half_lives: tuple[float, ...]
    feed: Agency = Agency.EHR
    at_address: bool = False


CRISIS, NEAR_CRISIS, ATTENDED, MISSED, CANCELLED = (
    Signal("crisis", "crises", (28, 90, 240)),
    Signal("near-crisis", "urgent requests for help that were no crisis", (28, 90, 240)),
    Signal("attended", "contacts attended", (28, 90, 240)),
    Signal("missed", "contacts not attended", (7, 28, 90, 240)),
    Signal("cancelled", "contacts cancelled by the patient", (90,)),
)
STARTED, DOSE, SWITCHED, STOPPED = (
    Signal("medication-started", "medicines started", (28,)),
    Signal("medication-dose", "changes of dose", (28,)),
    Signal("medication-switched", "medicines switched", (28, 90)),
    Signal("medication-stopped", "medicines stopped", (28, 90)),
)
HOME_LOST, WORK_LOST, DETAINED = (
    Signal("home-lost", "losses of a settled home", (28, 90)),
    Signal("work-lost", "losses of work", (90,)),
    Signal("detained", "detentions under the Mental Health Act", (28, 240)),
)
WELFARE, POLICE, FIRE, AMBULANCE, EMERGENCY, ELSEWHERE, SAFEGUARDING, COUNCIL = (
    Signal("police-welfare", "police welfare contacts", (7, 28, 90, 240), Agency.POLICE),
    Signal("police-other", "other police contacts", (28, 90, 240), Agency.POLICE),
    Signal("fire", "fire service contacts", (28, 90), Agency.FIRE),
    Signal("ambulance", "ambulance call-outs", (7, 28, 90, 240), Agency.AMBULANCE),
    Signal("emergency", "A&E attendances", (7, 28, 90, 240), Agency.HEALTH),
    Signal("missed-elsewhere", "hospital appointments not attended", (90,), Agency.HEALTH),
    Signal("safeguarding", "adult safeguarding contacts", (28, 90), Agency.COUNCIL),
    Signal("council", "other council contacts", (28, 90), Agency.COUNCIL),
)
NEAR_POLICE, NEAR_FIRE, NEAR_AMBULANCE, NEAR_HEALTH, NEAR_COUNCIL = (
    Signal("address-police", "police contacts of others at the address", (28, 240), Agency.POLICE, True),
    Signal("address-fire", "fire service contacts of others at the address", (90,), Agency.FIRE, True),
    Signal("address-ambulance", "ambulance call-outs to others at the address", (90,), Agency.AMBULANCE, True),
    Signal("address-health", "hospital contacts of others at the address", (90,), Agency.HEALTH, True),
    Signal("address-council", "council contacts of others at the address", (90,), Agency.COUNCIL, True),
)
# In the order in which a course holds their levels: add at the end only.
SIGNALS = (
    *(CRISIS, NEAR_CRISIS, ATTENDED, MISSED, CANCELLED, STARTED, DOSE, SWITCHED, STOPPED, HOME_LOST, WORK_LOST),
    *(DETAINED, WELFARE, POLICE, FIRE, AMBULANCE, EMERGENCY, ELSEWHERE, SAFEGUARDING, COUNCIL),
    *(NEAR_POLICE, NEAR_FIRE, NEAR_AMBULANCE, NEAR_HEALTH, NEAR_COUNCIL),
)
PLACES = {signal.name: place for place, signal in enumerate(SIGNALS)}
_ATTENDANCE = {
    AttendStatus.ON_TIME.value: ATTENDED,
    AttendStatus.LATE_SEEN.value: ATTENDED,
    AttendStatus.DID_NOT_ATTEND.value: MISSED,
    AttendStatus.LATE_NOT_SEEN.value: MISSED,
    AttendStatus.CANCELLED_BY_PATIENT.value: CANCELLED,
}
_MEDICATION = {
    MedicationChange.STARTED.value: STARTED,
    MedicationChange.DOSE_CHANGED.value: DOSE,
    MedicationChange.SWITCHED.value: SWITCHED,
    MedicationChange.STOPPED.value: STOPPED,
}
_SIMPLE = {
    "fire-incident-recorded": FIRE,
    "ambulance-callout-recorded": AMBULANCE,
    "ecds-attendance-recorded": EMERGENCY,
    "ecds-dna-recorded": ELSEWHERE,
}
_AT_ADDRESS = {signal.feed.value: PLACES[signal.name] for signal in SIGNALS if signal.at_address}
_HOME_LOST, _WORK_LOST, _NONE, _EMPLOYED = PLACES[HOME_LOST.name], PLACES[WORK_LOST.name], -1, Employment.EMPLOYED.value


def name_signal(contact: Contact, crisis_teams: Collection[str]) -> Signal | None:
    """Of a contact of the person's own that is a signal by itself; crises and losses are known from several."""
    match contact.kind:
        case "mh-contact-recorded":
            return _ATTENDANCE.get(contact.category)
        case "mh-medication-changed":
            return _MEDICATION.get(contact.category)
        case "mh-referral-received":
            refused = contact.detail == REJECTED and contact.category in crisis_teams
            sought = contact.category in URGENT_TEAMS and contact.category not in crisis_teams
            return NEAR_CRISIS if refused or sought else None
        case "mh-legal-status-recorded":
            return None if contact.category in FREE else DETAINED
        case "police-incident-recorded":
            return WELFARE if contact.category in _WELFARE else POLICE
        case "council-case-opened":
            return SAFEGUARDING if contact.category in _SAFEGUARDING else COUNCIL
        case kind:
            return _SIMPLE.get(kind)


def find_signals(facts: Iterable[Fact], crisis_teams: Collection[str]) -> Iterator[tuple[int, float]]:
    """The place of each, and its moment; crises are not among them. ``facts`` by time."""
    home = work = ""
    named: dict[tuple[str, str, str], int] = {}
    for _, contact in facts:
        said = (contact.kind, contact.category, contact.detail)
        if said not in named:
            signal = name_signal(contact, crisis_teams)
            named[said] = PLACES[signal.name] if signal else _NONE
        if (place := named[said]) != _NONE:
            yield place, contact.happened
        elif contact.kind == "mh-accommodation-recorded":
            if contact.category in UNSETTLED and home and home not in UNSETTLED:
                yield _HOME_LOST, contact.happened
            home = contact.category
        elif contact.kind == "mh-employment-recorded":
            if work == _EMPLOYED != contact.category:
                yield _WORK_LOST, contact.happened
            work = contact.category


def find_signals_around(around: Iterable[Fact], own: Collection[str]) -> Iterator[tuple[int, float]]:
    """Of others at the address, ``own`` being the events that are of the person."""
    for event, contact in around:
        if contact.agency in _AT_ADDRESS and event not in own:
            yield _AT_ADDRESS[contact.agency], contact.happened
