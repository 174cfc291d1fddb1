"""How pages write moments, births and numbers: UK forms, UK time."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from api.answers.parts import AgencyFreshness, CategoryCounts, ReasonFound
from api.answers.review import Detail, RecordShown
from scoring.indicators.involvement import Reason
from streams.codes.agencies import Agency
from streams.errors import Invalid

_UK = ZoneInfo("Europe/London")
_SHORT = {
    Agency.COUNCIL: "Council",
    Agency.FIRE: "Fire",
    Agency.HEALTH: "NHS urgent care",
    Agency.POLICE: "Police",
    Agency.AMBULANCE: "Ambulance",
    Agency.EHR: "Mental health",
}
_LATE = timedelta(days=2)
_REASONS = {Reason.OPEN_CASE: "Open case", Reason.RECENT_CONTACT: "Contact in the last 91 days"}


def write_day(moment: datetime) -> str:
    """
    >>> write_day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    '1 Jul 2026'
    """
    local = moment.astimezone(_UK)
    return f"{local.day} {local:%b %Y}"


def write_moment(moment: datetime) -> str:
    """
    >>> write_moment(datetime(2026, 11, 22, 14, 2, tzinfo=UTC))
    '22 Nov 2026 14:02'
    """
    return f"{write_day(moment)} {moment.astimezone(_UK):%H:%M}"


def write_clock(moment: datetime) -> str:
    return f"{moment.astimezone(_UK):%H:%M}"


def write_birth(born: str) -> str:
    """
    >>> write_birth("1961-03-14"), write_birth("1961-03"), write_birth("1961")
    ('14 Mar 1961', 'Mar 1961', '1961')
    """
    year, *rest = born.split("-")
    month = f"{date(int(year), int(rest[0]), 1):%b %Y}" if rest else year
    return f"{int(rest[1])} {month}" if len(rest) == 2 else month


def count_years(born: str, at: datetime) -> int | None:
    """Age in whole years where the whole date is known.

    >>> count_years("1961-03-14", datetime(2026, 3, 13, 12, tzinfo=UTC)), count_years("1961", datetime.max)
    (64, None)
    """
    if len(born) != 10:
        return None
    birth, today = date.fromisoformat(born), at.astimezone(_UK).date()
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def write_nhs_number(digits: str) -> str:
    """
    >>> write_nhs_number("9990000018")
    '999 000 0018'
    """
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def count_things(count: int, one: str, many: str = "") -> str:
    """
    >>> count_things(1, "contact"), count_things(0, "person", "people")
    ('1 contact', '0 people')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def name_record(record: RecordShown) -> str:
    """A record in a line: somebody's name, or the words of an address."""
    said = {detail.field: detail.words for detail in record.details if detail.words}
    person = " ".join(said[name] for name in ("given_name", "family_name") if name in said)
    place = said.get("text") or f"UPRN {said.get('uprn')}"
    return (person or "Name not known") if "agency" in said else place


def write_detail(detail: Detail) -> str:
    if detail.words is None:
        return "Not known"
    written = {"birth_date": write_birth, "nhs_number": write_nhs_number}.get(detail.field)
    return written(detail.words) if written else detail.words


def write_bits(weight: float) -> str:
    """
    >>> write_bits(12.34), write_bits(-4.0)
    ('+12.3', '−4.0')
    """
    return f"{weight:+.1f}".replace("-", "−")


def weigh_words(weight: float) -> str:
    """A bit is a factor of two in the odds, so ten are a thousand to one.

    >>> weigh_words(12.34), weigh_words(-2.0), weigh_words(0.4)
    ('very strongly for', 'somewhat against', 'says next to nothing')
    """
    strengths = ((10, "very strongly"), (5, "strongly"), (1, "somewhat"))
    for least, words in strengths:
        if abs(weight) >= least:
            return f"{words} {'for' if weight > 0 else 'against'}"
    return "says next to nothing"


def count_steps(weight: float) -> int:
    """How long a bar is, 0 to 10: two bits a step.

    >>> count_steps(12.34), count_steps(-40.0), count_steps(0.3)
    (6, 10, 0)
    """
    return min(10, round(abs(weight) / 2))


def begin_sentence(words: str) -> str:
    """
    >>> begin_sentence("enter an NHS number")
    'Enter an NHS number'
    """
    return words[:1].upper() + words[1:]


def shorten_agency(agency: Agency) -> str:
    return _SHORT[agency]


def write_reason(reason: Reason, open_cases: int) -> str:
    """
    >>> write_reason(Reason.OPEN_CASE, 2)
    '2 open cases'
    """
    return f"{open_cases} open cases" if reason is Reason.OPEN_CASE and open_cases > 1 else _REASONS[reason]


def write_reasons(why: Sequence[ReasonFound]) -> str:
    """
    >>> same = [ReasonFound(field="family name", how="the same"), ReasonFound(field="birth date", how="the same")]
    >>> write_reasons([ReasonFound(field="given name", how="another form of Maureen"), *same])
    'Same family name and birth date; given name: another form of Maureen'
    """
    same = [one.field for one in why if one.how == "the same"]
    listed = " and ".join(filter(None, [", ".join(same[:-1]), *same[-1:]]))
    others = [f"{one.field}: {one.how}" for one in why if one.how != "the same"]
    return begin_sentence("; ".join([*([f"same {listed}"] if same else []), *others]))


def group_by_agency(
    counts: Iterable[CategoryCounts], freshness: Iterable[AgencyFreshness]
) -> list[tuple[AgencyFreshness, list[CategoryCounts]]]:
    """Every agency that may speak, also where there is nothing to count, for then its data may be late. ``counts`` come
    in the order of agencies."""
    counted = {agency: list(held) for agency, held in groupby(counts, key=lambda one: one.agency)}
    speaking = {one.agency: one for one in freshness}
    silent = {
        agency: AgencyFreshness(agency=agency, label=agency.label, data_to=None)
        for agency in counted.keys() - speaking.keys()
    }
    known = speaking | silent
    return [(known[agency], counted.get(agency, [])) for agency in Agency if agency in known]


def is_late(fresh: AgencyFreshness, as_at: datetime) -> bool:
    """Nothing has come in for longer than a night's file can take that fails once."""
    return fresh.data_to is None or as_at - fresh.data_to > _LATE


def list_late(agencies: Iterable[AgencyFreshness], as_at: datetime) -> list[AgencyFreshness]:
    return [fresh for fresh in agencies if is_late(fresh, as_at)]


def write_data_to(fresh: AgencyFreshness, as_at: datetime) -> str:
    """
    >>> day = datetime(2026, 11, 17, 14, 2, tzinfo=UTC)
    >>> police = AgencyFreshness(agency=Agency.POLICE, label="Police", data_to=day)
    >>> write_data_to(police, day), write_data_to(police, day + timedelta(days=3))
    ('data to 17 Nov 2026 14:02', 'no data since Tue 17 Nov 2026 14:02')
    """
    if fresh.data_to is None:
        return "nothing received yet"
    moment = write_moment(fresh.data_to)
    return (
        f"no data since {fresh.data_to.astimezone(_UK):%a} {moment}" if is_late(fresh, as_at) else f"data to {moment}"
    )


def read_day(day: str, now: datetime) -> datetime | None:
    """The last moment of a UK day; None for no day, and for today. Raises :class:`Invalid` for what is no day."""
    if not day:
        return None
    try:
        ends = datetime.combine(date.fromisoformat(day), time.max, _UK).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid("day", "enter a real date to look back to", "day") from None
    return ends if ends < now else None
