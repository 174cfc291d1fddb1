"""Made from the OpenAPI document by ``python -m infra.client``: change it there."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class ActionOutput(StrEnum):
    """
    What is done, whatever the route: each route of the API and the pages has exactly one.
    """

    SEARCH_PERSONS = "search-persons"
    SEARCH_ADDRESSES = "search-addresses"
    OPEN_PERSON = "open-person"
    OPEN_ADDRESS = "open-address"
    OPEN_LINKS = "open-links"
    REVIEW_LINKS = "review-links"
    DECIDE_LINK = "decide-link"
    TRACE_PERSON = "trace-person"
    LIST_ALERTS = "list-alerts"
    FOLLOW_ALERTS = "follow-alerts"
    OPEN_ALERT = "open-alert"
    ANSWER_ALERT = "answer-alert"
    LIST_WATCHED = "list-watched"
    WATCH_ADDRESS = "watch-address"
    LIST_CASELOAD = "list-caseload"
    OPEN_RISK = "open-risk"
    ANSWER_SCORE = "answer-score"
    READ_WORKLOAD = "read-workload"
    READ_FIGURES = "read-figures"
    READ_CATALOGUE = "read-catalogue"
    READ_RULES = "read-rules"
    READ_FEEDS = "read-feeds"
    READ_AUDIT = "read-audit"
    OPEN_HOLDINGS = "open-holdings"
    CORRECT_HOLDINGS = "correct-holdings"
    BREAK_GLASS = "break-glass"
    REVIEW_GLASS = "review-glass"


class AddressParticulars(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    text: str
    postcode: str | None
    uprn: str | None
    also_written: list[str]
    listed: Annotated[
        bool,
        Field(description="The partnership's list of addresses has it, and these are its words"),
    ]


class AddressesAsked(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    q: Annotated[str | None, Field(description="Words to find, in any order", max_length=200)] = ""
    area: Annotated[
        str | None,
        Field(
            description="One area; every area that you may see when left out",
            max_length=31,
        ),
    ] = ""


class Agency(StrEnum):
    COUNCIL = "council"
    FIRE = "fire"
    HEALTH = "health"
    POLICE = "police"
    AMBULANCE = "ambulance"
    EHR = "ehr"


class AgencyFreshness(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    agency: Agency
    label: str
    data_to: Annotated[
        AwareDatetime | None,
        Field(description="Latest record received; null: nothing received yet"),
    ]


class AgencyListed(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    agency: Agency
    label: str


class AlarmTold(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    kind: Annotated[str, Field(description="feed, feature, scores, calibration or skill")]
    words: str
    raised_at: AwareDatetime
    ended_at: Annotated[AwareDatetime | None, Field(description="null: it stands")]


class AlertSubject(StrEnum):
    """
    A household is an address with everything known of the people seen there in the last 12 months.
    """

    PERSON = "person"
    ADDRESS = "address"
    HOUSEHOLD = "household"


class AreaFreshness(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    label: str
    agencies: list[AgencyFreshness]


class AreaListed(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    label: str
    agencies: list[Agency]


class AreaNamed(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    label: str


class AreaTraced(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    label: str
    first_seen: AwareDatetime
    last_seen: AwareDatetime
    contacts: int


class BandTold(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    label: str
    addresses: Annotated[int | None, Field(description="To the nearest 5; null: fewer than 5")]


class BreakToReview(BaseModel):
    """
    Somebody looked past a restriction, or tried to. ``asked``: the id they named; ``persons``: who was shown. Ids
    only: a data protection officer can open them.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    id: Annotated[str, Field(description="Of the look, to review it by")]
    at: AwareDatetime
    name: str
    role_label: str
    agency_label: str
    reason_label: str
    reference: str
    rule: str
    asked: str | None
    persons: list[str]


class BreaksAnswer(BaseModel):
    """
    Latest first.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    label: str
    breaks: list[BreakToReview]


class CaseloadList(StrEnum):
    ALL = "all"
    ATTENTION = "attention"
    STEP_UP = "step-up"
    STEP_DOWN = "step-down"
    LOST = "lost"
    DISCHARGED = "discharged"
    IN_CRISIS = "in-crisis"
    SHIELDING = "shielding"


class CaseloadOrder(StrEnum):
    LIST = "list"
    COMPLEXITY = "complexity"


class CategoryCounts(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    days_7: int
    days_28: int
    days_91: int
    months_12: int
    agency: Agency
    agency_label: str
    category: str
    label: str
    first_contact: AwareDatetime
    last_contact: AwareDatetime


class CategoryListed(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    agency: Agency
    category: str
    label: str


class Change(StrEnum):
    RAISED = "raised"
    REOPENED = "reopened"
    ACKNOWLEDGED = "acknowledged"
    ACTIONED = "actioned"
    DISMISSED = "dismissed"
    CLEARED = "cleared"
    WITHDRAWN = "withdrawn"


class Cohort(StrEnum):
    """
    A reason to look at somebody now; one person can be in several.
    """

    FOLLOW_UP_DUE = "follow-up-due"
    STEP_UP = "step-up"
    LOST = "lost"
    DISCHARGED = "discharged"
    STEP_DOWN = "step-down"
    SHIELDING = "shielding"


class Compared(StrEnum):
    """
    With other areas, or why not.
    """

    COMPARED = "compared"
    NO_NHS_NUMBER = "no-nhs-number"
    SEVERAL_NHS_NUMBERS = "several-nhs-numbers"
    WITHHELD = "withheld"


class ContactPerson(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    name: str
    role: str
    team: str
    phone: str | None
    email: str | None


class Contribution(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    topic: Annotated[str, Field(description="What it is about; rest is all else together")]
    words: str
    times: Annotated[
        float,
        Field(description="What it multiplies the odds by: above 1 it adds to the risk"),
    ]


class Detail(BaseModel):
    """
    ``words`` is null where the record does not say.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    field: str
    label: str
    words: str | None


