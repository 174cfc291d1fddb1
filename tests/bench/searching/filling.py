"""A town on Valkey, linked as the truth has it: searching is measured, and not linking."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, islice, pairwise

from redis.asyncio import Redis

from infra.partnership.hard_stream.stream import HardRecord, generate
from scoring.linkage.finding.upkeep import index_changes, index_reads
from scoring.linkage.names import compare_form
from scoring.linkage.records import EntityId, Identity, Place, RecordId, Statement, read_identity, read_place, record_id
from scoring.observed import ObservedAddress, ObservedPerson
from scoring.state import keys
from scoring.state.area import AreaState, Draft
from scoring.state.documents import AddressRecord, Cell, Contact, Entity, PersonRecord, Worker
from scoring.state.keys import Subject
from scoring.state.store import AreaStore, Position
from streams.codes.agencies import Agency
from streams.codes.ambulance import AmbulanceCategory
from streams.codes.council import CouncilCategory
from streams.codes.fire import FireCategory
from streams.codes.health import AttendanceCategory
from streams.codes.police import PoliceCategory

AREA = "northmoor"
# What one person has records of in the hard stream.
RECORDS_EACH = 25_000 / 8_000
_AT_ONCE = 100
# Two records beyond all doubt of one person or one address.
_CERTAIN = 4_000.0
# By agency, what its events are, and their categories, which take turns.
_SAID: dict[str, tuple[str, tuple[str, ...]]] = {
    Agency.COUNCIL: ("council-case-opened", tuple(CouncilCategory)),
    Agency.FIRE: ("fire-incident-recorded", tuple(FireCategory)),
    Agency.HEALTH: ("ecds-attendance-recorded", tuple(AttendanceCategory)),
    Agency.POLICE: ("police-incident-recorded", tuple(PoliceCategory)),
    Agency.AMBULANCE: ("ambulance-callout-recorded", tuple(AmbulanceCategory)),
    Agency.EHR: ("mh-contact-recorded", ()),
}
_WORKER = Worker("Jo Bell", "Constable", "Northmoor neighbourhood team")

Records = dict[RecordId, list[int]]
"""Record to the rows that say so."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody, or an address, to be searched for: ``records`` are all that lead there."""

    records: frozenset[RecordId]
    said: tuple[Statement, ...]


@dataclass(slots=True)
class Town:
    people: list[Known] = field(default_factory=list)
    places: list[Known] = field(default_factory=list)
    records: int = 0


@dataclass(slots=True)
class _Truth:
    statements: dict[RecordId, Statement] = field(default_factory=dict)
    groups: dict[str, Records] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def note(self, group: str, statement: Statement, row: int) -> RecordId:
        record = record_id(statement)
        self.statements[record] = statement
        self.groups[group][record].append(row)
        return record


async def fill(redis: Redis, people: int, seed: int) -> Town:
    """A function of the arguments. About a minute for each 100,000 records."""
    return await add_rows(AreaStore(redis, AREA), generate(people, round(people * RECORDS_EACH), seed))


async def add_rows(
    store: AreaStore, rows: Iterable[HardRecord], first: int = 0, happened: Callable[[int], float] = float
) -> Town:
    """People and addresses who are in no record yet. Their events are numbered from ``first``, and happened when that
    says, Unix seconds."""
    persons, addresses, contacts = _Truth(), _Truth(), dict[int, Contact]()
    for number, row in enumerate(rows, first):
        contacts[number] = _read(row, persons, addresses, number, happened(number))
    await _write(store, Subject.PERSON, persons, contacts)
    await _write(store, Subject.ADDRESS, addresses, contacts)
    return Town(_list_known(persons), _list_known(addresses), len(contacts))


def _read(row: HardRecord, persons: _Truth, addresses: _Truth, number: int, happened: float) -> Contact:
    identity, place = read_said(row, number)
    # Of some nobody is named.
    said = persons.note(row.truth_person, identity, number) if row.truth_person else RecordId("")
    where = addresses.note(row.truth_address or row.address, place, number) if place else RecordId("")
    kind, code = say_kind(row, number)
    return Contact(row.source, kind, code, happened, happened, said, where, _WORKER)


def say_kind(row: HardRecord, number: int) -> tuple[str, str]:
    """The type of the event, and its category."""
    kind, codes = _SAID[row.source]
    return kind, codes[number % len(codes)] if codes else ""


def read_said(row: HardRecord, number: int) -> tuple[Identity, Place | None]:
    person = ObservedPerson(
        "", row.given_name, row.family_name, row.birth_date, row.gender, row.nhs_number.replace(" ", "")
    )
    written = ObservedAddress(row.address, row.postcode, row.uprn) if row.address or row.postcode else None
    place = read_place(written) if written else None
    return read_identity(row.source, person, place, f"{number}"), place


async def _write(store: AreaStore, subject: Subject, truth: _Truth, contacts: Mapping[int, Contact]) -> None:
    for groups in _chunks(truth.groups.values()):
        state = AreaState()
        words = {
            key for records in groups for record in records for key in index_reads(subject, truth.statements[record])
        }
        await store.load(state, words)
        draft = Draft(state)
        for records in groups:
            _write_entity(draft, subject, truth.statements, records, contacts)
        state.fold(draft.changes)
        before = await store.position()
        await store.commit(state.pending, [], before, Position(0, before.offset + 1 if before else 0))


def _write_entity(
    draft: Draft,
    subject: Subject,
    statements: dict[RecordId, Statement],
    records: Records,
    contacts: Mapping[int, Contact],
) -> None:
    name = EntityId(min((min(rows), record) for record, rows in records.items())[1])
    draft.put(keys.entity(subject, name), Entity(tuple(sorted(records)), 0))
    for record, rows in records.items():
        shape = PersonRecord if subject is Subject.PERSON else AddressRecord
        draft.put(keys.record(subject, record), shape(statements[record], min(rows), 0, name))  # type: ignore[arg-type]
        index_changes(draft, subject, record, statements[record], present=True)
        for row in rows:
            draft.score(keys.contacts(subject, record), f"{row}", contacts[row].happened)
            draft.put(keys.cell(f"{row}"), Cell(contacts[row]))
    # A hostel is written in a hundred ways: too many to weigh all pairs.
    for one, other in combinations(sorted(records), 2) if len(records) < 40 else pairwise(records):
        draft.score(keys.evidence(subject, one), other, _CERTAIN)
        draft.score(keys.evidence(subject, other), one, _CERTAIN)


def _chunks(groups: Iterable[Records]) -> Iterator[list[Records]]:
    left = iter(groups)
    while chunk := list(islice(left, _AT_ONCE)):
        yield chunk


def _list_known(truth: _Truth) -> list[Known]:
    return [
        Known(frozenset(records), tuple(truth.statements[record] for record, rows in records.items() for _ in rows))
        for records in truth.groups.values()
    ]


def usual_name(known: Known) -> tuple[str, str]:
    """Given and family name as most of the records have them; both empty where none has both."""
    said = [one for one in known.said if isinstance(one, Identity)]
    names = Counter((one.given_name, one.family_name) for one in said if _is_full(one))
    return min(names, key=lambda name: (-names[name], name)) if names else ("", "")


def _is_full(identity: Identity) -> bool:
    return len(compare_form(identity.given_name)) > 1 and len(compare_form(identity.family_name)) > 1


def usual_place(known: Known) -> Place:
    said = [one for one in known.said if isinstance(one, Place)]
    return max(said, key=lambda place: (bool(place.postcode), bool(place.text), len(place.text), place.text))
