"""From the moment an agency produces an event until the alert it raises is on the live stream: the whole of Linnet, on
a fresh embedded stack, under a steady flow of events that each raise one."""

import asyncio
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import httpx
import orjson
import typer
from rich.console import Console

from infra.alerting.adopting import Adopter, adopt
from infra.alerting.rules_file import SHIPPED, RulesFile, read_rules
from infra.stack.leash import follow_parent
from streams.codes.alerts import AlertSubject, Receiver, Severity
from streams.codes.indicators import RuleIndicator
from streams.errors import Broken
from streams.events.parts import ContactPerson
from streams.events.rules import AlertRule, RuleCondition
from streams.settings import Settings
from tests.bench.figures import Aim, Section, sum_up, write_markdown, write_table
from tests.bench.ground import fresh_ground
from tests.bench.machine import describe_machine
from tests.bench.pacing import send_evenly
from tests.bench.strangers import AREA, meet
from tests.signed_in import cookies_at

_AIM = Aim(1000, at_least=False)
_PATIENCE_SECONDS = 60.0
_LEAD_SECONDS = 3
_ALWAYS = AlertRule(
    id="bench",
    title="Any contact",
    subject=AlertSubject.PERSON,
    severity=Severity.NOTICE,
    receivers=(Receiver.HUB,),
    when=(RuleCondition(indicator=RuleIndicator.CONTACTS, days=7, at_least=1),),
    advice="For measuring",
    source="For measuring",
)

screen = Console(stderr=True, highlight=False)


def bench(
    rate: Annotated[int, typer.Option(min=10, help="events a second")] = 200,
    seconds: Annotated[int, typer.Option(min=5, help="for how long")] = 20,
    write: Annotated[Path | None, typer.Option(help="also write the table, as Markdown, to this file")] = None,
) -> None:
    """Under the rules that ship and one that every contact meets. Takes about two minutes."""
    machine = describe_machine()
    with fresh_ground() as ground:
        warming = [meet(1_000_000 + number, datetime.now(UTC)).message for number in range(50)]
        with ground.processes(warming, "alerting"):
            _adopt(ground.settings)
            section = _measure(ground.settings, rate, seconds)
    table = Console(width=None if screen.is_terminal else 140, highlight=False)
    table.print(f"\n{machine}", markup=False)
    table.print(write_table([section]))
    if write:
        write.write_text(write_markdown(machine, [section]), encoding="utf-8")


def _adopt(settings: Settings) -> None:
    shipped = read_rules(SHIPPED, settings.partnership.areas)
    rules = RulesFile("bench", (*shipped.rules, _ALWAYS))
    person = ContactPerson(name="Bench", role="Bench", team="Bench")
    adopter = Adopter(person, datetime.now(UTC), lambda: uuid4().hex)
    asyncio.run(adopt(settings, [adopter.write(AREA, rules)]))


def _measure(settings: Settings, rate: int, seconds: int) -> Section:
    seen: dict[str, float] = {}
    ready = threading.Event()
    threading.Thread(target=_watch, args=(settings, seen, ready), daemon=True).start()
    if not ready.wait(_PATIENCE_SECONDS):
        raise Broken("the stream was not opened; the figures would be of no use")
    sent = _produce(settings, rate, seconds)
    end = time.monotonic() + _PATIENCE_SECONDS
    while sent.keys() - seen.keys() and time.monotonic() < end:
        time.sleep(0.05)
    if missing := len(sent.keys() - seen.keys()):
        raise Broken(f"{missing} alerts did not arrive; the figures would be of no use")
    counted = list(sent)[_LEAD_SECONDS * rate :]
    times = ((seen[event] - sent[event]) * 1000 for event in counted)
    title = f"Event produced to its alert on the live stream, {rate}/s for {seconds} s, {len(_rules(settings))} rules"
    return Section(title, sum_up(times, _AIM))


def _rules(settings: Settings) -> list[AlertRule]:
    return [*read_rules(SHIPPED, settings.partnership.areas).rules, _ALWAYS]


def _produce(settings: Settings, rate: int, seconds: int) -> dict[str, float]:
    """Event key to when it was handed to the Kafka client, on this process's clock."""
    strangers = (meet(number, datetime.now(UTC)) for number in range(rate * (seconds + _LEAD_SECONDS)))
    return {stranger.key: at for stranger, at in send_evenly(settings, rate, strangers, lambda one: one.message)}


def _watch(settings: Settings, seen: dict[str, float], ready: threading.Event) -> None:
    address = f"http://{settings.api_host}:{settings.api_port}/v1/areas/{AREA}/alerts/stream"
    with httpx.stream("GET", address, cookies=cookies_at(settings), timeout=_PATIENCE_SECONDS) as answer:
        for line in answer.iter_lines():
            ready.set()
            if line.startswith("data: "):
                at = time.perf_counter()
                findings = orjson.loads(line[6:]).get("data", {}).get("because", ())
                for key in (key for finding in findings for key in finding["events"]):
                    seen.setdefault(key, at)


if __name__ == "__main__":
    follow_parent()
    typer.run(bench)
