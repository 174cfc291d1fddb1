"""Scripts of other projects' tools, each in an environment of its own that uv makes from the script's first lines."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from streams.errors import Broken

PEERS = Path(__file__).with_name("peers")


@dataclass(frozen=True, slots=True)
class Done:
    """``said``: its last line of output. ``processor``: seconds of processor time of all that it started; others use
    the machine too, so these tell more than the clock."""

    said: str
    processor: float


@dataclass(frozen=True, slots=True)
class Ours:
    clusters: dict[str, str]
    processor: float


def run_script(name: str, *arguments: str) -> Done:
    """Raises :class:`Broken` when it fails, with the end of what it said."""
    return _run(["uv", "run", "--quiet", "--script", str(PEERS / name), *arguments])


def run_linnet(records: Path, out: Path, lesson: Path | None, people: int | None) -> Ours:
    """``lesson``: other records of the kind, to train a model on first, without their truth."""
    linnet, model = str(Path(sys.executable).with_name("linnet")), out.with_suffix(".json")
    used = 0.0
    if lesson:
        train = [linnet, "linkage", "train", "--records", str(lesson), "--out", str(model), "--version", "bench"]
        used = _run(train).processor
    chosen = [*(["--model", str(model)] if lesson else []), *(["--people", str(people)] if people else [])]
    done = _run([linnet, "linkage", "evaluate", "--records", str(records), "--out", str(out), *chosen])
    lines = out.read_text(encoding="utf-8").splitlines()[1:]
    clusters = {record: person for record, person, _ in (line.rsplit(",", 2) for line in lines)}
    return Ours(clusters, used + done.processor)


def _run(command: list[str]) -> Done:
    before = _used()
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=_environment())
    except FileNotFoundError:
        raise Broken(f"{command[0]} is not installed") from None
    except subprocess.CalledProcessError as fault:
        raise Broken(f"{' '.join(command[-4:])} failed:\n{fault.stderr[-1_000:]}") from None
    return Done(" ".join(done.stdout.strip().splitlines()[-1:]), _used() - before)


def _used() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _environment() -> dict[str, str]:
    """One thread for everybody, and lines not broken."""
    return dict(os.environ) | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "COLUMNS": "200"}
