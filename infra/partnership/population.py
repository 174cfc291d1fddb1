"""All who live in an area, and how they move and marry while the weeks go by."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from random import Random

from infra.partnership.case_study import CASE_STUDY_AREA, CaseStudy, build_case_study
from infra.partnership.chance import Odds, draw_count, draw_moment, odds
from infra.partnership.families import open_institution, settle
from infra.partnership.households import Household, Kind, Registrar
from infra.partnership.people import Person
from infra.partnership.places import Dwelling, Surveyor, build_dwellings
from infra.partnership.plan import WEEK, AreaPlan, Plan, day_of

_VACANT = 0.05
# A hostel and a care home for each so many people, and at least one of each.
_PEOPLE_OF_INSTITUTION = 4_000
_INSTITUTIONS = {Kind.HOSTEL: ("Anchor House", 14), Kind.CARE_HOME: ("The Limes Care Home", 26)}
# Shares of households in a year; ONS: about one household in ten moves.
_MOVES, _MARRIAGES, _LEAVES = 0.09, 0.012, 0.02


@dataclass(frozen=True, slots=True)
class Move:
    person: Person
    at: int
    origin: Dwelling
    target: Dwelling


@dataclass(slots=True)
class Population:
    households: list[Household]
    vacant: list[Dwelling]
    dwellings: list[Dwelling]
    unrest: Odds[Household]
    case_study: CaseStudy | None

    def residents(self) -> list[Person]:
        return [person for household in self.households for person in household.members]

    def persons(self) -> list[Person]:
        """The residents and the two of the case study, to whom nothing else ever happens."""
        return self.residents() + (self.case_study.household.members if self.case_study else [])

    def pass_week(self, rng: Random, start: int) -> list[Move]:
        moves: list[Move] = []
        homes = len(self.households)
        for _ in range(draw_count(rng, homes * _MOVES / 52)):
            moves += self._move_household(rng, rng.choice(self.households), draw_moment(rng, start, start + WEEK))
        for _ in range(draw_count(rng, homes * _LEAVES / 52)):
            moves += self._leave_home(rng, rng.choice(self.households), draw_moment(rng, start, start + WEEK))
        for _ in range(draw_count(rng, homes * _MARRIAGES / 52)):
            _marry(rng, rng.choice(self.households), draw_moment(rng, start, start + WEEK))
        return sorted(moves, key=lambda move: move.at)

    def _move_household(self, rng: Random, household: Household, at: int) -> list[Move]:
        if household.kind in _INSTITUTIONS or not self.vacant:
            return []
        chosen = rng.randrange(len(self.vacant))
        origin, target = household.home, self.vacant[chosen]
        self.vacant[chosen], household.home = origin, target
        return [_move(person, target, at) for person in household.members]

    def _leave_home(self, rng: Random, household: Household, at: int) -> list[Move]:
        """The last to join a family or a shared house of three goes to share elsewhere."""
        target = rng.choice(self.households)
        if household.kind not in (Kind.FAMILY, Kind.SHARERS) or target.kind not in (Kind.SHARERS, Kind.HOSTEL):
            return []
        leaver = household.members[-1]
        if len(household.members) < 3 or leaver.age(day_of(at)) < 18 or target is household:
            return []
        household.members.remove(leaver)
        target.members.append(leaver)
        leaver.mates = target.members
        return [_move(leaver, target.home, at)]


def populate(plan: Plan, area: AreaPlan, rng: Random) -> Population:
    surveyor = Surveyor(area)
    registrar = Registrar(rng, area, plan.starts)
    dwellings: list[Dwelling] = []
    case_study = build_case_study(surveyor, registrar) if area.name == CASE_STUDY_AREA else None
    homes = build_dwellings(rng, surveyor)
    households = _open_institutions(registrar, area.people, homes, dwellings)
    homes = chain(case_study.neighbours if case_study else (), homes)
    settled = sum(len(household.members) for household in households)
    while settled < area.people:
        dwellings.append(next(homes))
        households.append(settle(registrar, dwellings[-1]))
        settled += len(households[-1].members)
    vacant = list(islice(homes, max(2, round(len(households) * _VACANT))))
    if case_study:
        dwellings.append(case_study.home)
    return Population(households, vacant, dwellings + vacant, _weigh(households), case_study)


def _open_institutions(
    registrar: Registrar, people: int, homes: Iterator[Dwelling], dwellings: list[Dwelling]
) -> list[Household]:
    opened = []
    for nth in range(max(1, people // _PEOPLE_OF_INSTITUTION)):
        for kind, (name, residents) in _INSTITUTIONS.items():
            # A small population gets small institutions, or they would be most of it.
            size = min(residents, max(3, people // 40))
            home = replace(next(homes), flat="", building=f"{name} {nth + 1}" if nth else name, parent_uprn="")
            dwellings.append(home)
            opened.append(open_institution(registrar, kind, home, size))
    return opened


def _weigh(households: list[Household]) -> Odds[Household]:
    return odds({household: household.unrest for household in households})


def _move(person: Person, target: Dwelling, at: int) -> Move:
    origin = person.home
    person.move(target, at)
    return Move(person, at, origin, target)


def _marry(rng: Random, household: Household, at: int) -> None:
    if household.kind not in (Kind.COUPLE, Kind.FAMILY) or household.married or len(household.members) < 2:
        return
    first, second = household.members[:2]
    household.married = True
    drawn = rng.random()
    if first.family == second.family or drawn > 0.85:
        return
    double = f"{second.family}-{first.family}"
    second.rename(double if drawn < 0.12 and "-" not in double.replace("-", "", 1) else first.family, at)
