"""From contacts to a course: who is on a caseload, what counts as a crisis, and what a level is."""

from collections.abc import Sequence

import msgspec
import pytest
from msgspec.structs import replace

from scoring.indicators.facts import Fact, Facts
from scoring.linkage.records import RecordId
from scoring.risk.course import MOMENT_PLACES, TRAITS, age_course, find_course, find_level
from scoring.risk.crises import CRISIS_TEAMS, find_crisis, is_in_crisis
from scoring.risk.held import Course
from scoring.risk.majority import is_under_age
from scoring.risk.signals import CRISIS, HOME_LOST, MISSED, NEAR_CRISIS, NEAR_POLICE, WELFARE, Signal
from scoring.state.documents import Contact, Worker
from streams.contract import EventKey

DAY = 86_400.0
T = 1.7e9
WORKER = Worker("Asha Ellis", "Care coordinator", "CMHT East")
Said = tuple[str, str, float, str, str]


def contact(kind: str, category: str, days: float, case: str = "", detail: str = "", agency: str = "ehr") -> Contact:
    """So many ``days`` ago."""
    at = T - days * DAY
    nobody = RecordId("")
    return Contact(agency, kind, category, at, at, nobody, nobody, WORKER, case_id=case, detail=detail)


def facts(*contacts: Contact, prefix: str = "e") -> Facts:
    ordered = sorted(contacts, key=lambda one: one.happened)
    return Facts(tuple(Fact(EventKey(f"{prefix}{at}"), one) for at, one in enumerate(ordered)), {}, {})


REFERRAL = contact("mh-referral-received", "A06", 400, "r1", "accepted")
CRISIS_REFERRAL = contact("mh-referral-received", "A02", 30, "r2", "accepted")


def find(*contacts: Contact, around: Sequence[Contact] | None = None, t: float = T) -> Course | None:
    house = facts(*around, prefix="a") if around else None
    return find_course(facts(*contacts), house, "1980-05-01", "2", t, CRISIS_TEAMS)


def course_of(*contacts: Contact, around: Sequence[Contact] | None = None, t: float = T) -> Course:
    found = find(REFERRAL, *contacts, around=around, t=t)
    assert found
    return found


def level(course: Course, signal: Signal, half_life: float = 28.0) -> float:
    return find_level(course, signal, half_life, course.at)


@pytest.mark.parametrize(
    "contacts",
    [
        (),
        (contact("police-incident-recorded", "concern-for-safety", 3, agency="police"),),
        (contact("mh-referral-received", "A06", 9, "r1", "rejected"),),
        (REFERRAL, contact("mh-referral-closed", "A06", 5, "r1", "accepted")),
        (REFERRAL, contact("mh-referral-closed", "A06", 400.4, "r1", "accepted")),
        (REFERRAL, contact("mh-referral-received", "A06", 390, "r1", "rejected")),
        (REFERRAL, contact("mh-death-recorded", "2", 5)),
        (CRISIS_REFERRAL,),
        (contact("mh-referral-received", "A11", 9, "r1", "accepted"),),
    ],
    ids=(
        *("nobody", "no trust", "rejected", "discharged", "discharged that day", "rejected later"),
        *("died", "crisis team only", "liaison only"),
    ),
)
def test_who_is_on_no_caseload_has_no_course(contacts: tuple[Contact, ...]) -> None:
    """Only an open referral to a team that has a caseload puts somebody on one."""
    assert find(*contacts) is None


@pytest.mark.parametrize(("born", "band"), [("2012-05-01", "0-11"), ("2008-05-01", "12-17")])
def test_a_child_has_a_course(born: str, band: str) -> None:
    """Which is not scored: they are on their team's lists all the same."""
    found = find_course(facts(REFERRAL), None, born, "2", T, CRISIS_TEAMS)
    assert found
    assert band in found.slices
    assert is_under_age(found, T)


