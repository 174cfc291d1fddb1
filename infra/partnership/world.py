"""An area week by week: people move, things happen, agencies write them down and send them when they do."""

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from random import Random

from infra.partnership.case_study_contacts import report_case_study
from infra.partnership.caseload import Caseload
from infra.partnership.corrections import follow_report
from infra.partnership.council_cases import OPENED, CaseBook
from infra.partnership.crises import Crisis
from infra.partnership.desks import staff
from infra.partnership.filing import Filing
from infra.partnership.happenings import Agenda, Happening
from infra.partnership.incidents import draw_incidents, follow_up
from infra.partnership.names import read_cultures
from infra.partnership.plan import WEEK, AreaPlan, Plan
from infra.partnership.population import Move, Population, populate
from infra.partnership.prospects import Prospect
from infra.partnership.recording import Clerk, Report


@dataclass(frozen=True, slots=True)
class Week:
    """``reports`` were sent by the week's end, in the order they were sent; some happened long before."""

    reports: list[Report]
    prospects: list[Prospect]
    crises: list[Crisis]
    moves: list[Move]


class World:
    """One area. The same plan gives the same weeks; memory grows with the people, not with the weeks."""

    def __init__(self, plan: Plan, area: AreaPlan) -> None:
        self.rng = Random(f"{plan.seed}/{area.name}")
        self.area, self._start = area, plan.starts
        self.population: Population = populate(plan, area, self.rng)
        self._caseload, self._filing = Caseload(plan, area, self.population, self.rng), Filing(plan)
        self._cases, self._agenda = CaseBook(area), Agenda()
        desks = staff(self.rng, area, read_cultures().items[0])
        self._clerk = Clerk(plan, area, self.population, desks)
        self._outgoing: list[tuple[int, int, Report]] = []
        self._order = count()
        if self.population.case_study:
            for report in report_case_study(plan, self.population.case_study, self._clerk):
                self._send(report)

    def pass_week(self) -> Week:
        start, self._start = self._start, self._start + WEEK
        moves = self.population.pass_week(self.rng, start)
        care = self._caseload.pass_week(self.rng, start)
        for happening in care.events:
            self._agenda.enter(happening)
        for happening in draw_incidents(self.rng, self.population, start):
            self._enter_incident(happening)
        while due := self._agenda.next_before(self._start):
            self._take_place(due, start)
        return Week(self._sent_by(self._start), care.prospects, care.crises, moves)

    def _enter_incident(self, happening: Happening) -> None:
        """A council case begins its whole course; anything else stands for itself."""
        course = self._cases.follow(self.rng, happening) if happening.type == OPENED else [happening]
        for stage in course:
            self._agenda.enter(stage)

    def _take_place(self, happening: Happening, start: int) -> None:
        self._caseload.notice(happening)
        report = self._clerk.record(self.rng, happening, start)
        corrections = list(follow_report(self.rng, self._clerk, report, happening.person))
        if self._filing.keeps(happening, report):
            for each in (report, *corrections):
                self._send(each)
        for consequence in follow_up(self.rng, happening):
            self._enter_incident(consequence)

    def _send(self, report: Report) -> None:
        heappush(self._outgoing, (report.sent, next(self._order), report))

    def _sent_by(self, end: int) -> list[Report]:
        sent = []
        while self._outgoing and self._outgoing[0][0] <= end:
            sent.append(heappop(self._outgoing)[2])
        return sent
