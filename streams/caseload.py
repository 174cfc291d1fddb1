"""How an area wants its caseload cut: ``[areas.<area>.caseload]`` in the partnership file.

All of it may be left out; what is left out is as it stands here. Numbers of days and shares are for the partnership to
agree: ours are a place to begin.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, with_config

Count = Annotated[int, Field(ge=0, le=10_000)]
Days = Annotated[int, Field(ge=1, le=3_650)]
Share = Annotated[float, Field(gt=0, le=1)]
Weight = Annotated[float, Field(ge=0, le=100)]
Trait = Literal["diagnosis", "accommodation", "employment", "legal-status", "team", "age-band"]
Moment = Literal["caseload", "crisis", "attended", "missed", "plan", "police", "fire", "ambulance", "health", "council"]
_STRICT = with_config(ConfigDict(extra="forbid"))


@_STRICT
@dataclass(frozen=True, slots=True)
class Cuts:
    """Within each team. ``capacity``: as many people as a team can look at, 25 as in Garriga et al. 2022 and then 50
    more, neither above ``ceiling`` of the team; ``share``: shares of the team. Below ``low``, a probability of a crisis
    in 28 days, nobody is in a higher group whatever their rank."""

    by: Literal["capacity", "share"] = "capacity"
    highest: Count = 25
    raised: Count = 50
    ceiling: Share = 0.25
    highest_share: Share = 0.05
    raised_share: Share = 0.15
    low: Share = 0.01


@_STRICT
@dataclass(frozen=True, slots=True)
class Changes:
    """Step-up: a higher group than 7 or 28 days ago, and a score at least ``rise`` times as high, for somebody at rank
    25 is at rank 26 tomorrow. Step-down: ``low_weeks`` weekly scores below ``Cuts.low`` in a row, no crisis for
    ``calm_days``, ``settled_days`` on the caseload. The list is only given while crises among those it would have named
    before are, with 95 % confidence, at most ``most_per_1000``."""

    rise: Annotated[float, Field(ge=1, le=10)] = 1.25
    low_weeks: Annotated[int, Field(ge=1, le=12)] = 4
    calm_days: Days = 182
    settled_days: Days = 91
    most_per_1000: Annotated[float, Field(gt=0, le=1000)] = 10.0


@_STRICT
@dataclass(frozen=True, slots=True)
class Following:
    """Lost to follow-up: no contact attended for ``usual_times`` as long as between two before, from ``least_days`` on,
    and after ``most_days`` whatever was usual. After discharge: a contact attended within ``follow_up_hours`` (NHS
    England's 72-hour standard); listed for ``discharged_days``."""

    usual_times: Annotated[float, Field(ge=1, le=10)] = 2.0
    least_days: Days = 28
    most_days: Days = 91
    follow_up_hours: Annotated[int, Field(ge=1, le=720)] = 72
    discharged_days: Days = 28


@_STRICT
@dataclass(frozen=True, slots=True)
class Factor:
    """Something that makes a case complex, or puts somebody in a cohort, in plain ``words``. It is there when all hold
    that are asked: ``trait`` is one of ``codes``; ``moment`` was within ``within_days``; ``moment`` was not
    (``unless_days``), or never; at least ``agencies`` besides the trust had a contact within ``within_days``."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    words: Annotated[str, Field(min_length=1, max_length=80)]
    weight: Weight = 1.0
    trait: Trait | None = None
    codes: tuple[str, ...] = ()
    moment: Moment | None = None
    within_days: Days | None = None
    unless_days: Days | None = None
    agencies: Annotated[int, Field(ge=0, le=5)] = 0

    def __post_init__(self) -> None:
        asked = (bool(self.codes), self.within_days is not None and not self.agencies, self.unless_days is not None)
        if bool(self.trait) != asked[0] or bool(self.moment) != (asked[1] or asked[2]):
            raise ValueError("a factor needs trait with codes, moment with within_days or unless_days, or both")
        if self.agencies and self.within_days is None:
            raise ValueError("a factor that counts agencies needs within_days")
        if not (any(asked) or self.agencies):
            raise ValueError("a factor must ask for something")


@_STRICT
@dataclass(frozen=True, slots=True)
class Weights:
    """What a case counts as in a workload, by risk group, and what each point of complexity adds."""

    in_crisis: Weight = 2.0
    highest: Weight = 2.0
    raised: Weight = 1.5
    usual: Weight = 1.0
    low: Weight = 0.5
    complexity_point: Weight = 0.1


@_STRICT
@dataclass(frozen=True, slots=True)
class Shielding:
    """Whom a public-health event makes vulnerable: whoever has any of ``factors``. Nobody, where there are none."""

    words: str = "Shielding"
    factors: tuple[Factor, ...] = ()


@_STRICT
@dataclass(frozen=True, slots=True)
class Staggered:
    """A start by turns, drawn by lot (a stepped wedge): ``teams`` start something new one after another, the first on
    ``first`` and each ``weeks_apart`` after the one before, in an order that only ``lot`` decides. What it is,
    ``words`` say. Linnet keeps nothing from a team that has not started: that is for the partnership to see to."""

    words: Annotated[str, Field(min_length=1, max_length=80)]
    teams: Annotated[tuple[str, ...], Field(min_length=4, max_length=200)]
    first: date
    weeks_apart: Annotated[int, Field(ge=1, le=26)]
    lot: Annotated[str, Field(min_length=8, max_length=80)]

    def __post_init__(self) -> None:
        if len({*self.teams}) < len(self.teams):
            raise ValueError("a team is named twice")


FACTORS = (
    Factor("unsettled-home", "No settled home", 2, trait="accommodation", codes=("HM01", "HM03", "HM04", "HM05")),
    Factor(
        "detained",
        "Detained under the Mental Health Act as last recorded",
        2,
        trait="legal-status",
        codes=("02", "03", "04", "05", "06", "09", "10", "19", "20"),
    ),
    Factor("recent-crisis", "Crisis in the last 12 months", 2, moment="crisis", within_days=365),
    Factor("psychosis", "Psychosis or bipolar disorder", 1, trait="diagnosis", codes=("psychosis", "bipolar")),
    Factor("substance", "Substance use as diagnosis group", 1, trait="diagnosis", codes=("substance",)),
    Factor("missed", "A contact not attended in the last 28 days", 1, moment="missed", within_days=28),
    Factor("no-plan", "No crisis plan made or changed in 2 years", 1, moment="plan", unless_days=730),
    Factor("police", "Police contact in the last 91 days", 1, moment="police", within_days=91),
    Factor("council", "Council contact in the last 91 days", 1, moment="council", within_days=91),
    Factor("agencies", "Three or more other agencies in the last 91 days", 2, agencies=3, within_days=91),
)


@_STRICT
@dataclass(frozen=True, slots=True)
class CaseloadPlan:
    """``factors`` replaces ours: a complexity score is the sum of the weights of those that are there."""

    cuts: Cuts = Cuts()
    changes: Changes = Changes()
    following: Following = Following()
    weights: Weights = Weights()
    factors: tuple[Factor, ...] = FACTORS
    shielding: Shielding = Shielding()
    staggered: Staggered | None = None
