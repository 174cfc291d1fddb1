from typing import Any

import msgspec
import pytest

from api.answers.parts import WindowCounts
from scoring.indicators.asked import Asked, Measured
from scoring.indicators.catalogue import DAY, INDICATORS, RULED, WINDOWS
from scoring.indicators.categories import CATEGORIES, category_of, name_kind
from scoring.indicators.counts import count_contacts
from scoring.indicators.declaring import AS_ASKED
from scoring.indicators.facts import Fact, Facts
from scoring.indicators.household import find_household, find_presences
from scoring.indicators.involvement import Involvement, Reason, find_agencies
from scoring.indicators.measuring import measure
from scoring.indicators.particulars import introduce_address, introduce_person
from scoring.indicators.timeline import cut_timeline
from scoring.linkage.records import EntityId, Identity, Place, RecordId
from scoring.state.documents import Contact, Worker
from scoring.state.keys import Subject
from streams.codes.agencies import Agency
from streams.codes.indicators import RuleIndicator
from streams.contract import EventKey

NOW = 1_000 * DAY
WORKER = Worker("Jo Bell", "Constable", "Neighbourhood team")


def find_involved(contacts: list[Contact], t: float) -> list[Involvement]:
    return [agency for agency in find_agencies(contacts, t) if agency.reasons]


def contact(days_ago: float, kind: str = "police-incident-recorded", **more: Any) -> Contact:
    agency = {"police": "police", "council": "council", "mh": "ehr"}[kind.split("-")[0]]
    category = {"police": "hoax", "council": "early-help", "mh": "A06"}[kind.split("-")[0]]
    happened = NOW - days_ago * DAY
    held = Contact(agency, kind, category, happened, happened, RecordId("p"), RecordId("a"), WORKER)
    return msgspec.structs.replace(held, **more)


@pytest.mark.parametrize(
    ("days_ago", "within"),
    [
        (0, (1, 1, 1, 1)),
        (6.99, (1, 1, 1, 1)),
        (7, (0, 1, 1, 1)),
        (28, (0, 0, 1, 1)),
        (91, (0, 0, 0, 1)),
        (365, (0, 0, 0, 0)),
    ],
)
def test_a_contact_leaves_a_window_when_it_is_as_old_as_it(days_ago: float, within: tuple[int, ...]) -> None:
    """The window is (t - w, t]: its end is in, its start is out."""
    assert [tally.within for tally in count_contacts([contact(days_ago)], NOW)] == [within]


def test_what_is_still_to_come_is_not_counted() -> None:
    """A contact after the moment asked for is in no count, no involvement, no timeline and no household."""
    later = [contact(-1)]
    assert count_contacts(later, NOW) == []
    assert find_involved(later, NOW) == []
    assert cut_timeline(later, NOW, 0, 10).total == 0
    assert find_presences(later, Subject.PERSON, {RecordId("p"): EntityId("p")}, NOW) == []


def test_an_open_case_keeps_an_agency_involved() -> None:
    """However long ago its last contact, until the case is closed."""
    opened = contact(400, "council-case-opened", case_id="A")
    closed = contact(380, "council-case-closed", case_id="A")
    [involved] = find_involved([opened], NOW)
    assert (involved.reasons, involved.open_cases) == ((Reason.OPEN_CASE,), 1)
    assert find_involved([opened, closed], NOW) == []
    assert find_involved([opened, closed], NOW - 390 * DAY)[0].open_cases == 1


def test_a_case_opened_and_closed_at_one_moment_is_closed() -> None:
    """Agencies that know only the day send both at midnight, in any order."""
    same_day = [contact(200, "council-case-closed", case_id="A"), contact(200, "council-case-opened", case_id="A")]
    assert find_involved(same_day, NOW) == find_involved(same_day[::-1], NOW) == []


def test_a_case_changed_after_its_close_is_open_again() -> None:
    """The latest event of a case says how it stands."""
    history = [
        contact(300, "council-case-opened", case_id="A"),
        contact(250, "council-case-closed", case_id="A"),
        contact(200, "council-case-changed", case_id="A"),
    ]
    assert find_involved(history, NOW)[0].open_cases == 1


