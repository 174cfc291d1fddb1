"""Weekly scores whose outcome is known, with what came before and what was done: what outcomes are counted from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scoring.indicators.catalogue import DAY
from scoring.linkage.records import EntityId
from scoring.risk.held import Awaiting, PersonRisk
from scoring.state.documents import CareAnswer
from streams.codes.risk import Intervention

HORIZON = 28 * DAY
_WEEK = 7 * DAY
# A week's score may come a day late.
_LATE = DAY
_TEAM_TYPE = 4


@dataclass(frozen=True, slots=True)
class Episode:
    """From a score on. ``before``: a crisis in the 28 days before it, None where that is not known; ``after``: in the
    28 days after. ``done``: interventions recorded until the next weekly score; ``touched``: any from 28 days before to
    28 days after."""

    person: EntityId
    team: str
    team_type: str
    made: float
    probability: float
    before: bool | None
    after: bool
    done: frozenset[Intervention]
    touched: bool


def find_episodes(
    risks: Mapping[EntityId, PersonRisk], answers: Mapping[EntityId, Sequence[CareAnswer]]
) -> list[Episode]:
    """``answers`` to scores, by whom they are about now. Those who have left the caseload count without a team."""
    return [
        episode for person, risk in risks.items() for episode in _find_episodes(person, risk, answers.get(person, ()))
    ]


def _find_episodes(person: EntityId, risk: PersonRisk, answers: Sequence[CareAnswer]) -> Iterator[Episode]:
    course, acts = risk.course, [(one.recorded, one.intervention) for one in answers if _changes_care(one)]
    team, team_type = (course.team, course.slices[_TEAM_TYPE]) if course else ("", "")
    for awaited in risk.awaiting:
        if awaited.label < 0:
            continue
        made = awaited.made
        done = frozenset(Intervention(act) for at, act in acts if made <= at < made + _WEEK)
        touched = any(abs(at - made) <= HORIZON for at, _ in acts)
        before, after = _find_before(risk.awaiting, made), awaited.label == 1
        yield Episode(person, team, team_type, made, awaited.probability, before, after, done, touched)


def _changes_care(answer: CareAnswer) -> bool:
    return answer.intervention not in ("", Intervention.NO_CHANGE)


def _find_before(awaiting: Iterable[Awaiting], made: float) -> bool | None:
    """The label of the score made four weeks before."""
    return next(
        (one.label == 1 for one in awaiting if abs(one.made + HORIZON - made) <= _LATE and one.label >= 0), None
    )


def spread_out(episodes: Iterable[Episode], t: float) -> dict[int, list[Episode]]:
    """One of each person for each four weeks, by how many weeks before ``t``, so that no crisis counts twice."""
    found: dict[int, list[Episode]] = {}
    for episode in episodes:
        weeks = int((t - episode.made) // _WEEK)
        if weeks % 4 == 0:
            found.setdefault(weeks, []).append(episode)
    return found
