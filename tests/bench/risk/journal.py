"""What a run finds, written down as it comes: what was found when it died can be judged, and judged again."""

import csv
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import msgspec

from infra.risk.evaluate import Evaluation, Known
from infra.risk.evaluated import write_persons
from scoring.risk.vigil import Alarm, Vigil
from scoring.state import keys
from scoring.state.outbox import Entry

_OUTCOMES, _PERSONS, _SAID = "outcomes.jsonl.gz", "persons.csv", "run.json"
_BARE = b'"vector":""'
_STEP = 20_000
_READ = 1 << 20


@dataclass(frozen=True, slots=True)
class Run:
    """``alarms`` as they stood last, each once. ``processor``: seconds."""

    known: list[Known]
    persons: list[tuple[str, str, str]]
    alarms: list[Alarm]
    events: int
    processor: float


class Journal:
    """In a directory: outcomes, persons and alarms, no more than 20,000 events behind."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory, self._file = directory, (directory / _OUTCOMES).open("wb")
        self._packer = zlib.compressobj(1, zlib.DEFLATED, 31)
        self._alarms: dict[tuple[str, str, bool, float], Alarm] = {}
        self._started, self._steps = process_time(), 0

    def note(self, found: Evaluation, entries: Sequence[Entry]) -> None:
        lines = [entry.event + b"\n" for entry in entries if found.is_outcome(entry)]
        self._file.write(self._packer.compress(b"".join(lines)))
        if found.events // _STEP > self._steps:
            self._steps = found.events // _STEP
            self.save(found)

    def save(self, found: Evaluation) -> None:
        self._file.write(self._packer.flush(zlib.Z_FULL_FLUSH))
        self._file.flush()
        write_persons(self._directory / _PERSONS, found)
        vigil = found.held.documents.get(keys.VIGIL)
        for alarm in vigil.alarms if isinstance(vigil, Vigil) else ():
            self._alarms[alarm.kind, alarm.about, alarm.rose, alarm.raised] = alarm
        said = {
            "events": found.events,
            "until": found.until,
            "processor": process_time() - self._started,
            "alarms": msgspec.to_builtins([*self._alarms.values()]),
        }
        (self._directory / _SAID).write_text(json.dumps(said), encoding="utf-8")


def has_run(directory: Path) -> bool:
    return (directory / _SAID).exists()


def read_run(directory: Path, with_vectors: bool = True) -> Run:
    """A label that was corrected too late to be learned from comes without its features, and is left out."""
    said = json.loads((directory / _SAID).read_text(encoding="utf-8"))
    found = Evaluation(until=said["until"])
    for line in _read_lines(directory / _OUTCOMES):
        known = found.take_outcome(line, with_vectors)
        if _BARE in line:
            del found.outcomes[known.person, known.made]
    with (directory / _PERSONS).open(encoding="utf-8", newline="") as file:
        persons = [(person, number, nhs) for person, number, nhs in list(csv.reader(file))[1:]]
    alarms = msgspec.convert(said["alarms"], list[Alarm])
    return Run(found.list_known(), persons, alarms, said["events"], said["processor"])


def _read_lines(path: Path) -> Iterator[bytes]:
    """As far as they are whole: a run that died leaves a half one."""
    unpacker, rest = zlib.decompressobj(31), b""
    with path.open("rb") as file:
        while part := file.read(_READ):
            *lines, rest = (rest + unpacker.decompress(part)).split(b"\n")
            yield from lines
