"""A caseload as its people see it: who needs somebody first, who rose, who may move on; and what a team carries."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from scoring.indicators.catalogue import DAY
from scoring.indicators.particulars import PersonParticulars, introduce_person
from scoring.linkage.records import EntityId, RecordId
from scoring.risk.caseload.attention import Place, choose, put_in_order
from scoring.risk.caseload.cases import Case
from scoring.risk.caseload.contact import Discharge
from scoring.risk.caseload.guarantee import Assurance
from scoring.risk.caseload.members import Member, find_members
from scoring.risk.explaining import Explanation
from scoring.risk.held import PersonRisk
from scoring.risk.learner import Learner
from scoring.risk.majority import is_scored
from scoring.state import keys
from scoring.state.caseload_held import (
    ModelHeld,
    OpenShelf,
    divide,
    list_everybody,
    list_team,
    read_answered,
    read_held,
    read_model,
)
from scoring.state.documents import Care, CareAnswer, Entity, PersonRecord
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from scoring.state.worlds import group, read_people
from streams.caseload import CaseloadPlan
from streams.codes.caseload import CaseloadList, CaseloadOrder, RiskGroup

# Who was looked at within a week comes after the others.
_WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty is any."""

    team: str = ""
    worker: str = ""
    group: str = ""
    list: CaseloadList = CaseloadList.ATTENTION
    order: CaseloadOrder = CaseloadOrder.LIST

    def has(self, member: Member) -> bool:
        return (not self.worker or member.case.worker == self.worker) and (not self.group or member.group == self.group)


@dataclass(frozen=True, slots=True)
class Survey:
    """The caseload of some teams, or all of an area's. ``answered``: whom a clinician answered for within a week."""

    members: list[Member]
    answered: frozenset[EntityId]
    model: ModelHeld


@dataclass(frozen=True, slots=True)
class Listed:
    """``lists``: how many are on each, of the same team and worker; ``following`` is None at the end."""

    found: list[tuple[Place, Member]]
    lists: Mapping[CaseloadList, int]
    groups: Mapping[RiskGroup, int]
    workers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """``person`` is as their page is named. Explained against their own vector of some six weeks ago, and ``lately``
    against that of a week ago; None for who is in crisis."""

    person: EntityId
    particulars: PersonParticulars
    restricted: bool
    member: Member
    explanation: Explanation | None
    lately: Explanation | None
    answers: tuple[CareAnswer, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """``nhs_numbers``: all that their page tells."""

    person: EntityId
    team: str
    nhs_numbers: Collection[str]


async def survey(open_shelf: OpenShelf, teams: Collection[str], plan: CaseloadPlan, t: float) -> Survey:
    """Of all of the area where no team is named. Cost: for 35,000 people some 2 s."""
    first = open_shelf()
    model = await read_model(first)
    persons = await _list_persons(first, teams)
    cases, discharges = list[Case](), dict[EntityId, Discharge]()
    for some in divide(persons):
        held = await read_held(open_shelf(), some, model.learner, plan.following.discharged_days * DAY, t)
        cases += held.cases
        discharges |= held.discharges
    answered = await read_answered(first, t - _WEEK)
    return Survey(find_members(cases, plan, t, discharges), frozenset(answered), model)


async def _list_persons(shelf: Shelf, teams: Collection[str]) -> list[EntityId]:
    if not teams:
        return await list_everybody(shelf)
    return sorted({person for team in sorted(teams) for person in await list_team(shelf, team)})


def list_members(surveyed: Survey, wanted: Wanted, assurance: Assurance) -> Listed:
    theirs = [member for member in surveyed.members if not wanted.worker or member.case.worker == wanted.worker]
    counts = {name: len(choose(theirs, name, assurance)) for name in CaseloadList}
    here = [member for member in choose(theirs, wanted.list, assurance) if wanted.has(member)]
    workers = sorted({member.case.worker for member in surveyed.members if member.case.worker})
    found = put_in_order(here, wanted.list, surveyed.answered, wanted.order)
    return Listed(found, counts, Counter(member.group for member in theirs), workers)


async def show(shelf: Shelf, members: Sequence[Member], learner: Learner, t: float) -> list[Shown]:
    """Those that may be told of, in their order. Cost: some five round trips, and 1 ms a person."""
    persons = [member.case.person for member in members]
    await shelf.fetch(key for person in persons for key in (keys.entity(Subject.PERSON, person), keys.risk(person)))
    entities = {person: shelf.document(keys.entity(Subject.PERSON, person), Entity) for person in persons}
    records = {person: held.records for person, held in entities.items() if held}
    await shelf.fetch(keys.care(record) for held in records.values() for record in held)
    read = await read_people(shelf, [record for held in records.values() for record in held])
    known = group(read.people.known)
    shown = []
    for member in members:
        held = records.get(member.case.person, ())
        name = read.people.known.get(held[0]) if held else None
        # Whom linkage would see otherwise without those nobody is told of has no score that may be told.
        if name is None or sorted(known[name]) != sorted(held):
            continue
        said = introduce_person(read.records[record].statement for record in held)
        answers = sorted({one for r in held if (care := shelf.document(keys.care(r), Care)) for one in care.answers})
        why = _explain(member, shelf.document(keys.risk(member.case.person), PersonRisk), learner, t)
        shown.append(Shown(name, said, name in read.people.restricted, member, *why, tuple(answers)))
    return shown


def _explain(
    member: Member, risk: PersonRisk | None, learner: Learner, t: float
) -> tuple[Explanation | None, Explanation | None]:
    if member.case.probability is None:
        return None, None
    vector = learner.predict(member.case.course, t).vector
    earlier = [(float(one.made), one.vector) for one in risk.awaiting if one.vector] if risk else []
    week = [one for one in earlier if one[0] <= t - _WEEK][-1:]
    return learner.explain(vector, earlier), learner.explain(vector, week) if week else None


async def find_team(shelf: Shelf, record: RecordId) -> tuple[EntityId, str] | None:
    """The person of this record as linkage has them, and the team whose caseload they are on; None for who is on none.
    ``record`` is any of theirs."""
    await shelf.fetch([keys.record(Subject.PERSON, record)])
    held = shelf.document(keys.record(Subject.PERSON, record), PersonRecord)
    if held is None:
        return None
    await shelf.fetch([keys.risk(held.entity)])
    risk = shelf.document(keys.risk(held.entity), PersonRisk)
    return (held.entity, risk.course.team) if risk and risk.course else None


async def find_told(shelf: Shelf, record: RecordId, scored: float | None = None) -> Told | None:
    """As :func:`find_team`, where they are on a caseload and may be told of; ``scored``: and had a score then, Unix
    seconds."""
    found = await find_team(shelf, record)
    if found is None:
        return None
    risk = shelf.document(keys.risk(found[0]), PersonRisk)
    if scored is not None and not (risk and risk.course and is_scored(risk.course, scored)):
        return None
    read = await read_people(shelf, [record])
    known = read.people.known
    if record not in known:
        return None
    return Told(*found, introduce_person(read.records[r].statement for r in group(known)[known[record]]).nhs_numbers)
