"""The main job on real parts: a simulated year loaded, then new events for as long as one cares to watch."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from rich.console import Console

from infra.alerting.adopting import Adopter, adopt
from infra.alerting.rules_file import SHIPPED, read_rules
from infra.alerting.running import read_running
from infra.commands import bar
from infra.lag import LagGauge
from infra.load import load_feeds
from infra.partnership import case_study
from infra.partnership.live import live_events
from infra.partnership.plan import Plan
from infra.partnership.simulate import simulate
from infra.processes import Processes
from infra.risk.ruling import Decider, find_untaught, put_through
from infra.up import Stop, address, running
from streams.codec import encode
from streams.errors import Transient
from streams.events.parts import ContactPerson
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings

_WEEKS = 52
_ADOPTER = ContactPerson(name="Demonstration", role="Hub manager", team="Safeguarding hub")
_CLINICIAN = ContactPerson(name="Demonstration", role="Clinical safety officer", team="Mental health trust")
# Ten minutes of the partnership's life in a second: an event every few seconds at the default size.
_TEMPO = 600.0
_WATCH_SECONDS = 0.5

Now = Callable[[], datetime]


def run_demo(settings: Settings, people: int, seed: int, now: Now, screen: Console) -> None:
    stop = Stop()
    settings = _let_in(settings)
    with running(settings, now, screen) as (found, processes):
        plan = _load_once(found, Plan(seed, people, _WEEKS, now()), processes, screen, stop)
        if plan and not stop.asked:
            _adopt_rules(found, now(), screen)
            _teach(found, now(), screen)
            _greet(found, screen)
            _Live(found, plan, now).go_on(stop, processes, screen)


def _let_in(settings: Settings) -> Settings:
    """Where nobody else says who people are, whoever tries the demo is anybody they like."""
    return settings if settings.oidc_issuer else settings.model_copy(update={"dev_signin": True})


def _load_once(settings: Settings, plan: Plan, processes: Processes, screen: Console, stop: Stop) -> Plan | None:
    """The plan whose year is loaded: this one, or the one of an earlier demo in the same data directory."""
    marker = settings.data_dir / "demo.json"
    if marker.exists():
        screen.print("The simulated year is there from an earlier run")
        return _read_plan(marker)
    directory = settings.data_dir / "simulated"
    simulate(directory, plan, say=lambda line: screen.print(line, markup=False))
    with bar(screen, "Sending the agencies' year to Kafka") as (begin, move):
        load_feeds(settings, directory, begin, move)
    if not _wait_until_known(settings, processes, screen, stop):
        return None
    marker.write_text(json.dumps({"seed": plan.seed, "people": plan.people, "until": plan.until.isoformat()}))
    return plan


def _adopt_rules(settings: Settings, at: datetime, screen: Console) -> None:
    """Those that ship, in areas without any: the next ticks look at everybody under them."""
    running = asyncio.run(read_running(settings, list(settings.partnership.areas)))
    if bare := [area for area, rules in running.items() if rules is None]:
        adopter = Adopter(_ADOPTER, at, lambda: uuid4().hex)
        shipped = read_rules(SHIPPED, settings.partnership.areas)
        asyncio.run(adopt(settings, [adopter.write(area, shipped) for area in bare]))
        screen.print(f"Adopted {len(shipped.rules)} alert rules; alerts follow with the next ticks")


def _teach(settings: Settings, at: datetime, screen: Console) -> None:
    """A year without ticks teaches nothing; so models begin as they came out of another simulated caseload."""
    from infra.risk.state_files import read_taught

    untaught = asyncio.run(find_untaught(settings, list(settings.partnership.areas)))
    decider, states = Decider(_CLINICIAN, at, lambda: uuid4().hex), read_taught()
    events = [decider.restore(area, state) for area in untaught for state in states]
    if events:
        asyncio.run(put_through(settings, events))
        screen.print("Gave the 28-day risk models that learned on simulated people; scores follow with the next ticks")


def _read_plan(marker: Path) -> Plan:
    kept = json.loads(marker.read_text())
    return Plan(kept["seed"], kept["people"], _WEEKS, datetime.fromisoformat(kept["until"]))


def _wait_until_known(settings: Settings, processes: Processes, screen: Console, stop: Stop) -> bool:
    """Until every message sent is admitted and in Redis; False when told to stop before."""
    gauge = LagGauge(settings)
    with bar(screen, "Linking and counting as they arrive") as (begin, move):
        most = 0
        while not stop.wait(_WATCH_SECONDS):
            processes.watch()
            try:
                lag = gauge.read()
            except Transient:  # asked again in half a second
                continue
            # An admitted event is counted by the projector next, so a message weighs one for each step.
            left = 2 * lag.intake + lag.projector
            most = max(most, left)
            begin(most)
            move(most - left, most)
            if lag.total == 0:
                return True
    return False


def _greet(settings: Settings, screen: Console) -> None:
    where = address(settings)
    screen.rule("Linnet is ready")
    screen.print(f"Open       {where}", style="bold", markup=False)
    if settings.dev_signin:
        screen.print("Sign in    as anybody on the list: development sign-in, for simulated people only")
        screen.print("Say why    choose a purpose, such as: a child may be in need of help or protection")
    screen.print(f"Look up    the address  {case_study.CASE_STUDY_QUERY}  ({case_study.CASE_STUDY_POSTCODE})")
    screen.print("           47 contacts with six agencies, of two people whom each agency writes in its own way")
    screen.print(f"Compare    the person   {case_study.CASE_STUDY_MOTHER}")
    screen.print("New events keep coming. Ctrl-C stops everything; the data stays for the next run.")


@dataclass(slots=True)
class _Live:
    settings: Settings
    plan: Plan
    now: Now

    def go_on(self, stop: Stop, processes: Processes, screen: Console) -> None:
        publisher = Publisher(self.settings)
        events = self._events()
        agency, event = next(events)
        while not stop.wait(_WATCH_SECONDS):
            processes.watch()
            due = []
            while event.time <= self.now():
                due.append(Outgoing(agency, event.area.encode(), encode(event)))
                agency, event = next(events)
            try:
                publisher.publish_blocking(due)
            except Transient as fault:
                screen.print(f"Events wait for Kafka: {fault}", markup=False)

    def _events(self) -> Iterator[tuple[str, Any]]:
        after = self.now().astimezone(UTC)
        return live_events(self.plan, after, Random(int(after.timestamp())), _TEMPO)