def test_a_referral_that_is_opened_anew_is_open() -> None:
    """Under its own number, after it was closed or rejected: since then they are on the caseload, of who has them
    now."""
    again = contact("mh-referral-received", "A14", 9, "r1", "accepted")
    closed, rejected = (
        find(REFERRAL, contact(kind, "A06", 50, "r1", said), again)
        for kind, said in (("mh-referral-closed", "accepted"), ("mh-referral-received", "rejected"))
    )
    first = find(contact("mh-referral-received", "A06", 50, "r1", "rejected"), again)
    for found in (closed, rejected, first):
        assert found
        assert (found.slices[-1], found.moments[MOMENT_PLACES["caseload"]]) == ("A14", T - 9 * DAY)


def test_an_end_whose_beginning_has_gone_ends_nothing_later() -> None:
    """Of a referral under the same number whose first beginning was past its age."""
    closed = contact("mh-referral-closed", "A06", 50, "r1", "accepted")
    assert find(closed, contact("mh-referral-received", "A06", 9, "r1", "accepted"))
    assert not find(closed, contact("mh-referral-received", "A06", 49.5, "r1", "accepted"))


def test_what_is_told_twice_of_a_referral_is_one() -> None:
    """They are on the caseload since it was told first, and of the latest one where there are several."""
    assert course_of(replace(REFERRAL, happened=T - 9 * DAY)).moments[MOMENT_PLACES["caseload"]] == T - 400 * DAY
    other = course_of(contact("mh-referral-received", "A14", 30, "r3", "accepted"))
    assert other.slices[-1] == "A14"


def test_a_course_says_whose_caseload_it_is() -> None:
    """The latest open referral's team and worker."""
    found = course_of(contact("mh-diagnosis-group-recorded", "psychosis", 390))
    assert (found.team, found.worker) == ("CMHT East", "Asha Ellis")
    assert found.traits[TRAITS.index("diagnosis")] == "psychosis"
    assert found.slices == ("female", "26-64", "unknown", "unknown", "A06")


@pytest.mark.parametrize(
    ("kind", "category", "detail", "is_one"),
    [
        ("mh-spell-started", "200", "25", True),
        ("mh-spell-started", "200", "", True),
        ("mh-spell-started", "212", "13", False),
        ("mh-spell-started", "200", "81", False),
        ("mh-referral-received", "A02", "accepted", True),
        ("mh-referral-received", "A02", "rejected", False),
        ("mh-referral-received", "A11", "accepted", False),
    ],
)
def test_what_counts_as_a_crisis(kind: str, category: str, detail: str, is_one: bool) -> None:
    """A stay that was not planned, of unknown method too, or a crisis team's acceptance of a referral."""
    found = course_of(contact(kind, category, 20, "c1", detail))
    assert (find_crisis(found, T - 28 * DAY, T) is not None) == is_one
    assert is_in_crisis(found, T) == is_one
    assert (level(found, CRISIS) > 0) == is_one


@pytest.mark.parametrize("method", ["25", "11"])
def test_the_end_of_any_stay_is_kept(method: str) -> None:
    """Of a planned one too: whoever left hospital is to be followed up."""
    stay = (contact("mh-spell-started", "200", 39, "c2", method), contact("mh-spell-ended", "200", 30, "c2", method))
    assert course_of(*stay).moments[MOMENT_PLACES["discharged"]] == T - 30 * DAY


def test_a_team_and_then_the_ward_are_one_crisis() -> None:
    """They overlap; a crisis after it is another."""
    spells = (
        contact("mh-referral-received", "A02", 40, "c1", "accepted"),
        contact("mh-spell-started", "200", 39, "c2", "25"),
        contact("mh-spell-ended", "200", 30, "c2", "25"),
        contact("mh-referral-closed", "A02", 20, "c1", "accepted"),
        contact("mh-spell-started", "200", 10, "c3", "25"),
        contact("mh-spell-ended", "200", 2, "c3", "25"),
    )
    found = course_of(*spells)
    assert found.traits[TRAITS.index("crises")] == "2"
    assert not is_in_crisis(found, T)
    assert found.moments[MOMENT_PLACES["crisis-end"]] == T - 2 * DAY