def test_cases_of_two_kinds_may_share_an_id() -> None:
    """A referral's end does not end a hospital stay of the same number."""
    history = [
        contact(300, "mh-spell-started", case_id="1"),
        contact(299, "mh-referral-received", case_id="1"),
        contact(250, "mh-referral-closed", case_id="1"),
    ]
    assert find_involved(history, NOW)[0].open_cases == 1


def test_a_referral_that_was_rejected_is_no_open_case() -> None:
    """Nobody took it on, and nothing need follow it: the trust was in contact, and is not involved for ever."""
    referred = [contact(100, "mh-referral-received", agency="ehr", category="A06", case_id="1", detail="rejected")]
    assert find_involved(referred, NOW) == []
    assert ask(RuleIndicator.OPEN_CASES, told(*referred)).value == 0
    accepted = [msgspec.structs.replace(referred[0], detail="accepted")]
    assert [one.open_cases for one in find_involved(accepted, NOW)] == [1]


def test_the_contact_person_is_of_the_latest_contact() -> None:
    """Whoever was there last is rung, and a contact within 91 days is reason enough."""
    latest = msgspec.structs.replace(WORKER, name="Sam Reed")
    [involved] = find_involved([contact(10, worker=latest), contact(90), contact(95)], NOW)
    assert (involved.worker, involved.reasons) == (latest, (Reason.RECENT_CONTACT,))
    assert find_involved([contact(91)], NOW) == []


def test_a_timeline_is_cut_into_pages() -> None:
    """Newest first; the last page leads nowhere."""
    contacts = [contact(days) for days in range(5)]
    first, last = cut_timeline(contacts, NOW, 0, 3), cut_timeline(contacts, NOW, 3, 3)
    assert [*first.contacts, *last.contacts] == contacts
    assert (first.next, last.next, first.total) == (3, None, 5)


def test_a_household_says_who_was_seen_and_by_whom() -> None:
    """Records of one person are one; agencies, first and last are over all of them."""
    contacts = [contact(3), contact(1, "council-case-opened", person=RecordId("q")), contact(9, person=RecordId("r"))]
    [presence] = find_presences(
        contacts, Subject.PERSON, {RecordId("p"): EntityId("p"), RecordId("q"): EntityId("p")}, NOW
    )
    assert presence.agencies == (Agency.COUNCIL, Agency.POLICE)
    assert (presence.first, presence.last) == (NOW - 3 * DAY, NOW - 1 * DAY)


def test_a_person_is_introduced_in_the_fullest_words() -> None:
    """Gaps are filled from other records, and what differs is told, once however it is typed."""
    person = introduce_person(
        [
            Identity("police", "Mo", "Ashby", "1961", "", ""),
            Identity("council", "Maureen", "Ashby", "1961-03-14", "2", ""),
            Identity("health", "MAUREEN", "ASHBY", "", "", "9990000018"),
        ]
    )
    assert (person.name, person.birth_date, person.gender) == ("Maureen Ashby", "1961-03-14", "2")
    assert (person.nhs_number, person.other_names, person.other_birth_dates) == ("9990000018", ("Mo Ashby",), ("1961",))
    assert person.agencies == (Agency.COUNCIL, Agency.HEALTH, Agency.POLICE)


def test_an_address_is_introduced_in_its_fullest_words() -> None:
    """Of those with a postcode the longest, with the UPRN that anybody gave; other wordings are told."""
    places = [("Flt 2 14 Curlew St", "NM4 2QX", ""), ("Flat 2, 14 Curlew Street", "NM4 2QX", ""), ("", "", "7")]
    address = introduce_address([Place(*place) for place in [*places, ("14 Curlew St", "NM4 2QY", "7")]])
    assert (address.text, address.postcode, address.uprn) == ("Flat 2, 14 Curlew Street", "NM4 2QX", "7")
    assert address.also_written == ("14 Curlew St, NM4 2QY", "Flt 2 14 Curlew St")


