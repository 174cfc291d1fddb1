"""What Linnet tells about a person or an address: declared here, documented from here, counted by these windows."""

from dataclasses import dataclass

from scoring.indicators.asked import Asked
from scoring.indicators.declaring import AS_ASKED, Indicator, RuledIndicator
from streams.codes.agencies import Agency
from streams.codes.alerts import AlertSubject
from streams.codes.indicators import RuleIndicator

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Window:
    """``(t - days, t]``: a contact exactly ``days`` old has left, one at the moment asked for is in."""

    name: str
    label: str
    days: int

    @property
    def seconds(self) -> float:
        return self.days * DAY


WINDOWS = (
    Window("days-7", "7 days", 7),
    Window("days-28", "28 days", 28),
    Window("days-91", "91 days", 91),
    Window("months-12", "12 months", 365),
)
# An agency counts as involved for a quarter after its last contact, as long as a quarterly review may take.
INVOLVED_WINDOW = WINDOWS[2]
# Of an indicator that is asked for without a window.
ASKED_DAYS = WINDOWS[3].days


def asked_seconds(asked: Asked) -> float:
    return (ASKED_DAYS if asked.days is None else asked.days) * DAY


_PERSON, _ADDRESS, _HOUSEHOLD = AlertSubject
_PLACES = frozenset({_ADDRESS, _HOUSEHOLD})
_MAST = (
    "Multi-Agency Safeguarding Tracker, as CC2i and the LGA describe it: that an agency is involved, when, whom to ring"
)
_COUNTED = "Counted from the contacts that agencies sent, as they stand after corrections"
_MISSED = (
    "Mental Health Services Data Set, ATTENDED OR DID NOT ATTEND; hospitals' outpatient and community non-attendances. "
    "Powell and Appleton, Journal of Research in Nursing 17 (2012), 181-192: a child is not brought"
)
_CHILDREN = "DfE children in need census and looked-after children return: an open case of these kinds"
_SURPRISE = (
    "R package surveillance, algo.bayes (Höhle, Computational Statistics 22 (2007), 571-582): the predictive posterior "
    "of counts, which is negative binomial; here under a Jeffreys prior, which holds for small counts, where a z-score "
    "divides by next to nothing"
)
_PACE = (
    "Rates a week, half a contact added to each side as by a Jeffreys prior, so that nothing before is not divided by"
)

INDICATORS = (
    *(
        Indicator(
            f"contacts-{window.name}",
            "contacts",
            f"Contacts of each agency and category in the last {window.label}",
            _COUNTED,
            window.name,
        )
        for window in WINDOWS
    ),
    Indicator("first-contact", "moment", "When the first contact of an agency and category happened", _MAST),
    Indicator("last-contact", "moment", "When the latest contact of an agency and category happened", _MAST),
    Indicator(
        "agency-involved",
        "yes or no",
        "The agency has an open case, referral or hospital stay, or had a contact in the window; with whom to ring",
        _MAST,
        INVOLVED_WINDOW.name,
    ),
    Indicator("people-at-address", "people", "People that agencies named in a contact at this address", _MAST),
    Indicator("addresses-of-person", "addresses", "Addresses that agencies named in a contact with this person", _MAST),
    Indicator(
        "usual-rate",
        "contacts in 28 days",
        "How many contacts there usually are in 28 days: the average of the 364 days before, or of as much of them as "
        "has passed since the first contact",
        _COUNTED,
    ),
    Indicator(
        "missed-appointments",
        "appointments",
        "Hospital and community appointments missed in the window; whether mental health ones were kept is not shown",
        _MISSED,
        "months-12",
        "health/outpatient, health/community",
    ),
    Indicator(
        "data-to",
        "moment",
        "Up to when an agency's data has come in; no contact after it means nothing is known, not that nothing was",
        "A judgement of this project: no data is never shown as no contact",
    ),
    RuledIndicator(RuleIndicator.CONTACTS.value, "contacts", "Contacts in the window", _COUNTED, window=AS_ASKED),
    RuledIndicator(
        RuleIndicator.AGENCIES_ACTIVE.value,
        "agencies",
        "Agencies with a contact in the window",
        _COUNTED,
        window=AS_ASKED,
        most=len(Agency),
    ),
    RuledIndicator(
        RuleIndicator.DAYS_SINCE_CONTACT.value,
        "days",
        "Whole days since the last contact; a million where there never was one",
        _COUNTED,
        silent=True,
        falls=False,
        of_facts=False,
    ),
    RuledIndicator(
        RuleIndicator.SURPRISE.value,
        "months",
        "How many months of 28 days lie between two with as many contacts or more as the last, going by the usual rate "
        "and how long it is known; 1 where nothing is unusual, a million at most",
        _SURPRISE,
        window="days-28",
        whole=False,
        falls=False,
        of_facts=False,
    ),
    RuledIndicator(
        RuleIndicator.PACE.value,
        "times as often",
        "Contacts a week in the last 28 days over those in the 91 days before, or since the first contact; 0 below "
        "three in the 28 days, and in the 28 days after the first contact, which have nothing before them",
        _PACE,
        window="days-28",
        whole=False,
        falls=False,
        of_facts=False,
    ),
    RuledIndicator(
        RuleIndicator.MISSED_RUN.value,
        "appointments",
        "Appointments missed in the window since the last one kept with the same agency; cancelled ones neither count "
        "nor end a run; of several people the longest run of one. A child is said not to have been brought",
        _MISSED,
        window=AS_ASKED,
        counts="ehr/care-contact, health/outpatient, health/community",
        subjects=frozenset({_PERSON, _HOUSEHOLD}),
        window_left=True,
        # Narrowed to a category of missed appointments, the kept ones that end a run would not be seen.
        by_category=False,
    ),
    RuledIndicator(
        RuleIndicator.AGENCIES_NEW.value,
        "agencies",
        "Agencies whose first contact ever was in the window",
        _MAST,
        window=AS_ASKED,
        most=len(Agency),
    ),
    RuledIndicator(
        RuleIndicator.CHILDREN_KNOWN.value,
        "people",
        "Children with a child in need plan, a child protection plan or in care: how many, never which of the three",
        _CHILDREN,
        counts="council/child-in-need, council/child-protection-plan, council/looked-after",
        by_category=False,
        by_agency=False,
    ),
    RuledIndicator(
        RuleIndicator.PEOPLE_NEW.value,
        "people",
        "People first seen at the address in the window",
        _MAST,
        window=AS_ASKED,
        subjects=_PLACES,
    ),
    RuledIndicator(
        RuleIndicator.ADDRESSES_SEEN.value,
        "addresses",
        "Addresses at which a person was seen in the window; no fixed abode is none",
        "A judgement of this project; Home Office, county lines guidance (2023), describes people moved between places",
        window=AS_ASKED,
        subjects=frozenset({_PERSON}),
    ),
    RuledIndicator(
        RuleIndicator.OPEN_CASES.value,
        "cases",
        "Council cases, mental health referrals and hospital stays that are open, each as its latest event left it",
        _MAST,
        counts="council, ehr/referral, ehr/hospital-stay",
    ),
    RuledIndicator(
        RuleIndicator.WATCHED.value,
        "1 or 0",
        "The address is on the pre-visit watch list",
        "A judgement of this project: put there and taken off by a person, until a day they name",
        counts="none",
        subjects=_PLACES,
        by_category=False,
        by_agency=False,
        most=1,
        of_facts=False,
    ),
)
RULED = {indicator.name: indicator for indicator in INDICATORS if isinstance(indicator, RuledIndicator)}
