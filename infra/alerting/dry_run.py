"""A rules file against an area's own past, beside the rules that run there."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from infra.alerting.past import remember
from infra.alerting.rules_file import RulesFile
from infra.alerting.running import read_running, to_core
from infra.alerting.tally import Tally, tally
from infra.alerting.trial import Move, mark, try_rules
from scoring.linkage.models import load_models_of
from streams.broker import Watermarks
from streams.errors import Invalid
from streams.partitions import partition_of
from streams.reading import read_stretch
from streams.sealing.envelope import unseal
from streams.sealing.reading import Keys
from streams.settings import Settings
from streams.topics import OBSERVATIONS

_NEW, _OLD = "new", "old"


@dataclass(frozen=True, slots=True)
class Result:
    """``until``: the last moment of the log."""

    tried: Tally
    running: Tally
    until: datetime
    version: str
    ran: str

    @property
    def told(self) -> str:
        last = f"{self.until.day} {self.until:%B %Y %H:%M} UTC"
        return f"version {self.version} in the {self.tried.weeks} weeks up to {last}, beside {self.ran or 'no rules'}"


def dry_run(settings: Settings, area: str, file: RulesFile, weeks: int, move: Move) -> Result:
    """Raises :class:`Invalid` for an area of which nothing is known yet. Cost: some 5 ms an event of the whole log, and
    as much memory as Redis has of the area several times over."""
    past = remember(read_log(settings, area), area)
    if not past:
        raise Invalid("log-empty", f"nothing is in the log of {area} yet, so there is nothing to try rules on")
    held = asyncio.run(read_running(settings, [area]))[area]
    rules = [*mark(to_core(file.rules), _NEW), *mark(held.rules if held else (), _OLD)]
    models = load_models_of(settings, area)
    until = past[-1].moment
    found = tally(try_rules(past, rules, area, models, move), until, weeks)
    tried, running = (found.get(which, Tally(weeks)) for which in (_NEW, _OLD))
    # In the file's order, and those that raised nothing too.
    tried.rules = {rule.id: tried.rules[rule.id] for rule in file.rules}
    running.rules = {rule.id: running.rules[rule.id] for rule in (held.rules if held else ())}
    return Result(tried, running, datetime.fromtimestamp(until, UTC), file.version, held.version if held else "")


def read_log(settings: Settings, area: str) -> Iterator[bytes]:
    partition = partition_of(area, OBSERVATIONS.partitions)
    watermarks = Watermarks(settings)
    low, high = watermarks.of(OBSERVATIONS.name, partition)
    watermarks.close()
    keys = Keys(settings)
    for message in read_stretch(settings, OBSERVATIONS.name, partition, low, high):
        yield unseal(message.value() or b"", keys.find)