def test_every_kind_of_contact_has_a_name_and_a_category() -> None:
    """Whatever a mental health trust sends comes under one of four headings."""
    kinds = ("mh-referral-received", "mh-spell-ended", "mh-contact-recorded", "mh-diagnosis-group-recorded")
    shown = [(category_of(contact(0, kind)).code, name_kind(contact(0, kind))) for kind in kinds]
    assert shown == [
        ("referral", "Referral received"),
        ("hospital-stay", "Stay ended"),
        ("care-contact", "Care contact"),
        ("record-update", "Record updated"),
    ]
    assert len({(category.agency, category.code) for category in CATEGORIES}) == len(CATEGORIES)


def test_the_answers_have_a_field_for_each_window() -> None:
    """The API's counts are named after the catalogue's windows, in its order."""
    assert [window.name.replace("-", "_") for window in WINDOWS] == list(WindowCounts.model_fields)
    assert {one.window for one in INDICATORS} <= {window.name for window in WINDOWS} | {"", AS_ASKED}


def test_an_agency_that_is_no_longer_involved_still_has_somebody_to_ring() -> None:
    """An agency whose last contact is past, with no case open, is known without a reason, its worker with it."""
    latest = Worker("Ann Lee", "Constable", "Neighbourhood team")
    [known] = find_agencies([contact(200, worker=latest), contact(300)], NOW)
    assert (known.reasons, known.open_cases, known.worker) == ((), 0, latest)


def told(*contacts: Contact) -> Facts:
    """Of one person at one address."""
    ordered = sorted(contacts, key=lambda one: one.happened)
    facts = tuple(Fact(EventKey(f"e{number}"), one) for number, one in enumerate(ordered))
    return Facts(facts, {RecordId("p"): EntityId("P"), RecordId("q"): EntityId("Q")}, {RecordId("a"): EntityId("A")})


def ask(indicator: RuleIndicator, facts: Facts, **asked: Any) -> Measured:
    return measure(facts, Asked(indicator.value, **asked), NOW)


def appointment(days_ago: float, status: str) -> Contact:
    return contact(days_ago, "mh-contact-recorded", category=status)


def test_every_indicator_of_a_rule_is_declared_and_can_be_measured() -> None:
    """The catalogue, which the API, the pages and the reference are made from, has each under the rules' name."""
    assert list(RULED) == [indicator.value for indicator in RuleIndicator]
    for indicator in RuleIndicator:
        assert ask(indicator, told()).changes is None
        assert RULED[indicator.value].meaning


def test_a_first_contact_is_no_alarm_and_a_burst_is_one() -> None:
    """Nobody knows yet what is usual; after a quiet year three in a month are once in centuries."""
    assert ask(RuleIndicator.SURPRISE, told(contact(1))).value == pytest.approx(3.41, abs=0.01)
    quiet = told(contact(400), contact(1), contact(2), contact(3))
    assert ask(RuleIndicator.SURPRISE, quiet).value == pytest.approx(8541.7, abs=1)
    usual = told(*(contact(days) for days in range(1, 392, 9)))
    assert ask(RuleIndicator.SURPRISE, usual).value < 3


def test_surprise_changes_when_another_month_has_been_quiet() -> None:
    """The usual rate falls with each whole period since the first contact, until the year is full."""
    facts = told(contact(60), contact(1))
    assert ask(RuleIndicator.SURPRISE, facts).changes == NOW + 24 * DAY
    assert ask(RuleIndicator.SURPRISE, told(contact(500), contact(1))).changes == NOW + 27 * DAY
    assert ask(RuleIndicator.SURPRISE, told(contact(500), contact(390), contact(1))).changes == NOW + 2 * DAY
    elsewhere = told(contact(370, "council-case-opened"), contact(1))
    assert ask(RuleIndicator.SURPRISE, elsewhere, agencies=("police",)).changes == NOW + 22 * DAY


