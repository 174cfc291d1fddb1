"""Appointments missed one after the other, at one agency or several.

What an agency says was kept ends its run; what was cancelled, by either side, is in no run and ends none. Of a hospital
only missed appointments are known, so its run is those in the window.

Source: Mental Health Services Data Set, ATTENDED OR DID NOT ATTEND. Children do not fail to attend, they are not
brought: C. Powell and J. V. Appleton, Journal of Research in Nursing 17 (2012), 181-192.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from scoring.indicators.asked import Asked, Measured
from scoring.indicators.catalogue import asked_seconds
from scoring.indicators.facts import Fact
from scoring.indicators.told import Told, list_events
from scoring.state.documents import Contact
from streams.codes.health import NonAttendanceCategory
from streams.codes.mental_health import AttendStatus

_KEPT = {("mh-contact-recorded", status.value) for status in (AttendStatus.ON_TIME, AttendStatus.LATE_SEEN)}
_MISSED = {
    ("mh-contact-recorded", AttendStatus.DID_NOT_ATTEND.value),
    ("mh-contact-recorded", AttendStatus.LATE_NOT_SEEN.value),
    ("ecds-dna-recorded", NonAttendanceCategory.OUTPATIENT.value),
    ("ecds-dna-recorded", NonAttendanceCategory.COMMUNITY.value),
}
_GROWN = 18


def measure_missed_run(told: Told, asked: Asked, t: float) -> Measured:
    """The longest of one person's, where the facts are of several."""
    length = asked_seconds(asked)
    runs = [run for run in _find_runs(told, asked, length, t) if run]
    if not runs:
        return Measured(0)
    longest = [run for run in runs if len(run) == max(map(len, runs))]
    shown = max(longest, key=lambda run: (run[-1].contact.happened, run[-1].event))
    return Measured(len(shown), list_events(shown), max(run[0].contact.happened for run in longest) + length)


def _find_runs(told: Told, asked: Asked, length: float, t: float) -> Iterable[Sequence[Fact]]:
    """Of each person, what they missed in the window at agencies that they have not been to since."""
    persons = told.facts.persons
    kept: dict[tuple[str, str], float] = {}
    missed: dict[str, list[Fact]] = {}
    for fact in told.select(asked).facts:
        contact = fact.contact
        person = persons.get(contact.person)
        if person is None:
            continue
        outcome = contact.kind, contact.category
        if outcome in _KEPT:
            kept[person, contact.agency] = contact.happened
        elif outcome in _MISSED and contact.happened + length > t:
            missed.setdefault(person, []).append(fact)
    for who, facts in missed.items():
        yield [fact for fact in facts if _is_since(fact.contact, kept.get((who, fact.contact.agency)))]


def _is_since(contact: Contact, kept: float | None) -> bool:
    return kept is None or contact.happened > kept


def was_child(birth_date: str, day: date) -> bool:
    """Under 18 for certain: where only the year or month of birth is known, its first day counts.

    >>> was_child("2009-03-14", date(2027, 3, 13)), was_child("2009-03-14", date(2027, 3, 14))
    (True, False)
    >>> was_child("2009", date(2027, 6, 1)), was_child("", date(2027, 6, 1))
    (False, False)
    """
    if not birth_date:
        return False
    earliest = f"{birth_date}-01-01"[:10]
    year, rest = int(earliest[:4]), earliest[4:]
    return day.isoformat() < f"{year + _GROWN}{rest}"
