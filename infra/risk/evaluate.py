"""A log played through the code that the projector runs: each prediction is made before anything of its outcome is
known, and learned from only when that is."""

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from infra.alerting.memory import AreaInMemory
from infra.risk.log_file import play_log
from scoring.batches import Step, run_batch
from scoring.linkage.models import Models
from scoring.outgoing import LogPoint
from scoring.risk.labels import HORIZON
from scoring.risk.practice import PRACTICE, Practice
from scoring.state.documents import PersonRecord
from scoring.state.outbox import Entry
from streams.codes.agencies import Agency
from streams.errors import Invalid
from streams.topics import SCORES

# As the projector takes them.
_BATCH = 500
_SAID = 100_000
# A log may have its ticks weeks apart.
_ALL = 10**9
# As outcomes name them.
SLICES = ("sex", "age_band", "ethnic_group", "deprivation_fifth", "team_type")
_OUTCOME = b'"outcome-known-1"'


class Known(NamedTuple):
    """A prediction whose outcome is known. ``made`` and ``known`` as ISO 8601; ``slices`` in the order of
    :data:`SLICES`; ``vector`` is empty unless it was asked for."""

    person: str
    made: str
    probability: float
    label: bool
    known: str
    team: str
    slices: tuple[str, ...]
    vector: str


@dataclass(slots=True)
class Evaluation:
    """``outcomes`` by person and moment, as told last; ``events`` counts all of the log, which goes ``until``."""

    held: AreaInMemory = field(default_factory=AreaInMemory)
    outcomes: dict[tuple[str, str], Known] = field(default_factory=dict)
    events: int = 0
    until: float = 0.0
    _words: dict[str, str] = field(default_factory=dict)
    _slices: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def take(self, entries: Iterable[Entry], with_vectors: bool) -> None:
        for entry in entries:
            if self.is_outcome(entry):
                self.take_outcome(entry.event, with_vectors)

    @staticmethod
    def is_outcome(entry: Entry) -> bool:
        return entry.topic == SCORES.name and _OUTCOME in entry.event

    def take_outcome(self, event: bytes, with_vectors: bool) -> Known:
        known = self._read(orjson.loads(event)["data"], with_vectors)
        self.outcomes[known.person, known.made] = known
        return known

    def _read(self, said: dict[str, Any], with_vectors: bool) -> Known:
        """Equal words are held once: there are millions of predictions."""
        person, made, team = (
            self._words.setdefault(word, word) for word in (said["person"], said["made_at"], said["team"])
        )
        slices = tuple(said["slices"][name] for name in SLICES)
        held = self._slices.setdefault(slices, slices)
        vector = said["vector"] if with_vectors else ""
        return Known(person, made, said["probability"], said["label"], said["known_at"], team, held, vector)

    def list_known(self) -> list[Known]:
        """Those whose 28 days have passed: of later ones only crises can be known yet."""
        last = datetime.fromtimestamp(max(0.0, self.until - HORIZON), UTC)
        over = {made for made in {made for _, made in self.outcomes} if datetime.fromisoformat(made) <= last}
        return [one for one in self.outcomes.values() if one.made in over]

    def list_persons(self) -> Iterator[tuple[str, str, str]]:
        """Everybody whom a trust knows: the person, the trust's own number and the NHS number, empty if unknown."""
        for document in self.held.documents.values():
            if isinstance(document, PersonRecord) and document.statement.agency == Agency.EHR:
                for number in document.bare_ids or ("",):
                    yield document.entity, number, document.statement.nhs_number


def choose_model(name: str) -> Practice:
    """A practice of that model alone, or of the one that ships first. Raises :class:`Invalid` for one there is not."""
    names = [recipe.name for recipe in PRACTICE.recipes]
    if name and name not in names:
        raise Invalid("model", f"--model: there is none called {name}; choose one of {', '.join(names)}", "model")
    return replace(PRACTICE, recipes=(PRACTICE.recipe(name),), most=_ALL)


def check_places(*paths: Path | None) -> None:
    """Before hours are spent on what cannot be written. Raises :class:`Invalid`."""
    for path in paths:
        if path and (path.is_dir() or not os.access(path.parent, os.W_OK)):
            raise Invalid("out", f"{path}: nothing can be written there; name a file in a directory that exists")


def evaluate(
    path: Path,
    area: str,
    models: Models,
    practice: Practice,
    say: Callable[[str], None],
    with_vectors: bool = False,
    note: Callable[[Evaluation, list[Entry]], None] | None = None,
) -> Evaluation:
    """``note`` is told of each batch what came of it. Cost: about 1 ms an event, and memory for the area several times
    over."""
    found, log = Evaluation(), play_log(path, area)
    while batch := [*islice(log, _BATCH)]:
        steps = [
            Step(prepared, LogPoint(area, 0, offset, round(clock * 1000)))
            for offset, (prepared, clock) in enumerate(batch, found.events)
        ]
        changes, entries = asyncio.run(run_batch(steps, found.held, models, practice))
        found.held.commit(changes)
        found.events, found.until = found.events + len(steps), batch[-1][1]
        found.take(entries, with_vectors)
        if note:
            note(found, entries)
        if found.events % _SAID == 0:
            say(f"{found.events:,} events, {len(found.outcomes):,} outcomes known")
    return found