def test_a_crisis_without_an_end_does_not_last_for_ever() -> None:
    """After half a year the person is scored again."""
    found = course_of(contact("mh-spell-started", "200", 200, "c1", "25"))
    assert not is_in_crisis(found, T)


def test_a_level_halves_in_its_half_life() -> None:
    """And what is aged later is what is found later."""
    missed = contact("mh-contact-recorded", "3", 28)
    found = course_of(missed)
    assert level(found, MISSED) == pytest.approx(0.5, rel=1e-3)
    later = find_course(facts(REFERRAL, missed), None, "", "", T + 28 * DAY, CRISIS_TEAMS)
    assert later
    assert level(age_course(found, T + 28 * DAY), MISSED) == pytest.approx(level(later, MISSED), rel=2e-3)


def test_what_is_ahead_of_the_clock_counts_as_now() -> None:
    """An agency's clock may be wrong, or the tick seconds old."""
    found = course_of(contact("mh-contact-recorded", "3", -100))
    assert level(found, MISSED) == 1.0
    assert found.moments[MOMENT_PLACES["missed"]] == T


def test_only_the_loss_of_a_settled_home_is_a_loss() -> None:
    """Not what was recorded first, and not from one shelter to the next."""
    first, lost, moved = (contact("mh-accommodation-recorded", code, days) for code, days in
                          (("MA06", 90), ("HM04", 28), ("HM03", 1)))  # fmt: skip
    assert level(course_of(lost, moved), HOME_LOST) == 0
    assert level(course_of(first, lost, moved), HOME_LOST) == pytest.approx(0.5, rel=1e-3)


def test_contacts_of_others_at_the_address_count_once_and_apart() -> None:
    """What is of the person is not of others too."""
    own = contact("police-incident-recorded", "concern-for-safety", 1, agency="police")
    theirs = contact("police-incident-recorded", "asb-personal", 2, agency="police")
    house = Facts((Fact(EventKey("e1"), own), Fact(EventKey("x"), theirs)), {}, {})
    found = find_course(facts(REFERRAL, own), house, "", "", T, CRISIS_TEAMS)
    assert found
    assert level(found, WELFARE) == pytest.approx(0.5 ** (1 / 28), rel=1e-3)
    assert level(found, NEAR_POLICE) == pytest.approx(0.5 ** (2 / 28), rel=1e-3)


def test_a_cry_for_help_that_was_no_crisis_is_a_signal() -> None:
    """Turned away by a crisis team, or seen by liaison."""
    turned_away = contact("mh-referral-received", "A02", 0, "x1", "rejected")
    liaison = contact("mh-referral-received", "A11", 0, "x2", "accepted")
    assert level(course_of(turned_away, liaison), NEAR_CRISIS) == 2.0


def test_a_course_is_small_whatever_happened() -> None:
    """Of somebody with a thousand contacts too."""
    many = [contact("mh-contact-recorded", "3" if day % 3 else "5", day / 2) for day in range(600)]
    many += [contact("ambulance-callout-recorded", "category-2", day / 3, agency="ambulance") for day in range(300)]
    many += [contact("mh-spell-started", "200", 59 - day, f"c{day}", "25") for day in range(5)]
    assert len(msgspec.json.encode(course_of(*many))) <= 700


def test_who_has_more_contacts_than_are_read_stays_on_the_caseload() -> None:
    """Their referral is not among the latest thousand; a care contact stands in for it until a referral is closed."""
    calls = [contact("ambulance-callout-recorded", "category-2", day / 5, agency="ambulance") for day in range(1_000)]
    seen = contact("mh-contact-recorded", "5", 20, detail="A06")
    found = find(seen, *calls)
    assert found
    assert (found.team, found.slices[-1]) == ("CMHT East", "A06")
    assert find(seen, contact("mh-referral-closed", "A06", 10, "r1"), *calls) is None
    assert find(seen, *calls[:900]) is None
