"""From what the reads return to what the API says: seconds become moments, codes get their labels, ids their area."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from api.answers import parts
from scoring.indicators import involvement, particulars
from scoring.indicators.categories import category_of, name_kind
from scoring.indicators.counts import Tally
from scoring.indicators.course import WEEKS, Course
from scoring.indicators.household import Presence
from scoring.linkage.finding.reasons import Reason
from scoring.linkage.records import EntityId, RecordId
from scoring.state.activity import Activity, Said
from scoring.state.documents import Contact, Freshness, Worker
from scoring.state.keys import Subject
from streams.codes.agencies import Agency
from streams.codes.person import Gender
from streams.partnership import Area

_STRONG = 500


def write_moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def write_id(area: str, entity: EntityId) -> str:
    return f"{area}.{entity}"


def write_freshness(name: str, area: Area, freshness: Freshness) -> parts.AreaFreshness:
    """Every agency that may speak in the area, also one that never has."""
    speaking = [agency for agency in Agency if agency in area.sources.values()]
    to = {agency: freshness.recorded.get(agency.value) for agency in speaking}
    agencies = [
        parts.AgencyFreshness(agency=agency, label=agency.label, data_to=None if at is None else write_moment(at))
        for agency, at in to.items()
    ]
    return parts.AreaFreshness(area=name, label=area.label, agencies=agencies)


def write_person(person: particulars.PersonParticulars) -> parts.PersonParticulars:
    return parts.PersonParticulars(
        name=person.name or "Name not known",
        birth_date=person.birth_date or None,
        gender=Gender(person.gender) if person.gender else None,
        nhs_number=person.nhs_number or None,
        other_names=list(person.other_names),
        other_birth_dates=list(person.other_birth_dates),
        other_nhs_numbers=list(person.other_nhs_numbers),
        agencies=list(person.agencies),
    )


def write_address(address: particulars.AddressParticulars) -> parts.AddressParticulars:
    return parts.AddressParticulars(
        text=address.text or f"UPRN {address.uprn}",
        postcode=address.postcode or None,
        uprn=address.uprn or None,
        also_written=list(address.also_written),
        listed=address.listed,
    )


def write_reasons(reasons: Iterable[Reason]) -> list[parts.ReasonFound]:
    return [parts.ReasonFound(field=reason.field, how=reason.how) for reason in reasons]


def tell_sureness(match: int) -> parts.Sureness:
    """``match`` in hundredths of a bit, how seldom two records are one included.

    >>> tell_sureness(700).value, tell_sureness(0).value, tell_sureness(-500).value
    ('strong', 'likely', 'possible')
    """
    if match >= _STRONG:
        return parts.Sureness.STRONG
    return parts.Sureness.LIKELY if match >= 0 else parts.Sureness.POSSIBLE


def write_presence(presence: Presence) -> dict[str, object]:
    return {
        "agencies": list(presence.agencies),
        "first_seen": write_moment(presence.first),
        "last_seen": write_moment(presence.last),
    }


def write_counts(within: tuple[int, ...]) -> parts.WindowCounts:
    days_7, days_28, days_91, months_12 = within
    return parts.WindowCounts(days_7=days_7, days_28=days_28, days_91=days_91, months_12=months_12)


def write_tallies(tallies: Iterable[Tally]) -> list[parts.CategoryCounts]:
    return [
        parts.CategoryCounts(
            **write_counts(tally.within).model_dump(),
            agency=Agency(tally.category.agency),
            agency_label=Agency(tally.category.agency).label,
            category=tally.category.code,
            label=tally.category.label,
            first_contact=write_moment(tally.first),
            last_contact=write_moment(tally.last),
        )
        for tally in tallies
    ]


def write_worker(worker: Worker) -> parts.ContactPerson:
    return parts.ContactPerson(
        name=worker.name, role=worker.role, team=worker.team, phone=worker.phone or None, email=worker.email or None
    )


def write_involved(involved: Iterable[involvement.Involvement]) -> list[parts.AgencyInvolved]:
    return [
        parts.AgencyInvolved(
            agency=one.agency,
            label=one.agency.label,
            reasons=list(one.reasons),
            open_cases=one.open_cases,
            last_contact=write_moment(one.last),
            contact_person=write_worker(one.worker),
        )
        for one in involved
    ]


def write_course(course: Course) -> parts.Course:
    lanes = [
        parts.Lane(
            agency=agency,
            label=agency.label,
            weeks=list(course.by_week.get(agency, (0,) * WEEKS)),
            months=list(course.by_month.get(agency, (0,) * len(course.months))),
        )
        for agency in Agency
        if agency in course.by_week or agency in course.by_month
    ]
    return parts.Course(
        weeks_from=write_moment(course.t) - WEEKS * timedelta(days=7),
        months=[f"{month:%Y-%m}" for month in course.months],
        lanes=lanes,
    )


def write_timeline(
    area: str, activity: Activity, limit: int, other: Subject, said: Mapping[RecordId, Said]
) -> parts.Timeline:
    """``said`` has the words of the ``other`` side by its record id; what is not in it is not mentioned."""
    page = activity.timeline
    return parts.Timeline(
        entries=[write_entry(area, contact, other, said) for contact in page.contacts],
        total=page.total,
        offset=page.offset,
        limit=limit,
        next_offset=page.next,
    )


def write_entry(area: str, contact: Contact, other: Subject, said: Mapping[RecordId, Said]) -> parts.TimelineEntry:
    category, agency = category_of(contact), Agency(contact.agency)
    words = said.get(contact.person if other is Subject.PERSON else contact.address)
    return parts.TimelineEntry(
        happened_at=write_moment(contact.happened),
        recorded_at=write_moment(contact.recorded),
        agency=agency,
        agency_label=agency.label,
        category=category.code,
        label=category.label,
        what=name_kind(contact),
        contact_person=write_worker(contact.worker),
        other=words and parts.Mention(id=words.id and write_id(area, words.id), words=words.words or "Not named"),
    )
