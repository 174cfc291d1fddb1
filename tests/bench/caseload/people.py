"""A caseload of people who all differ: the risks that the projector's code made of simulated patients, and as many more
as are wanted, each of the parts of several."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from infra.risk.commands import simulate
from infra.risk.evaluate import choose_model, evaluate
from infra.risk.simulating import LOG
from scoring.linkage.models import load_models
from scoring.linkage.records import EntityId
from scoring.risk.held import Course, Model, PersonRisk
from scoring.risk.learner import Learner
from scoring.risk.recipe import CHAMPION
from scoring.state import keys
from scoring.state.documents import Entity
from scoring.state.keys import Subject

TEAMS, WORKERS = 100, 1_500
_WEEKS = 52
_AREA = "northmoor"


@dataclass(frozen=True, slots=True)
class Grown:
    """``risks`` with the persons they are of; ``until``: the moment they are as of, Unix seconds."""

    risks: list[tuple[PersonRisk, Entity]]
    model: Model
    until: float

    def read_learner(self) -> Learner:
        return Learner(CHAMPION, self.model)


def grow(patients: int, seed: int) -> Grown:
    """A year of theirs. Cost: 60 ms a patient."""
    with TemporaryDirectory() as folder:
        simulate(Path(folder), patients, _WEEKS, seed, [], 0)
        found = evaluate(Path(folder) / LOG, _AREA, load_models(), choose_model(CHAMPION.name), print)
    documents = found.held.documents
    model = documents[keys.model(CHAMPION.name)]
    assert isinstance(model, Model)
    risks = [
        (risk, entity)
        for key, risk in documents.items()
        if isinstance(risk, PersonRisk) and risk.course
        if isinstance(entity := documents.get(keys.entity(Subject.PERSON, EntityId(key.rpartition(":")[2]))), Entity)
    ]
    return Grown(risks, model, found.until)


def mix(grown: Grown, people: int, random: Random) -> Iterator[tuple[PersonRisk, Entity]]:
    """Of each the contacts of one patient, the moments of another, the traits of a third and the weeks of a fourth."""
    for number in range(people):
        (one, entity), (two, _), (three, _), (four, _) = random.choices(grown.risks, k=4)
        course = _mix(_course(one), _course(two), _course(three), number)
        yield replace(one, course=course, awaiting=four.awaiting), entity


def _mix(one: Course, two: Course, three: Course, number: int) -> Course:
    team, worker = f"Team {number % TEAMS:02d}", f"Worker {number % WORKERS}"
    traits, slices = three.traits, three.slices
    return replace(one, moments=two.moments, traits=traits, slices=slices, team=team, worker=worker)


def _course(risk: PersonRisk) -> Course:
    assert risk.course
    return risk.course
