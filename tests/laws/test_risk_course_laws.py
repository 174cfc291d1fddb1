"""A course knows no more than what is recorded, whatever came in which order, and every vector can be scored."""

from hypothesis import given
from hypothesis import strategies as st

from scoring.indicators.facts import Fact, Facts
from scoring.linkage.records import RecordId
from scoring.risk.catalogue import COLUMNS
from scoring.risk.course import age_course, find_course
from scoring.risk.crises import CRISIS_TEAMS, find_crisis
from scoring.risk.learner import Learner
from scoring.risk.recipe import CHAMPION
from scoring.state.documents import Contact, Worker
from streams.contract import EventKey

DAY = 86_400.0
T = 1.7e9
WORKER = Worker("Asha Ellis", "Care coordinator", "CMHT East")
KINDS = (
    ("ehr", "mh-referral-received", ("A06", "A02", "A11", "?"), ("accepted", "rejected", "")),
    ("ehr", "mh-referral-closed", ("A06", "A02"), ("accepted",)),
    ("ehr", "mh-spell-started", ("200", ""), ("25", "11", "")),
    ("ehr", "mh-spell-ended", ("200",), ("25",)),
    ("ehr", "mh-contact-recorded", ("5", "3", "2", "4", "9"), ("A06",)),
    ("ehr", "mh-accommodation-recorded", ("MA01", "HM01", ""), ("",)),
    ("ehr", "mh-employment-recorded", ("01", "02"), ("",)),
    ("ehr", "mh-diagnosis-group-recorded", ("psychosis", "unheard of"), ("",)),
    ("ehr", "mh-ethnic-group-recorded", ("black",), ("",)),
    ("police", "police-incident-recorded", ("concern-for-safety", "hoax"), ("",)),
    ("council", "council-case-opened", ("safeguarding-concern",), ("",)),
    ("health", "ecds-attendance-recorded", ("01",), ("",)),
)


@st.composite
def contacts(draw: st.DrawFn) -> Contact:
    """Also from before 1970 and from after the clock."""
    agency, kind, categories, details = draw(st.sampled_from(KINDS))
    happened = T - draw(st.floats(-400, 20_000)) * DAY
    category, detail = draw(st.sampled_from(categories)), draw(st.sampled_from(details))
    nobody = RecordId("")
    case = draw(st.sampled_from(("", "c1", "c2")))
    return Contact(agency, kind, category, happened, T, nobody, nobody, WORKER, case_id=case, detail=detail)


REFERRAL = Contact(
    "ehr", "mh-referral-received", "A06", T - 900 * DAY, T, RecordId(""), RecordId(""), WORKER, 0, "r", "", "accepted"
)
LIVES = st.lists(contacts(), max_size=30)
LEARNER = Learner(CHAMPION, None)


def put(given: list[Contact]) -> Facts:
    """As they are gathered: by when they happened, ties by event."""
    facts = [Fact(EventKey(f"e{at}"), one) for at, one in enumerate([REFERRAL, *given])]
    return Facts(tuple(sorted(facts, key=lambda fact: (fact.contact.happened, fact.event))), {}, {})


@given(LIVES, LIVES)
def test_every_course_can_be_scored(own: list[Contact], around: list[Contact]) -> None:
    """Whatever was recorded of them: a probability, a vector of every column, and an explanation that adds up."""
    course = find_course(put(own), put(around), "", "", T, CRISIS_TEAMS)
    assert course
    score, told = LEARNER.tell(course, T + DAY)
    assert 0 < score.probability < 1
    assert len(score.vector) == len(COLUMNS)
    assert abs(told.mean + sum(reason.weight for reason in told.reasons) - told.level) < 1e-9


@given(LIVES, st.floats(0, 60))
def test_a_crisis_is_never_after_the_clock(own: list[Contact], days: float) -> None:
    """What says it will happen counts as happening now, so that no label is known before its time."""
    course = find_course(put(own), None, "", "", T, CRISIS_TEAMS)
    assert course
    assert find_crisis(course, T, T + days * DAY) is None
    assert all(start <= T and (end == 0 or end >= start) for start, end in course.crises)


@given(LIVES, st.floats(0, 200))
def test_a_course_ages_as_if_it_were_found_later(own: list[Contact], days: float) -> None:
    """Time alone needs no contact to be read again: the vectors are the same but for a rounding."""
    past = [one for one in own if one.happened <= T]
    then, later = (find_course(put(past), None, "", "", t, CRISIS_TEAMS) for t in (T, T + days * DAY))
    assert then
    assert later
    aged, found = (
        LEARNER.predict(course, T + days * DAY).vector for course in (age_course(then, T + days * DAY), later)
    )
    steps = [abs(ord(a) - ord(b)) for a, b, column in zip(aged, found, COLUMNS, strict=True) if column.signal]
    assert max(steps) <= 2
