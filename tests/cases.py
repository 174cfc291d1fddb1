"""Cases made by hand, for laws and examples of what is made of a caseload."""

from collections.abc import Sequence

import msgspec
import numpy as np

from scoring.indicators.catalogue import DAY
from scoring.linkage.records import EntityId
from scoring.risk.caseload.cases import Case
from scoring.risk.course import HALF_LIVES, MOMENT_PLACES, TRAITS, pack, sum_levels
from scoring.risk.held import Awaiting, Course, PersonRisk
from scoring.risk.signals import PLACES, SIGNALS

T = 1_760_000_000.0
WEEK = 7 * DAY
NOTHING = pack(np.zeros((len(SIGNALS), len(HALF_LIVES))))


def make_course(team: str = "CMHT", worker: str = "Asha", **said: float | str) -> Course:
    """``said``: days since a moment of the catalogue (with ``_`` for ``-``), or the code of a trait."""
    given = {name.replace("_", "-"): value for name, value in said.items()}
    ago = {"caseload": 400.0, "attended": 5.0} | {name: days for name, days in given.items() if name in MOMENT_PLACES}
    moments = tuple(round(T - float(ago[name]) * DAY) if name in ago else 0 for name in MOMENT_PLACES)
    traits = tuple(str(given.get(name, "0" if name == "crises" else "")) for name in TRAITS)
    slices = ("unknown", str(given.get("age-band", "unknown")), "unknown", "unknown", "A06")
    return Course(T, NOTHING, moments, traits, (), team, worker, slices)


def see_every(course: Course, days: float, times: int) -> Course:
    """With so many contacts attended, the last at the course's own moment of that."""
    last = course.moments[MOMENT_PLACES["attended"]]
    found = [(PLACES["attended"], last - days * DAY * n) for n in range(times)]
    return msgspec.structs.replace(course, levels=pack(sum_levels(found, course.at)))


def make_weekly(scores: Sequence[float], labels: Sequence[int] = (), last: float = T) -> tuple[Awaiting, ...]:
    """A week apart, the last one made at ``last``."""
    first = last - WEEK * (len(scores) - 1)
    known = [*labels, *([-1] * (len(scores) - len(labels)))]
    return tuple(
        Awaiting(round(first + WEEK * n), "kalman", score, {}, "", label)
        for n, (score, label) in enumerate(zip(scores, known, strict=True))
    )


def make_case(
    person: str, probability: float | None, course: Course | None = None, scores: Sequence[float] = ()
) -> Case:
    return Case(EntityId(person), course or make_course(), make_weekly(scores), probability)


def make_risk(scores: Sequence[float], labels: Sequence[int], course: Course | None = None) -> PersonRisk:
    return PersonRisk(course or make_course(), awaiting=make_weekly(scores, labels))
