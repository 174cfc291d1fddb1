"""What is settled by counting contacts is what measuring would have settled."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.alerts.appraisal import Appraisal
from scoring.alerts.plan import plan
from scoring.alerts.rules import Condition, Rule, RuleSet
from scoring.indicators.catalogue import RULED
from scoring.indicators.categories import CATEGORIES
from scoring.indicators.facts import Fact, Facts
from scoring.indicators.told import Told
from scoring.linkage.records import EntityId, RecordId
from scoring.state.documents import Contact, Worker
from streams.codes.agencies import Agency
from streams.contract import EventKey

DAY = 86_400.0
WORKER = Worker("Jo Bell", "PC", "Northmoor NPT")
KINDS = [
    ("council", "council-case-opened", "child-in-need"),
    ("council", "council-case-closed", "child-in-need"),
    ("council", "council-case-opened", "early-help"),
    ("fire", "fire-incident-recorded", "secondary-fire"),
    ("health", "ecds-dna-recorded", "outpatient"),
    ("ehr", "mh-contact-recorded", "7"),
    ("ehr", "mh-contact-recorded", "5"),
    ("ehr", "mh-referral-received", ""),
    ("police", "police-incident-recorded", "domestic-incident"),
]


def state(kind: tuple[str, str, str], day: int, person: str, place: str, case: str) -> Contact:
    agency, event, category = kind
    at = day * DAY
    return Contact(agency, event, category, at, at, RecordId(person), RecordId(place), WORKER, case_id=case)


contacts = st.builds(
    state,
    st.sampled_from(KINDS),
    st.integers(0, 500),
    st.sampled_from(["p1", "p2", ""]),
    st.sampled_from(["a1", "a2", ""]),
    st.sampled_from(["c1", "c2"]),
)
conditions = st.builds(
    Condition,
    st.sampled_from(sorted(RULED)),
    categories=st.lists(st.sampled_from([one.name for one in CATEGORIES]), max_size=2).map(tuple),
    agencies=st.lists(st.sampled_from([agency.value for agency in Agency]), max_size=2).map(tuple),
    days=st.sampled_from([1, 28, 91, 365, None]),
    at_least=st.sampled_from([None, 0.5, 1.0, 2.0, 3.0]),
    at_most=st.sampled_from([None, None, 1.0, 5.0]),
)


def gather(said: list[Contact], watched: float | None) -> Facts:
    lined = sorted((contact.happened, number) for number, contact in enumerate(said))
    facts = tuple(Fact(EventKey(f"E{number:03}"), said[number]) for _, number in lined)
    persons = {RecordId(name): EntityId(name) for name in ("p1", "p2")}
    return Facts(facts, persons, {RecordId(name): EntityId(name) for name in ("a1", "a2")}, watched)


@settings(max_examples=600, deadline=None)
@given(
    st.lists(contacts, max_size=12),
    st.lists(conditions, min_size=1, max_size=3),
    st.sampled_from([None, 300 * DAY]),
    st.integers(0, 900),
    st.lists(st.integers(0, 900), min_size=1, max_size=5),
)
def test_what_cannot_hold_never_does(
    said: list[Contact], when: list[Any], watched: float | None, start: int, days: list[int]
) -> None:
    """Neither at the moment at which a rule was passed over nor at any later one does it hold."""
    rule = Rule("one", "One", "household", "amber", ("hub",), tuple(when), "", "")
    (planned,) = plan(RuleSet("one", 0.0, "", (rule,)), "household")
    told = Told(gather(said, watched))
    if not planned.can_hold(told, start * DAY):
        for day in (0, *days):
            judged = Appraisal(told, (start + day) * DAY, lambda _: "").judge(rule.when)
            assert not judged.holds
