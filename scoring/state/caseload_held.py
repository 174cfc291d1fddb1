"""A caseload as Redis holds it, read in passing: a team's, or all of an area's, a thousand people at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from scoring.linkage.records import EntityId
from scoring.risk.caseload.cases import Case, find_moment
from scoring.risk.caseload.contact import Discharge, find_discharge
from scoring.risk.crises import is_in_crisis
from scoring.risk.held import Course, Model, PersonRisk, Ruling
from scoring.risk.learner import Learner
from scoring.risk.majority import is_scored, is_under_age
from scoring.risk.practice import PRACTICE
from scoring.risk.vigil import Vigil
from scoring.state import keys
from scoring.state.documents import VERY_RESTRICTED, Cell, Entity, PersonRecord
from scoring.state.keys import Key, Subject
from scoring.state.reads import Shelf

OpenShelf = Callable[[], Shelf]
# Documents read in one go: Redis does nothing else meanwhile.
_MANY = 1_000


@dataclass(frozen=True, slots=True)
class Held:
    """Of a thousand people at most. ``risks`` also of those who have left the caseload."""

    cases: list[Case]
    discharges: dict[EntityId, Discharge]
    risks: dict[EntityId, PersonRisk]


@dataclass(frozen=True, slots=True)
class ModelHeld:
    """The model whose scores count, and the watch over it."""

    learner: Learner
    vigil: Vigil


async def read_model(shelf: Shelf) -> ModelHeld:
    """Cost: two round trips."""
    await shelf.fetch([keys.RULING, keys.VIGIL])
    ruling = shelf.document(keys.RULING, Ruling)
    recipe = PRACTICE.recipe(ruling.champion if ruling else "")
    await shelf.fetch([keys.model(recipe.name)])
    learner = Learner(recipe, shelf.document(keys.model(recipe.name), Model))
    return ModelHeld(learner, shelf.document(keys.VIGIL, Vigil) or Vigil())


async def list_team(shelf: Shelf, team: str) -> list[EntityId]:
    return await _list(shelf, keys.caseload(team))


async def list_everybody(shelf: Shelf) -> list[EntityId]:
    """Also those who have left the caseload and whose outcomes are still held."""
    return await _list(shelf, keys.RISK_AGENDA)


async def _list(shelf: Shelf, key: Key) -> list[EntityId]:
    await shelf.fetch([key])
    return [EntityId(person) for person in sorted(shelf.scores(key))]


def divide(persons: Sequence[EntityId]) -> Iterator[Sequence[EntityId]]:
    return (persons[start : start + _MANY] for start in range(0, len(persons), _MANY))


async def read_held(shelf: Shelf, persons: Sequence[EntityId], learner: Learner, lately: float, t: float) -> Held:
    """``lately``: in seconds, how long ago a stay may have ended to be looked for.

    Cost: three round trips, and 40 µs a person."""
    risks = await read_risks(shelf, persons)
    left = [person for person, risk in risks.items() if _left_hospital(risk, t - lately, t)]
    return Held(_score(risks, learner, t), await read_discharges(shelf, left, t - lately, t), risks)


async def read_risks(shelf: Shelf, persons: Sequence[EntityId]) -> dict[EntityId, PersonRisk]:
    """Nobody who is very restricted."""
    await shelf.fetch(key for person in persons for key in (keys.risk(person), keys.entity(Subject.PERSON, person)))
    return {person: risk for person in persons if (risk := _find_risk(shelf, person))}


def _find_risk(shelf: Shelf, person: EntityId) -> PersonRisk | None:
    entity = shelf.document(keys.entity(Subject.PERSON, person), Entity)
    if entity is None or entity.sensitivity >= VERY_RESTRICTED:
        return None
    return shelf.document(keys.risk(person), PersonRisk)


def _score(risks: dict[EntityId, PersonRisk], learner: Learner, t: float) -> list[Case]:
    courses = [(person, risk.course, risk.awaiting) for person, risk in risks.items() if risk.course]
    scored = [person for person, course, _ in courses if is_scored(course, t)]
    held = {person: course for person, course, _ in courses}
    made = learner.predict_all([held[person] for person in scored], t) if scored else []
    found = dict(zip(scored, (score.probability for score in made), strict=True))
    return [
        Case(person, course, weekly, found.get(person), _is_held_back(course, t)) for person, course, weekly in courses
    ]


def _is_held_back(course: Course, t: float) -> bool:
    return is_under_age(course, t) and not is_in_crisis(course, t)


def _left_hospital(risk: PersonRisk, since: float, t: float) -> bool:
    return risk.course is not None and since <= find_moment(risk.course, "discharged") <= t


async def read_discharges(
    shelf: Shelf, persons: Iterable[EntityId], since: float, t: float
) -> dict[EntityId, Discharge]:
    """Of these persons, whose entities must have been read. Cost: two round trips, and one for each of their contacts
    that is as late."""
    records = {person: _records(shelf, person) for person in persons}
    timelines = {record: keys.contacts(Subject.PERSON, record) for held in records.values() for record in held}
    await shelf.fetch(timelines.values())
    late = {
        record: [keys.cell(event) for event, happened in shelf.scores(key).items() if happened >= since]
        for record, key in timelines.items()
    }
    await shelf.fetch(key for cells in late.values() for key in cells)
    found = {}
    for person, held in records.items():
        cells = [shelf.document(key, Cell) for record in held for key in late[record]]
        contacts = [contact for cell in cells if cell and (contact := cell.standing)]
        if discharge := find_discharge(contacts, t):
            found[person] = discharge
    return found


def _records(shelf: Shelf, person: EntityId) -> Sequence[str]:
    entity = shelf.document(keys.entity(Subject.PERSON, person), Entity)
    return entity.records if entity else ()


async def read_answered(shelf: Shelf, since: float) -> dict[EntityId, list[str]]:
    """Whom a clinician has answered for since then, with the records that this is kept under. Cost: two round trips."""
    await shelf.fetch([keys.CARED])
    records = [record for record, at in shelf.scores(keys.CARED).items() if at >= since]
    await shelf.fetch(keys.record(Subject.PERSON, record) for record in records)
    found: dict[EntityId, list[str]] = {}
    for record in sorted(records):
        if held := shelf.document(keys.record(Subject.PERSON, record), PersonRecord):
            found.setdefault(held.entity, []).append(record)
    return found