class DwellingSeen(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    id: Annotated[
        str,
        Field(
            description="Area and record id. It stays valid when records are joined or parted.",
            examples=["northmoor.s0Ynm5ZTsN1TlyCx"],
        ),
    ]
    address: AddressParticulars
    last_contact: Annotated[
        AwareDatetime | None,
        Field(description="null: none up to as_at that may be shown"),
    ]


class FindingShown(BaseModel):
    """
    One line of the explanation; ``one`` and ``other`` are what was compared, in the model's spelling.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    field: str
    level: str
    one: str
    other: str
    weight: Annotated[
        float,
        Field(description="Match weight: log2 of the odds that the two are one; below 0 against it"),
    ]


class FirstContact(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    agency: Agency
    label: str
    at: AwareDatetime


class Fitness(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    is_fit: Annotated[bool, Field(description="Scores are not for use while the model is not fit")]
    since: Annotated[AwareDatetime | None, Field(description="When it became unfit")]
    because: Annotated[str, Field(description="In words; empty while it is fit")]
    rule: Annotated[list[str], Field(description="What makes it unfit")]


class Gender(StrEnum):
    FIELD_1 = "1"
    FIELD_2 = "2"
    FIELD_9 = "9"
    X = "X"


class IndicatorListed(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    indicator: str
    unit: str
    meaning: str
    source: str
    window: Annotated[
        str | None,
        Field(description="A window's name; `as-asked`: the rule that asks says it"),
    ]
    counts: Annotated[str, Field(description="The agencies and categories whose contacts go into it")]
    ruled: Annotated[bool, Field(description="An alert rule may ask for it, by this name")]


class Intervention(StrEnum):
    """
    What was done after looking at a score.
    """

    CONTACT_MADE = "contact-made"
    CONTACT_BROUGHT_FORWARD = "contact-brought-forward"
    VISIT = "visit"
    MEDICATION_REVIEW = "medication-review"
    CRISIS_PLAN = "crisis-plan"
    TEAM_DISCUSSED = "team-discussed"
    CARE_STEPPED_UP = "care-stepped-up"
    CARE_STEPPED_DOWN = "care-stepped-down"
    NO_CHANGE = "no-change"


class Lane(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    agency: Agency
    label: str
    weeks: Annotated[
        list[int],
        Field(description="Contacts in each of 57 weeks, oldest first; the last ends at as_at"),
    ]
    months: Annotated[list[int], Field(description="Contacts in each of the months of the course")]


class ListSize(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    name: CaseloadList
    label: str
    people: int


class ListedFor(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    cohort: Cohort
    label: str
    words: str


class Mark(StrEnum):
    """
    What somebody who reads the audit should look at. None proves a wrong: a hub officer may have a good reason.
    """

    OWN_NAME = "own-name"
    OWN_ADDRESS = "own-address"
    COLLEAGUE = "colleague"
    NO_INVOLVEMENT = "no-involvement"
    OUT_OF_HOURS = "out-of-hours"
    BULK = "bulk"


class MarkTold(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    mark: Mark
    label: str


class Measured(BaseModel):
    """
    Null: the data cannot tell.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    name: Annotated[str, Field(examples=["auroc"])]
    words: str
    value: float | None
    low: Annotated[
        float | None,
        Field(description="Lower end of the 95 % interval, a person's predictions being one"),
    ]
    high: float | None
    is_share: Annotated[bool, Field(description="To be read as a percentage")]


class Mention(BaseModel):
    """
    In the words of one contact; ``id`` is null where there is no page to go to.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    id: str | None
    words: str


class MergeShown(BaseModel):
    """
    That the agency's own numbers ``kept`` and ``gone`` are one person's; ``said_by``: whom to ring about it.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    id: Annotated[str, Field(description="Key of the event that said so")]
    source: str
    kept: str
    gone: str
    said_at: AwareDatetime
    said_by: ContactPerson


class ModelUsed(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    name: str
    learned: Annotated[int, Field(description="Outcomes it has learned from")]
    fit: Annotated[
        bool,
        Field(description="false: nobody should go by its scores until it is again"),
    ]
    unfit_since: AwareDatetime | None
    unfit_because: str
    alarms: Annotated[list[str], Field(description="Of its data and scores, as they stand, in words")]


class MonthListed(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    month: Annotated[
        str,
        Field(description="In UTC", examples=["2026-01"], pattern="^\\d{4}-\\d{2}$"),
    ]
    is_final: Annotated[bool, Field(description="No outcome of it can change any more")]
    model: Annotated[str, Field(description="Whose scores counted")]
    predictions: int
    in_crisis: Annotated[
        int,
        Field(description="People predicted for who had a crisis in the 28 days after"),
    ]
    measures: list[Measured]
    crises: Annotated[int, Field(description="That began in the month")]
    beforehand: Annotated[Measured, Field(description="Of them, who had been in the top 25 of their team")]


class Opinion(StrEnum):
    """
    A clinician's own view of the risk beside the score (Garriga et al. 2022 asked their clinicians so).
    """

    AGREE = "agree"
    HIGHER = "higher"
    LOWER = "lower"


class Outcome(StrEnum):
    """
    What the viewer got.
    """

    ANSWERED = "answered"
    NOTHING = "nothing"
    REFUSED = "refused"


class PersonDevelopments(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    contacts: Annotated[int, Field(description="In the last 28 days")]
    usual_rate: Annotated[float, Field(description="Contacts in 28 days, over the time before")]
    usual_over: Annotated[
        int,
        Field(description="Periods of 28 days that the usual rate is known from, 1 to 13"),
    ]
    surprise: Annotated[
        float,
        Field(description="Months between two with as many contacts or more; 1: not unusual"),
    ]
    pace: Annotated[
        float | None,
        Field(description="Times as often as before; null: too little to tell"),
    ]
    agencies_new: Annotated[list[FirstContact], Field(description="First contact ever in the last 28 days")]
    open_cases: int
    missed: Annotated[
        int | None,
        Field(description="Hospital and community appointments missed in the last 12 months; null: not for this role"),
    ]
    not_brought: Annotated[bool, Field(description="Under 18 at the last of them: was not brought")]
    child_known: Annotated[
        bool | None,
        Field(description="Known to children's social care; null: not for this role"),
    ]
    addresses_seen: Annotated[
        int | None,
        Field(description="In the last 91 days; null: withheld, as from care"),
    ]


class PersonParticulars(BaseModel):
    """
    In the words of the fullest record; ``other_...`` is what further records say differently.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    name: str
    birth_date: str | None
    gender: Gender | None
    nhs_number: str | None
    other_names: list[str]
    other_birth_dates: list[str]
    other_nhs_numbers: list[str]
    agencies: Annotated[list[Agency], Field(description="Agencies that have a record of this person")]


class PersonSeen(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    agencies: list[Agency]
    first_seen: AwareDatetime
    last_seen: AwareDatetime
    id: Annotated[
        str,
        Field(
            description="Area and record id. It stays valid when records are joined or parted.",
            examples=["northmoor.s0Ynm5ZTsN1TlyCx"],
        ),
    ]
    person: PersonParticulars


class PersonTraced(BaseModel):
    """
    The same person as another area links them.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    label: str
    id: Annotated[
        str,
        Field(
            description="Area and record id. It stays valid when records are joined or parted.",
            examples=["northmoor.s0Ynm5ZTsN1TlyCx"],
        ),
    ]
    person: PersonParticulars
    agrees: Annotated[
        list[str],
        Field(description="Besides the NHS number: birth date, name, or both"),
    ]


class PersonsAsked(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    q: Annotated[str | None, Field(description="Words to find, in any order", max_length=200)] = ""
    area: Annotated[
        str | None,
        Field(
            description="One area; every area that you may see when left out",
            max_length=31,
        ),
    ] = ""
    born: Annotated[
        str | None,
        Field(
            description="Date of birth: 1961-03-14, 14/3/1961 or 14 March 1961; or an age",
            max_length=30,
        ),
    ] = ""
    number: Annotated[
        str | None,
        Field(description="An NHS number, or an agency's own number", max_length=40),
    ] = ""
    address: Annotated[
        str | None,
        Field(
            description="Where; then `q` is read as who, and not as where",
            max_length=200,
        ),
    ] = ""


class PurposeLooks(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    purpose: str
    label: str
    looks: Annotated[int | None, Field(description="To the nearest 5; null: fewer than 5")]


class PurposeTold(BaseModel):
    """
    As it was declared.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    code: str
    label: str


class RangeTold(BaseModel):
    """
    ``children`` with a case of children's social care (in need, on a plan, looked after) open in the range.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    days: int
    label: str
    children: Annotated[int | None, Field(description="To the nearest 5; null: fewer than 5")]
    matched: Annotated[int | None, Field(description="With a police contact of their own in the range")]
    matched_percent: Annotated[
        int | None,
        Field(description="Of the rounded figures; null: where one of them, or what is left, is fewer than 5"),
    ]
    at_home: Annotated[
        int | None,
        Field(description="Of the others: with one at the address that the case names"),
    ]
    at_home_percent: Annotated[
        int | None,
        Field(description="Of the rounded figures; null: where one of them, or what is left, is fewer than 5"),
    ]
    homes: Annotated[int | None, Field(description="Addresses that such cases name")]
    incidents: Annotated[int | None, Field(description="Police contacts at them")]
    incidents_per_home: float | None
    bands: Annotated[list[BandTold], Field(description="Those addresses by their police contacts")]
    high: Annotated[
        int | None,
        Field(description="Addresses of high contact, all agencies' contacts counted"),
    ]
    high_with_children: Annotated[int | None, Field(description="To the nearest 5; null: fewer than 5")]
    searches: Annotated[
        list[PurposeLooks],
        Field(description="Searches and openings under each purpose, of the calendar months that the range reaches"),
    ]
    calls_saved: Annotated[
        int | None,
        Field(description="Had each been a call to every other agency of the area"),
    ]


class Rate(BaseModel):
    """
    Of 1,000, with its 95 % interval; null where nothing can be said.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    per_1000: float | None
    low: float | None
    high: float | None


class ReasonFound(BaseModel):
    """
    One way in which what was found agrees with what was asked for.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    field: Annotated[str, Field(examples=["given name"])]
    how: Annotated[str, Field(examples=["another form of Maureen"])]


class Receiver(StrEnum):
    HUB = "hub"
    WORKER = "worker"
    FIRE_PREVENTION = "fire-prevention"
    POLICE_SAFEGUARDING = "police-safeguarding"
    CHILDREN = "children"
    ADULTS = "adults"
    MENTAL_HEALTH = "mental-health"


class ReceiverFigures(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    receiver: Receiver
    label: str
    raised: int
    workers: Annotated[int | None, Field(description="As asked with")]
    per_worker_per_week: float | None


class RecordShown(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    id: Annotated[
        str,
        Field(
            description="Id of a record, as in link-revised-1",
            examples=["s0Ynm5ZTsN1TlyCx"],
        ),
    ]
    belongs_to: Annotated[
        str,
        Field(
            description="The person or address that this record belongs to now",
            examples=["northmoor.s0Ynm5ZTsN1TlyCx"],
        ),
    ]
    details: list[Detail]
    address_withheld: Annotated[
        bool,
        Field(description="The person is restricted: no address, nor its weight, is told"),
    ]


class RiskGroup(StrEnum):
    """
    Within a team, by cut-offs that the area chooses; whoever is in crisis is in no other group,
    and nobody under 18 in one by risk.
    """

    IN_CRISIS = "in-crisis"
    HIGHEST = "highest"
    RAISED = "raised"
    USUAL = "usual"
    LOW = "low"
    UNDER_AGE = "under-age"


class Role(StrEnum):
    HUB_OFFICER = "hub-officer"
    POLICE_PREVISIT = "police-previsit"
    CLINICIAN = "clinician"
    TEAM_MANAGER = "team-manager"
    AUDIT_MANAGER = "audit-manager"
    DATA_PROTECTION_OFFICER = "data-protection-officer"
    FEED_ADMINISTRATOR = "feed-administrator"
    OPERATOR = "operator"


class RuleFigures(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    rule: Annotated[str, Field(description="Id of the rule")]
    title: str
    raised: int
    per_week: float


class Severity(StrEnum):
    RED = "red"
    AMBER = "amber"
    NOTICE = "notice"


class Shown(StrEnum):
    LISTED = "listed"
    OPENED = "opened"


class ShownTold(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    id: str
    how: Shown


class SideTold(BaseModel):
    """
    Of teams that had started, or of those that had not, by turns; null where there are too few.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    teams: int
    people: int | None
    scores: int | None
    crises: int | None
    per_1000: Annotated[float | None, Field(description="Mean of the teams' shares")]


class SliceTold(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    slice: Annotated[str, Field(examples=["ethnic_group"])]
    slice_label: str
    value: str
    label: str
    persons: Annotated[int | None, Field(description="To the nearest five; null: fewer than five")]
    in_crisis: Annotated[int | None, Field(description="To the nearest five; null: fewer than five")]
    measures: Annotated[
        list[Measured],
        Field(description="Empty where fewer than five people were in crisis"),
    ]
    differs: Annotated[
        bool,
        Field(description="Its observed over expected is not that of everybody, by more than chance"),
    ]


class StateTold(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    state: str
    label: str
    alerts: Annotated[int | None, Field(description="To the nearest 5; null: fewer than 5")]


class StayTraced(BaseModel):
    """
    Contacts at one place with none elsewhere between them.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    label: str
    agencies: list[Agency]
    first_seen: AwareDatetime
    last_seen: AwareDatetime
    id: Annotated[
        str | None,
        Field(description="null: not a place to look up, such as no fixed abode"),
    ]
    address: AddressParticulars
    contacts: int


class StepDownGuarantee(BaseModel):
    """
    What became of those whom the step-down list would have named.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    standing: Annotated[
        str,
        Field(
            description="within; exceeded or unfit (the list is empty); too-few to be sure",
            examples=["within"],
        ),
    ]
    people: int
    moments: Annotated[
        int,
        Field(description="At which one of them would have been named, 28 days or more apart"),
    ]
    crises: Annotated[int, Field(description="In the 28 days after")]
    rate: Rate
    most_per_1000: Annotated[float, Field(description="What the area allows")]


class Subject(StrEnum):
    PERSON = "person"
    ADDRESS = "address"


class Sureness(StrEnum):
    """
    That what was found is what was asked for: 30 to 1 or better, better than even, or less: one of several that
    fit.
    """

    STRONG = "strong"
    LIKELY = "likely"
    POSSIBLE = "possible"


class TenthTold(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    predictions: int
    predicted: Annotated[float, Field(description="On average")]
    observed: float | None
    low: float | None
    high: float | None


class TimelineEntry(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    happened_at: AwareDatetime
    recorded_at: AwareDatetime
    agency: Agency
    agency_label: str
    category: str
    label: str
    what: str
    contact_person: ContactPerson
    other: Annotated[
        Mention | None,
        Field(description="The address of a person's contact, the person of an address's"),
    ]


class TraceAnswer(BaseModel):
    """
    Where somebody was seen, in all areas. ``stays`` and ``areas``: latest first.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    id: Annotated[
        str,
        Field(
            description="Area and record id. It stays valid when records are joined or parted.",
            examples=["northmoor.s0Ynm5ZTsN1TlyCx"],
        ),
    ]
    as_at: AwareDatetime
    purpose: PurposeTold
    person: Annotated[PersonParticulars | None, Field(description="null: withheld")]
    compared: Annotated[
        Compared,
        Field(description="withheld: the person is restricted, and no place is shown, of any area"),
    ]
    compared_to: Annotated[
        AwareDatetime | None,
        Field(
            description="Up to when what areas know was compared; whoever became known after is not found. null: never"
        ),
    ]
    persons: list[PersonTraced]
    unclear: Annotated[
        list[AreaNamed],
        Field(description="Areas where somebody fits, but not certainly one person: ask there"),
    ]
    areas: list[AreaTraced]
    moves: Annotated[int, Field(description="How often the person was next seen in another area")]
    stays: list[StayTraced]
    more: Annotated[bool, Field(description="Earlier stays are left out")]
    freshness: Annotated[list[AreaFreshness], Field(description="Of the areas that this rests on")]


class TurnTold(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    team: str
    start: date


class ViewerTold(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    viewer: str
    name: str


class WatchedAddress(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    id: Annotated[
        str,
        Field(
            description="Area and record id. It stays valid when records are joined or parted.",
            examples=["northmoor.s0Ynm5ZTsN1TlyCx"],
        ),
    ]
    address: AddressParticulars
    until: AwareDatetime
    by: str
    role: str
    team: str
    said_at: AwareDatetime


class WeekListed(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    began: date
    predictions: int
    observed: int
    expected: float
    ratio: Annotated[float | None, Field(description="Observed over expected")]
    low: float | None
    high: float | None


class WeeklyScore(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    at: AwareDatetime
    probability: float


class WindowCounts(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    days_7: int
    days_28: int
    days_91: int
    months_12: int


class WindowListed(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    window: str
    label: str
    days: Annotated[int, Field(description="Of 24 hours; the window is (as_at - days, as_at]")]


class ApiAnswersAlertsRuleTold(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    rule: Annotated[str, Field(description="Id of the rule")]
    title: str
    subject: AlertSubject
    severity: Severity
    receivers: list[Receiver]
    when: Annotated[list[str], Field(description="Raised when all of these hold")]
    until: Annotated[list[str], Field(description="Ends when any of these does not hold any more")]
    respond_hours: float | None
    quiet_days: Annotated[
        int,
        Field(description="After it was answered or ended, raised again as the same alert"),
    ]
    advice: str
    source: str


class ApiAnswersInsightRuleTold(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    title: str
    raised: Annotated[int | None, Field(description="To the nearest 5; null: fewer than 5")]
    acted_on: Annotated[int | None, Field(description="To the nearest 5; null: fewer than 5")]
    dismissed: Annotated[int | None, Field(description="To the nearest 5; null: fewer than 5")]


class ScoringIndicatorsInvolvementReason(StrEnum):
    OPEN_CASE = "open-case"
    RECENT_CONTACT = "recent-contact"


class StreamsCodesDecisionsReason(StrEnum):
    RECORDS_COMPARED = "records-compared"
    PERSON_ASKED = "person-asked"
    AGENCY_ASKED = "agency-asked"
    DOCUMENT_SEEN = "document-seen"
    PLACE_SEEN = "place-seen"
    GAZETTEER = "gazetteer"


class About(BaseModel):
    """
    ``person`` or ``address``, never both; a household is told of by its address. Neither: an address that only
    other agencies know, for a clinician.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    id: Annotated[
        str,
        Field(
            description="Area and record id. It stays valid when records are joined or parted.",
            examples=["northmoor.s0Ynm5ZTsN1TlyCx"],
        ),
    ]
    record: Annotated[str, Field(description="The id without its area, to ask for the alert by")]
    person: PersonParticulars | None
    address: AddressParticulars | None


class AddressDevelopments(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    contacts: Annotated[int, Field(description="In the last 28 days")]
    usual_rate: Annotated[float, Field(description="Contacts in 28 days, over the time before")]
    usual_over: Annotated[
        int,
        Field(description="Periods of 28 days that the usual rate is known from, 1 to 13"),
    ]
    surprise: Annotated[
        float,
        Field(description="Months between two with as many contacts or more; 1: not unusual"),
    ]
    pace: Annotated[
        float | None,
        Field(description="Times as often as before; null: too little to tell"),
    ]
    agencies_new: Annotated[list[FirstContact], Field(description="First contact ever in the last 28 days")]
    open_cases: int
    people_new: Annotated[int, Field(description="People first seen here in the last 28 days")]
    children_known: Annotated[
        int | None,
        Field(
            description="Children known to social care among those seen here in 12 months; null: too many people for one household"
        ),
    ]


class AddressFound(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    id: Annotated[
        str,
        Field(
            description="Area and record id. It stays valid when records are joined or parted.",
            examples=["northmoor.s0Ynm5ZTsN1TlyCx"],
        ),
    ]
    area: str
    address: AddressParticulars
    agencies: list[Agency]
    people: int
    last_contact: AwareDatetime | None
    sure: Sureness
    why: Annotated[list[ReasonFound], Field(description="Of the record that fits best")]


class AddressSearch(BaseModel):
    """
    The likeliest first. ``more``: others match too; narrow the search.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    as_at: AwareDatetime
    results: list[AddressFound]
    limit: int
    more: bool
    freshness: list[AreaFreshness]


class AddressSeen(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    agencies: list[Agency]
    first_seen: AwareDatetime
    last_seen: AwareDatetime
    id: Annotated[
        str | None,
        Field(description="null: not a place to look up, such as no fixed abode"),
    ]
    address: AddressParticulars


class AgencyInvolved(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    agency: Agency
    label: str
    reasons: list[ScoringIndicatorsInvolvementReason]
    open_cases: int
    last_contact: AwareDatetime
    contact_person: Annotated[ContactPerson, Field(description="Of the agency's latest contact")]


class AgencyToRing(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    agency: Agency
    label: str
    last_contact: AwareDatetime
    contact_person: Annotated[ContactPerson, Field(description="Of the agency's latest contact in this alert")]


class AlertFigures(BaseModel):
    """
    Of the last four weeks; ``open`` and ``overdue`` of now. Seconds run from being raised to the first answer.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    as_at: AwareDatetime
    raised: int
    receivers: list[ReceiverFigures]
    rules: list[RuleFigures]
    answered: int
    median_seconds: float | None
    nine_in_ten_seconds: Annotated[float | None, Field(description="The 90th percentile")]
    open: int
    overdue: int
    freshness: AreaFreshness


class AlertListed(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    id: Annotated[str, Field(description="Id of the alert, as in alert-changed-1")]
    area: str
    subject: AlertSubject
    about: About
    title: str
    severity: Severity
    severity_label: str
    receivers: list[Receiver]
    teams: Annotated[list[str], Field(description="With an open case when it was raised")]
    state: Change
    state_label: str
    opened_at: AwareDatetime
    since: Annotated[AwareDatetime, Field(description="When it came into its present state")]
    respond_by: AwareDatetime | None
    overdue: Annotated[bool, Field(description="Nobody has answered by respond_by")]
    rule: Annotated[str, Field(description="Id of the rule")]
    version: Annotated[str, Field(description="Of the rules that raised it")]
    because: Annotated[list[str], Field(description="What was found, in words")]


class AlertOutcomes(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    days: int
    raised: Annotated[int | None, Field(description="To the nearest 5; null: fewer than 5")]
    states: list[StateTold]
    rules: list[ApiAnswersInsightRuleTold]


class AnswerGiven(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    change: Change
    label: str
    detail: Annotated[str | None, Field(description="What was done, or why it was dismissed")]
    by: str
    role: str
    team: str
    at: AwareDatetime


class BuildingSeen(BaseModel):
    """
    ``whole`` is the building's own address, for a flat whose building is known; ``more``: dwellings not named.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    whole: DwellingSeen | None
    others: Annotated[
        list[DwellingSeen],
        Field(description="Other dwellings known behind the same front door"),
    ]
    more: int


class CareAnswerGiven(BaseModel):
    """
    An opinion on a score, or an intervention.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    opinion: Opinion | None
    reason: Annotated[str | None, Field(description="In words")]
    probability: Annotated[float | None, Field(description="The score the opinion is about")]
    made_at: Annotated[AwareDatetime | None, Field(description="When that score was made")]
    intervention: Intervention | None
    label: str
    by: str
    role: str
    team: str
    at: AwareDatetime


class CaseloadPerson(BaseModel):
    """
    No address and no contact of another agency: who they are, how they stand, and why.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    id: Annotated[
        str,
        Field(
            description="Area and record id. It stays valid when records are joined or parted.",
            examples=["northmoor.s0Ynm5ZTsN1TlyCx"],
        ),
    ]
    record: Annotated[str, Field(description="The id without its area, to ask for the risk by")]
    person: PersonParticulars
    restricted: bool
    team: str
    worker: str
    group: RiskGroup
    group_label: str
    probability: Annotated[
        float | None,
        Field(description="null: in crisis, or under 18, and so not scored"),
    ]
    week_ago: Annotated[
        float | None,
        Field(description="The weekly score of then; null: there was none"),
    ]
    month_ago: float | None
    listed_for: list[ListedFor]
    complexity: Annotated[
        float,
        Field(description="Sum of the weights of the factors the partnership declared"),
    ]
    factors: Annotated[list[str], Field(description="Those that are there, in words")]
    last_seen: Annotated[
        AwareDatetime | None,
        Field(description="The last contact attended; null: never"),
    ]
    average: Annotated[
        float | None,
        Field(description="Of somebody who is as the caseload is on average"),
    ]
    reasons: Annotated[
        list[Contribution],
        Field(description="Strongest first, all else last: the odds of average, times all of them, are the score's"),
    ]
    compared_to: Annotated[AwareDatetime | None, Field(description="Their own score of some six weeks ago")]
    changes: Annotated[list[Contribution], Field(description="What changed since compared_to")]
    week_compared_to: Annotated[AwareDatetime | None, Field(description="Their score of a week ago")]
    week_changes: Annotated[list[Contribution], Field(description="What changed since week_compared_to")]
    missing: Annotated[list[str], Field(description="What is not recorded, in words")]
    answers: Annotated[list[CareAnswerGiven], Field(description="Latest first")]


class CatalogueAnswer(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    areas: list[AreaListed]
    agencies: list[AgencyListed]
    categories: list[CategoryListed]
    windows: list[WindowListed]
    indicators: list[IndicatorListed]


class ComparisonTold(BaseModel):
    """
    Of 1,000; null where there are too few. ``difference``: of the changes from before to after.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    intervention: Intervention
    label: str
    people: int | None
    matched: int | None
    before: float | None
    after: float | None
    others_before: float | None
    others_after: float | None
    difference: Rate


class Course(BaseModel):
    """
    Contacts over the last year; agencies without one in that time are left out.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    weeks_from: AwareDatetime
    months: Annotated[
        list[str],
        Field(description="YYYY-MM, UK time, oldest first; the last may not be over"),
    ]
    lanes: list[Lane]


class DecisionShown(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    id: Annotated[str, Field(description="Id of a decision, to withdraw it by")]
    same: bool
    decided_at: AwareDatetime
    decided_by: ContactPerson
    reason: StreamsCodesDecisionsReason
    reason_label: str
    stands: Annotated[
        bool,
        Field(description="It was recorded last on this pair; the others would stand without it"),
    ]


class FindingTold(BaseModel):
    """
    ``entries``: the latest of the contacts it rests on, newest first.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    words: str
    indicator: str
    value: Annotated[float | None, Field(description="null: not told, for the person is restricted")]
    agencies: list[Agency]
    entries: list[TimelineEntry]


class GroupSize(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    group: RiskGroup
    label: str
    people: int


class InsightAnswer(BaseModel):
    """
    Nobody very restricted is in any of it.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    as_at: AwareDatetime
    high_from: Annotated[
        int,
        Field(description="Contacts in the range that make an address one of high contact"),
    ]
    ranges: list[RangeTold]
    alerts: AlertOutcomes
    freshness: AreaFreshness


class LoadTold(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    cases: int
    weighted: Annotated[float, Field(description="Cases by their weights")]
    groups: list[GroupSize]
    step_up: int
    lost: int
    follow_up_due: int
    shielding: int
    step_down: int
    complexity: Annotated[float, Field(description="Mean of the complexity scores")]
    seen: Annotated[
        int,
        Field(description="With a contact attended in 28 days, of those not in crisis"),
    ]
    discharged: Annotated[
        int,
        Field(description="From hospital in 28 days, and longer ago than the follow-up time"),
    ]
    in_time: Annotated[int, Field(description="Of those, seen within it")]
    joined: Annotated[int, Field(description="Came onto the caseload in 28 days")]
    waiting: Annotated[int, Field(description="With no contact attended yet")]
    missed: Annotated[int, Field(description="With a contact not attended in 28 days")]


class LookTold(BaseModel):
    """
    ``id`` is that of the record, for ``linnet audit prove``. ``viewer`` stands for who it was in a page's address.
    ``asked``: who or what was to be opened.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    id: str
    at: AwareDatetime
    viewer: str
    name: str
    role: Role
    role_label: str
    agency: Agency | None
    purpose: Annotated[str | None, Field(description="Code; null: none was declared")]
    purpose_label: str
    reference: str
    rule: str
    allowed: bool
    action: ActionOutput
    action_label: str
    asked: str | None
    persons: list[ShownTold]
    addresses: list[ShownTold]
    marks: list[MarkTold]
    outcome: Outcome
    outcome_label: str
    part: int
    parts: int


class ModelTold(BaseModel):
    """
    ``beforehand`` is of the crises that began in the month; the rest of predictions made in it.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    model: str
    in_use: bool
    predictions: int
    persons: int
    in_crisis: int
    measures: list[Measured]
    crises: int
    beforehand: Measured
    curve: Annotated[list[TenthTold], Field(description="Tenths of the predictions, lowest first")]


class MonitoringAnswer(BaseModel):
    """
    Of weekly predictions; a month's are those made in it.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    fitness: Fitness
    alarms: Annotated[list[AlarmTold], Field(description="Latest first")]
    months: Annotated[
        list[MonthListed],
        Field(description="The last thirteen with any, earliest first"),
    ]
    weeks: Annotated[list[WeekListed], Field(description="Of these months, earliest first")]
    latest: Annotated[
        str,
        Field(description="The latest month that is final, or the latest of all; empty: none yet"),
    ]
    late: Annotated[
        int,
        Field(description="Outcomes that came after their month was final, and are in no figure"),
    ]
    freshness: AreaFreshness


class MonthAnswer(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    month: Annotated[
        str,
        Field(description="In UTC", examples=["2026-01"], pattern="^\\d{4}-\\d{2}$"),
    ]
    is_final: Annotated[bool, Field(description="No outcome of it can change any more")]
    until: Annotated[AwareDatetime, Field(description="Predictions made before then are in it")]
    models: Annotated[list[ModelTold], Field(description="The one in use first")]
    slices: Annotated[list[SliceTold], Field(description="Of the model in use")]
    freshness: AreaFreshness


class OutcomeTold(BaseModel):
    """
    Counts of 1 to 4 are null, and so is what they could be worked out from.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    name: str
    label: str
    acted: Annotated[bool | None, Field(description="Something was done within a week; null: either")]
    people: int | None
    scores: int | None
    crises: int | None
    rate: Rate


class PairShown(BaseModel):
    """
    ``weight`` is the sum of the findings; ``probability`` what the model makes of it, and no more than that.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    one: RecordShown
    other: RecordShown
    together: Annotated[bool, Field(description="Both belong to one person or address now")]
    weight: Annotated[
        float,
        Field(description="Match weight: log2 of the odds that the two are one; below 0 against it"),
    ]
    probability: float
    findings: list[FindingShown]
    decisions: Annotated[list[DecisionShown], Field(description="Latest first")]
    merges: Annotated[
        list[MergeShown] | None,
        Field(
            description="What the agency said of its own numbers; a decision stands over it",
            validate_default=True,
        ),
    ] = []


class PersonFound(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    id: Annotated[
        str,
        Field(
            description="Area and record id. It stays valid when records are joined or parted.",
            examples=["northmoor.s0Ynm5ZTsN1TlyCx"],
        ),
    ]
    area: str
    person: PersonParticulars
    sure: Sureness
    why: Annotated[list[ReasonFound], Field(description="Of the record that fits best")]


class PersonSearch(BaseModel):
    """
    The likeliest first. ``more``: others match too; narrow the search.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    as_at: AwareDatetime
    results: list[PersonFound]
    limit: int
    more: bool
    freshness: list[AreaFreshness]


class ReviewAnswer(BaseModel):
    """
    Pairs that may well be one, stand apart, and nobody has decided about; best matches first.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    subject: Subject
    joined_from: Annotated[
        float,
        Field(description="Match weight: log2 of the odds that the two are one; below 0 against it"),
    ]
    pairs: list[PairShown]
    next: Annotated[str | None, Field(description="For after, to go on; null: these are the last")]
    freshness: AreaFreshness


class RiskAnswer(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    as_at: AwareDatetime
    person: CaseloadPerson
    history: Annotated[list[WeeklyScore], Field(description="Weekly scores of a quarter, latest first")]
    stale: Annotated[list[str], Field(description="Agencies nothing has come from for over two days")]
    model: ModelUsed
    purpose: list[str]
    freshness: AreaFreshness


class RulesAnswer(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    version: Annotated[str | None, Field(description="null: the area has adopted no rules")]
    adopted_at: AwareDatetime | None
    rules: list[ApiAnswersAlertsRuleTold]


class SearchAnswer(BaseModel):
    """
    Each is null where nothing in the search can be one. `addresses` is null also where the role sees none, and where
    the search is nothing but the whole name of somebody who is known.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    likelier: Annotated[
        Subject,
        Field(description="What the search reads like, and so what to show first"),
    ]
    persons: PersonSearch | None
    addresses: AddressSearch | None


class StaggeringTold(BaseModel):
    """
    Of a start by turns drawn by lot. ``difference``: of teams that had started, less those that had not.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    words: str
    lot: str
    turns: list[TurnTold]
    waiting: SideTold
    started: SideTold
    difference: Rate
    chance: Annotated[
        float | None,
        Field(description="How often a lot alone sets them as far apart, from 0 to 1"),
    ]
    caution: list[str]


class TeamLoadTold(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    team: str
    load: LoadTold


class Timeline(BaseModel):
    """
    Newest first.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    entries: list[TimelineEntry]
    total: int
    offset: int
    limit: int
    next_offset: int | None


class WatchList(BaseModel):
    """
    The pre-visit watch list; what ends soonest comes first.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    as_at: AwareDatetime
    addresses: list[WatchedAddress]


class WorkerLoadTold(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    worker: str
    load: LoadTold
    share: Annotated[
        float | None,
        Field(description="Of the weighted cases of one in the middle of the team"),
    ]


class WorkloadAnswer(BaseModel):
    """
    ``workers`` where a team is asked for.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    as_at: AwareDatetime
    team: str
    teams: list[TeamLoadTold]
    workers: list[WorkerLoadTold]
    weights: Annotated[list[str], Field(description="What a case counts as, in words")]
    factors: Annotated[
        list[str],
        Field(description="What makes a case complex, in words, with its points"),
    ]
    freshness: AreaFreshness


class AddressAnswer(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    id: Annotated[
        str,
        Field(
            description="Area and record id. It stays valid when records are joined or parted.",
            examples=["northmoor.s0Ynm5ZTsN1TlyCx"],
        ),
    ]
    as_at: AwareDatetime
    address: AddressParticulars
    developments: AddressDevelopments
    totals: WindowCounts
    counts: list[CategoryCounts]
    involved: Annotated[
        list[AgencyInvolved],
        Field(description="Agencies involved at as_at, latest contact first"),
    ]
    earlier: Annotated[
        list[AgencyInvolved],
        Field(description="Agencies in contact before, and not involved at as_at"),
    ]
    people: list[PersonSeen]
    building: BuildingSeen
    course: Course
    timeline: Timeline
    freshness: AreaFreshness


class AlertAnswer(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    alert: AlertListed
    as_at: AwareDatetime
    as_raised: Annotated[
        bool,
        Field(description="false: what it rested on has changed, so it is told as it stands now"),
    ]
    because: list[FindingTold]
    gone: Annotated[
        int,
        Field(description="Contacts it rested on that are not on record here any more"),
    ]
    parted: Annotated[
        int,
        Field(description="Of those, contacts that are on record as somebody else's"),
    ]
    corrected_by: Annotated[
        list[Agency],
        Field(description="Agencies whose correction that was, as far as it is known"),
    ]
    whom_to_ring: list[AgencyToRing]
    advice: str
    answers: Annotated[list[AnswerGiven], Field(description="Latest first")]
    ends_without: Annotated[list[str], Field(description="It ends when any of these does not hold any more")]
    ends_at: Annotated[
        AwareDatetime | None,
        Field(description="If nothing else happens; null: time alone does not end it"),
    ]
    rule_changed: Annotated[
        bool,
        Field(description="The rules that are running are another version, or lack the rule"),
    ]
    freshness: AreaFreshness


class AlertList(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    as_at: AwareDatetime
    alerts: list[AlertListed]
    next: Annotated[str | None, Field(description="For after, to go on; null: these are the last")]
    freshness: AreaFreshness


class AuditAnswer(BaseModel):
    """
    Looks, latest first; ``viewers``: everybody who looked in this area, by name.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    label: str
    looks: list[LookTold]
    next: Annotated[str | None, Field(description="For after, if there is more")]
    viewers: list[ViewerTold]


class CaseloadAnswer(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    as_at: AwareDatetime
    team: str
    worker: str
    listed: CaseloadList
    people: list[CaseloadPerson]
    next: Annotated[str | None, Field(description="For after, to go on; null: these are the last")]
    lists: list[ListSize]
    groups: list[GroupSize]
    teams: list[str]
    workers: Annotated[list[str], Field(description="Of the team, or of every team")]
    step_down: StepDownGuarantee
    model: ModelUsed
    purpose: Annotated[list[str], Field(description="What a score is for, and what it is not")]
    freshness: AreaFreshness


class LinksAnswer(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    id: Annotated[
        str,
        Field(
            description="Area and record id. It stays valid when records are joined or parted.",
            examples=["northmoor.s0Ynm5ZTsN1TlyCx"],
        ),
    ]
    subject: Subject
    joined_from: Annotated[
        float,
        Field(description="Match weight: log2 of the odds that the two are one; below 0 against it"),
    ]
    records: list[RecordShown]
    ties: Annotated[
        list[PairShown],
        Field(description="Links that hold the records together, weakest first: none can be spared"),
    ]
    decided: Annotated[list[PairShown], Field(description="Further pairs that somebody decided about")]
    freshness: AreaFreshness


class OutcomesAnswer(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    as_at: AwareDatetime
    groups: list[OutcomeTold]
    team_types: list[OutcomeTold]
    interventions: list[OutcomeTold]
    comparisons: list[ComparisonTold]
    staggering: Annotated[
        StaggeringTold | None,
        Field(description="Where the area starts something by turns"),
    ]
    caution: list[str]
    freshness: AreaFreshness


class PairAnswer(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    area: str
    subject: Subject
    joined_from: Annotated[
        float,
        Field(description="Records are joined where the mean weight between them reaches it"),
    ]
    pair: PairShown
    freshness: AreaFreshness


class PersonAnswer(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    id: Annotated[
        str,
        Field(
            description="Area and record id. It stays valid when records are joined or parted.",
            examples=["northmoor.s0Ynm5ZTsN1TlyCx"],
        ),
    ]
    as_at: AwareDatetime
    person: PersonParticulars
    developments: PersonDevelopments
    totals: WindowCounts
    counts: list[CategoryCounts]
    involved: Annotated[
        list[AgencyInvolved],
        Field(description="Agencies involved at as_at, latest contact first"),
    ]
    earlier: Annotated[
        list[AgencyInvolved],
        Field(description="Agencies in contact before, and not involved at as_at"),
    ]
    address_withheld: Annotated[
        bool,
        Field(description="The person is restricted: addresses are left out everywhere"),
    ]
    addresses: list[AddressSeen]
    course: Course
    timeline: Timeline
    freshness: AreaFreshness
