"""The course of a council case: opened, changed from stage to stage, closed, all under one case number."""

from itertools import count
from random import Random

from infra.partnership.chance import draw_skewed
from infra.partnership.happenings import Happening
from infra.partnership.plan import DAY, AreaPlan, in_office_hours
from streams.codes.agencies import Agency
from streams.codes.council import CouncilCategory as Stage

OPENED, CHANGED, CLOSED = "council-case-opened-1", "council-case-changed-1", "council-case-closed-1"

# From stage to stage: share of cases that go on, days until then (median). The first that is drawn is taken.
_COURSE: dict[str, tuple[tuple[Stage, float, float], ...]] = {
    Stage.CHILD_REFERRAL: ((Stage.SECTION_47, 0.14, 3), (Stage.CHILD_ASSESSMENT, 0.5, 12)),
    Stage.CHILD_ASSESSMENT: ((Stage.CHILD_IN_NEED, 0.4, 35), (Stage.SECTION_47, 0.08, 20)),
    Stage.SECTION_47: ((Stage.CHILD_PROTECTION_PLAN, 0.4, 14), (Stage.CHILD_IN_NEED, 0.4, 15)),
    Stage.CHILD_PROTECTION_PLAN: ((Stage.LOOKED_AFTER, 0.1, 90), (Stage.CHILD_IN_NEED, 0.4, 200)),
    Stage.EARLY_HELP: ((Stage.CHILD_REFERRAL, 0.08, 60),),
    Stage.SAFEGUARDING_CONCERN: ((Stage.SECTION_42, 0.4, 5),),
    Stage.ADULT_REQUEST: ((Stage.ADULT_ASSESSMENT, 0.55, 21),),
    Stage.ADULT_ASSESSMENT: ((Stage.ADULT_SERVICE, 0.6, 20),),
    Stage.ADULT_SERVICE: ((Stage.ADULT_REVIEW, 0.7, 180),),
}
_CLOSES_AFTER = 40.0
_LONGEST = 6


class CaseBook:
    def __init__(self, area: AreaPlan) -> None:
        self._prefix, self._numbers = f"{area.code}C", count(100_001)

    def follow(self, rng: Random, opening: Happening) -> list[Happening]:
        """The whole course, the opening first; the later stages may lie years ahead."""
        details = {"case_id": f"{self._prefix}{next(self._numbers)}"}
        stages, at = [(OPENED, opening.at, opening.category)], opening.at
        while len(stages) < _LONGEST and (step := _draw_step(rng, stages[-1][2])):
            at += round(draw_skewed(rng, step[1], 0.6) * DAY)
            stages.append((CHANGED, at, step[0]))
        closes = at + round(draw_skewed(rng, _CLOSES_AFTER, 0.7) * DAY)
        stages.append((CLOSED, closes, stages[-1][2]))
        return [
            Happening(Agency.COUNCIL, kind, in_office_hours(moment), stage, opening.person, details=details)
            for kind, moment, stage in stages
        ]


def _draw_step(rng: Random, stage: str) -> tuple[str, float] | None:
    drawn = rng.random()
    for target, share, days in _COURSE.get(stage, ()):
        if drawn < share:
            return str(target), days
        drawn -= share
    return None
