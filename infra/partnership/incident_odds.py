"""How often which agency is called, and for what. Shares are by eye, after the agencies' published yearly counts."""

from infra.partnership.chance import Odds, odds
from infra.partnership.households import Kind
from streams.codes.agencies import Agency
from streams.codes.ambulance import AmbulanceCategory
from streams.codes.council import CouncilCategory
from streams.codes.fire import FireCategory
from streams.codes.health import AttendanceCategory, NonAttendanceCategory
from streams.codes.police import PoliceCategory

# Expected incidents a year of a household of middling unrest, before follow-ups.
YEARLY = 2.2

CALLED = odds(
    {Agency.POLICE: 0.28, Agency.HEALTH: 0.38, Agency.AMBULANCE: 0.16, Agency.FIRE: 0.07, Agency.COUNCIL: 0.11}
)
CALLED_TO = {
    Kind.HOSTEL: odds(
        {Agency.POLICE: 0.45, Agency.HEALTH: 0.2, Agency.AMBULANCE: 0.22, Agency.FIRE: 0.08, Agency.COUNCIL: 0.05}
    ),
    Kind.CARE_HOME: odds(
        {Agency.POLICE: 0.04, Agency.HEALTH: 0.36, Agency.AMBULANCE: 0.4, Agency.FIRE: 0.06, Agency.COUNCIL: 0.14}
    ),
}

# Domestic incidents need two adults at home.
DOMESTIC = frozenset({PoliceCategory.DOMESTIC_INCIDENT, PoliceCategory.DOMESTIC_ABUSE_CRIME})
REPORTED_ON = DOMESTIC | {PoliceCategory.VULNERABLE_ADULT_CRIME, PoliceCategory.CHILD_ABUSE_CRIME}

_POLICE = {
    PoliceCategory.CONCERN_FOR_SAFETY: 0.25,
    PoliceCategory.ASB_NUISANCE: 0.18,
    PoliceCategory.DOMESTIC_INCIDENT: 0.17,
    PoliceCategory.ASB_PERSONAL: 0.1,
    PoliceCategory.SUSPICIOUS: 0.08,
    PoliceCategory.DOMESTIC_ABUSE_CRIME: 0.05,
    PoliceCategory.ASB_ENVIRONMENTAL: 0.05,
    PoliceCategory.COLLAPSE: 0.045,
    PoliceCategory.ABANDONED_CALL: 0.04,
    PoliceCategory.VULNERABLE_ADULT_CRIME: 0.02,
    PoliceCategory.HOAX: 0.01,
    PoliceCategory.SUDDEN_DEATH: 0.005,
}
_OF_A_CHILD = {
    PoliceCategory.MISSING_PERSON: 0.5,
    PoliceCategory.ASB_NUISANCE: 0.25,
    PoliceCategory.CONCERN_FOR_SAFETY: 0.2,
    PoliceCategory.CHILD_ABUSE_CRIME: 0.05,
}
POLICE_ADULT: Odds[str] = odds({str(code): share for code, share in _POLICE.items()})
POLICE_ALONE: Odds[str] = odds({str(code): share for code, share in _POLICE.items() if code not in DOMESTIC})
POLICE_CHILD: Odds[str] = odds({str(code): share for code, share in _OF_A_CHILD.items()})

FIRE: Odds[str] = odds(
    {
        str(FireCategory.AUTOMATIC_ALARM): 0.3,
        str(FireCategory.GOOD_INTENT): 0.18,
        str(FireCategory.SAFE_AND_WELL): 0.13,
        str(FireCategory.PRIMARY_FIRE): 0.11,
        str(FireCategory.EFFECTING_ENTRY): 0.1,
        str(FireCategory.SECONDARY_FIRE): 0.05,
        str(FireCategory.FLOODING): 0.04,
        str(FireCategory.MEDICAL): 0.03,
        str(FireCategory.MALICIOUS): 0.02,
        str(FireCategory.ASSIST_AGENCY): 0.02,
        str(FireCategory.CHIMNEY_FIRE): 0.01,
        str(FireCategory.RESCUE): 0.01,
        str(FireCategory.SUICIDE_ATTEMPT): 0.005,
    }
)
AMBULANCE: Odds[str] = odds(
    {
        str(AmbulanceCategory.CATEGORY_2): 0.52,
        str(AmbulanceCategory.CATEGORY_3): 0.26,
        str(AmbulanceCategory.CATEGORY_5): 0.1,
        str(AmbulanceCategory.CATEGORY_1): 0.08,
        str(AmbulanceCategory.CATEGORY_4): 0.04,
    }
)
ATTENDANCE: Odds[str] = odds(
    {
        str(AttendanceCategory.EMERGENCY_DEPARTMENT): 0.68,
        str(AttendanceCategory.URGENT_TREATMENT): 0.23,
        str(AttendanceCategory.WALK_IN): 0.07,
        str(AttendanceCategory.MONO_SPECIALTY): 0.02,
    }
)
MISSED: Odds[str] = odds(
    {
        str(NonAttendanceCategory.OUTPATIENT): 0.6,
        str(NonAttendanceCategory.COMMUNITY): 0.25,
        str(NonAttendanceCategory.LEFT_BEFORE_TREATMENT): 0.15,
    }
)
MISSED_SHARE = 0.2

COUNCIL_CHILD: Odds[str] = odds({str(CouncilCategory.CHILD_REFERRAL): 0.6, str(CouncilCategory.EARLY_HELP): 0.4})
COUNCIL_ADULT: Odds[str] = odds(
    {str(CouncilCategory.ADULT_REQUEST): 0.6, str(CouncilCategory.SAFEGUARDING_CONCERN): 0.4}
)
