"""The picture of a year's contacts: what it counts, and what it says is not known."""

from datetime import UTC, datetime, timedelta

from api.answers.parts import AgencyFreshness, Course
from api.answers.writing import write_course
from api.pages.course import WIDTH, Picture, draw_course, is_unknown
from scoring.indicators.course import chart_course
from scoring.linkage.records import RecordId
from scoring.state.documents import Contact, Worker
from streams.codes.agencies import Agency

NOW = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)


def contact(agency: str, happened: datetime) -> Contact:
    t = happened.timestamp()
    return Contact(agency, "police-incident-recorded", "", t, t, RecordId(""), RecordId(""), Worker("", "", ""))


def fresh(agency: Agency, data_to: datetime | None = NOW) -> AgencyFreshness:
    return AgencyFreshness(agency=agency, label=agency.label, data_to=data_to)


def course(*contacts: Contact) -> Course:
    return write_course(chart_course(contacts, NOW.timestamp()))


def draw(contacts: list[Contact], *agencies: AgencyFreshness) -> Picture:
    return draw_course(course(*contacts), agencies, NOW)


def test_a_months_contacts_stand_in_its_bar_and_agency() -> None:
    """In UK time: what happened at 23:30 UTC on 31 March happened in April; what is still to come is not there."""
    april = [contact("police", datetime(2026, 3, 31, 23, 30, tzinfo=UTC)) for _ in range(8)]
    picture = draw([*april, contact("fire", NOW), contact("fire", NOW + timedelta(days=1))], fresh(Agency.POLICE))
    assert {bar.month: bar.count for bar in picture.bars if bar.count} == {"April 2026": 8, "November 2026": 1}
    assert picture.most is not None
    assert (picture.most.month, picture.total) == ("April 2026", 9)
    assert [(lane.agency.agency, lane.count) for lane in picture.lanes] == [(Agency.POLICE, 8), (Agency.FIRE, 1)]


def test_a_bar_leads_to_its_place_in_the_timeline() -> None:
    """As far down as there are later contacts."""
    days = [1, 2, 40, 41, 42, 100]
    bars = {bar.month: bar.newer for bar in draw([contact("fire", NOW - timedelta(days=day)) for day in days]).bars}
    assert (bars["November 2026"], bars["October 2026"], bars["August 2026"]) == (0, 2, 5)


def test_a_year_that_is_full_is_drawn_whole() -> None:
    """Each contact of the thirteen months is in a bar and in a dot."""
    every_day = [contact("police", NOW - timedelta(days=day)) for day in range(380)]
    picture = draw(every_day, fresh(Agency.POLICE))
    assert picture.total == 380 == sum(bar.count for bar in picture.bars)
    assert sum(int(dot.words.partition(" ")[0]) for dot in picture.lanes[0].dots) == 380
    assert all(0 <= dot.x <= WIDTH for dot in picture.lanes[0].dots)


def test_no_contact_and_no_data_are_drawn_unlike() -> None:
    """Fresh data without a contact is a plain lane; late data is shaded from where it ends, and none at all whole."""
    lanes = draw([], fresh(Agency.FIRE), fresh(Agency.POLICE, NOW - timedelta(days=90)), fresh(Agency.EHR, None)).lanes
    assert (lanes[0].unknown, lanes[2].unknown) == (None, 0.0)
    assert lanes[1].unknown is not None
    assert 0 < lanes[1].unknown < WIDTH
    bars = draw([]).bars
    assert [is_unknown(lanes[1], bar) for bar in bars[-3:]] == [True, True, True]
    assert not any(is_unknown(lanes[0], bar) for bar in bars)
    assert not is_unknown(lanes[1], bars[0])
