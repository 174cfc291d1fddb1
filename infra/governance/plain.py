"""What the privacy notice says of the code's own words, in words for the public.

A field, an event or an action that has none here is a :class:`KeyError`, so that nothing is shared untold.
"""

from collections.abc import Iterable, Iterator

from api.narrowing import NARROWED
from api.policy.grants import GRANTS
from consumers.feeds.fields import EVENTS
from infra.reference.tables import Row
from streams.codes.access import Action, Role
from streams.codes.agencies import Agency
from streams.contract import Contract
from streams.events.agency import agency_of
from streams.events.parts import AddressAsWritten, ContactPerson, PersonAsKnown

_OF = (("you", PersonAsKnown), ("where", AddressAsWritten), ("whom to ring", ContactPerson))
_FIELDS = {
    "local_record_id": "the number that the agency has you under",
    "given_name": "first names",
    "family_name": "family name",
    "birth_date": "date of birth",
    "gender": "gender",
    "nhs_number": "NHS number",
    "text": "address",
    "postcode": "postcode",
    "uprn": "the number of the address on national lists",
    "name": "name of a member of staff",
    "role": "their role",
    "team": "their team",
    "phone": "their telephone",
    "email": "their e-mail",
}
_EVENTS = {
    "council-case-opened-1": "that a case for early help, a child, or an adult's care or safety began",
    "council-case-changed-1": "that it changed",
    "council-case-closed-1": "that it ended",
    "fire-incident-recorded-1": "a fire, an alarm, a rescue, a visit about safety",
    "police-incident-recorded-1": "an incident, such as somebody missing, a worry about somebody, or a crime of "
    "domestic abuse or against a child or an adult at risk",
    "ambulance-callout-recorded-1": "a call-out, and how urgent it was",
    "ecds-attendance-recorded-1": "a visit to an emergency department, a minor injuries unit or a walk-in centre",
    "ecds-dna-recorded-1": "an appointment that was missed, or that a child was not brought to",
    "mh-referral-received-1": "a referral, to what kind of team, and how urgent",
    "mh-referral-closed-1": "that it ended",
    "mh-contact-recorded-1": "an appointment that was kept, missed or cancelled",
    "mh-spell-started-1": "a stay in hospital, on what kind of ward, and whether it was planned",
    "mh-spell-ended-1": "that it ended",
    "mh-accommodation-recorded-1": "what kind of home you have",
    "mh-employment-recorded-1": "whether you work",
    "mh-legal-status-recorded-1": "whether you are detained under mental health law",
    "mh-crisis-plan-recorded-1": "that there is a crisis plan",
    "mh-diagnosis-group-recorded-1": "which broad group a diagnosis is of",
    "mh-medication-changed-1": "that a medicine was started, changed or stopped, and not which",
    "mh-death-recorded-1": "a death",
    "mh-ethnic-group-recorded-1": "ethnic group",
    "mh-deprivation-recorded-1": "how deprived the place is where you live",
}
# Empty: nobody's particulars are seen by it.
_ACTIONS = {
    Action.SEARCH_PERSONS: "look for you by name",
    Action.SEARCH_ADDRESSES: "look for an address",
    Action.OPEN_PERSON: "see who was in contact with you and whom to ring",
    Action.OPEN_ADDRESS: "see what happened at an address, and who was seen there",
    Action.OPEN_LINKS: "see which records are taken to be yours, and why",
    Action.REVIEW_LINKS: "",
    Action.DECIDE_LINK: "say which records are yours",
    Action.TRACE_PERSON: "see where you were seen elsewhere, if you are missing or may be exploited",
    Action.LIST_ALERTS: "see alerts",
    Action.FOLLOW_ALERTS: "",
    Action.OPEN_ALERT: "",
    Action.ANSWER_ALERT: "answer them",
    Action.LIST_WATCHED: "",
    Action.WATCH_ADDRESS: "watch an address",
    Action.LIST_CASELOAD: "see the patients of their own team",
    Action.OPEN_RISK: "see the score of such a patient",
    Action.ANSWER_SCORE: "say whether they agree with it",
    Action.READ_WORKLOAD: "",
    Action.READ_FIGURES: "",
    Action.READ_CATALOGUE: "",
    Action.READ_RULES: "",
    Action.READ_FEEDS: "",
    Action.READ_AUDIT: "see who looked at whom",
    Action.OPEN_HOLDINGS: "see everything that is held about you, your score too",
    Action.CORRECT_HOLDINGS: "correct, restrict or erase it",
    Action.BREAK_GLASS: "in an emergency, see what is withheld, for a reason that somebody else checks afterwards",
    Action.REVIEW_GLASS: "check that what was withheld was looked at for a good reason",
}
_NOBODY = "nobody's particulars"
_LESS = ". Of other agencies only that and when they were in contact, what an alert is called, and whom to ring"


def tell_fields() -> Iterator[Row]:
    for name, part in _OF:
        yield name, _say_fields(part)


def _say_fields(part: type[Contract]) -> str:
    return ", ".join(_FIELDS[name] for name in part.model_fields)


def tell_events() -> Iterator[Row]:
    for agency in Agency:
        yield agency.label, "; ".join(_EVENTS[name] for name in EVENTS if agency_of(name) == agency)


def tell_roles() -> Iterator[Row]:
    for role in Role:
        yield role.label, (_say_actions(GRANTS[role]) or _NOBODY) + (_LESS if role in NARROWED else "")


def _say_actions(actions: Iterable[Action]) -> str:
    return "; ".join(words for action in Action if action in set(actions) and (words := _ACTIONS[action]))