def test_pace_needs_three_contacts_and_a_time_before() -> None:
    """Two are no pace, and neither is a first month; before it, as many weeks count as somebody was known."""
    three = [contact(1), contact(2), contact(3)]
    assert ask(RuleIndicator.PACE, told(*three)).value == 0
    assert ask(RuleIndicator.PACE, told(contact(200), *three[:2])).value == 0
    assert ask(RuleIndicator.PACE, told(contact(200), *three)).value == pytest.approx((3.5 / 4) / (0.5 / 13))
    assert ask(RuleIndicator.PACE, told(contact(58), *three)).value == pytest.approx((3.5 / 4) / (1.5 / 4))
    assert ask(RuleIndicator.PACE, told(contact(200), contact(110), *three)).changes == NOW + 9 * DAY


def test_a_run_of_missed_appointments_ends_when_one_is_kept() -> None:
    """A cancelled one neither counts nor ends it; one kept at the same moment, as far as is known, does."""
    run = [appointment(30, "3"), appointment(20, "4"), appointment(10, "7"), appointment(5, "2")]
    assert ask(RuleIndicator.MISSED_RUN, told(*run)).value == 2
    assert ask(RuleIndicator.MISSED_RUN, told(*run, appointment(20, "5"))).value == 1
    assert ask(RuleIndicator.MISSED_RUN, told(*run, appointment(10, "6"))).value == 0
    assert ask(RuleIndicator.MISSED_RUN, told(*run), days=20).value == 1


def test_a_run_is_one_persons() -> None:
    """Two people who miss one appointment each have missed two, but neither has missed two."""
    each = [appointment(9, "3"), msgspec.structs.replace(appointment(8, "3"), person=RecordId("q"))]
    assert ask(RuleIndicator.MISSED_RUN, told(*each)).value == 1


def test_children_are_counted_as_people() -> None:
    """Two plans of one child are one; a closed one, and an early help case, are none."""
    plan = contact(50, "council-case-opened", category="child-protection-plan", case_id="1")
    care = contact(40, "council-case-opened", category="looked-after", case_id="2")
    help_ = contact(30, "council-case-opened", category="early-help", case_id="3", person=RecordId("q"))
    assert ask(RuleIndicator.CHILDREN_KNOWN, told(plan, care, help_)).value == 1
    closed = contact(20, "council-case-closed", category="child-protection-plan", case_id="1")
    assert ask(RuleIndicator.CHILDREN_KNOWN, told(plan, closed)).value == 0
    assert ask(RuleIndicator.OPEN_CASES, told(plan, care, help_, closed)).value == 2


def test_nobody_misses_a_child_for_an_hour_unknown() -> None:
    """Of two changes of one case at one moment the one that knows of a child stands, in whatever order they came."""
    changes = [
        contact(9, "council-case-changed", category=held, case_id="1") for held in ("child-in-need", "early-help")
    ]
    assert ask(RuleIndicator.CHILDREN_KNOWN, told(*changes)).value == 1
    assert ask(RuleIndicator.CHILDREN_KNOWN, told(*reversed(changes))).value == 1


def test_a_case_is_of_the_category_it_came_to() -> None:
    """A referral that became a plan is an open plan, and no open referral."""
    facts = told(
        contact(50, "council-case-opened", category="child-referral", case_id="1"),
        contact(40, "council-case-changed", category="child-in-need", case_id="1"),
    )
    assert ask(RuleIndicator.OPEN_CASES, facts, categories=("council/child-referral",)).value == 0
    assert ask(RuleIndicator.OPEN_CASES, facts, categories=("council/child-in-need",)).value == 1


def test_what_happened_after_the_tick_has_just_happened() -> None:
    """An agency's clock may run ahead: it counts, and days since it are none."""
    ahead = told(contact(-0.01))
    assert ask(RuleIndicator.CONTACTS, ahead, days=1).value == 1
    assert ask(RuleIndicator.DAYS_SINCE_CONTACT, ahead).value == 0


def test_too_many_people_are_no_household() -> None:
    """In a hostel nobody's children are counted as somebody else's."""
    crowd = [msgspec.structs.replace(contact(1), person=RecordId(f"p{number}")) for number in range(21)]
    persons = {RecordId(f"p{number}"): EntityId(f"P{number}") for number in range(21)}
    assert find_household(crowd, persons, NOW) is None
    assert find_household(crowd[:20], persons, NOW) == frozenset(EntityId(f"P{number}") for number in range(20))
