"""Scripts of other projects' tools, each in an environment of its own that uv makes from the script's first lines."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from streams.errors import Broken

PEERS = Path(__file__).with_name("peers")


@dataclass(frozen=True, slots=True)
class Ours:
    """``pace`` is what the command says of its time a record."""

    clusters: dict[str, str]
    pace: str


def run_script(name: str, *arguments: str) -> str:
    """Its last line of output. Raises :class:`Broken` when it fails, with the end of what it said."""
    return _run(["uv", "run", "--quiet", "--script", str(PEERS / name), *arguments])


def run_linnet(records: Path, out: Path, lesson: Path | None) -> Ours:
    """``lesson``: other records of the kind, to train a model on first, without their truth."""
    linnet, model = str(Path(sys.executable).with_name("linnet")), out.with_suffix(".json")
    if lesson:
        _run([linnet, "linkage", "train", "--records", str(lesson), "--out", str(model), "--version", "bench"])
    chosen = ["--model", str(model)] if lesson else []
    said = _run([linnet, "linkage", "evaluate", "--records", str(records), "--out", str(out), *chosen])
    lines = out.read_text(encoding="utf-8").splitlines()[1:]
    return Ours({record: person for record, person, _ in (line.rsplit(",", 2) for line in lines)}, said)


def read_times(said: str) -> str:
    return ", ".join(f"{step} {seconds:.1f} s" for step, seconds in json.loads(said).items())


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=_environment())
    except FileNotFoundError:
        raise Broken(f"{command[0]} is not installed") from None
    except subprocess.CalledProcessError as fault:
        raise Broken(f"{' '.join(command[-4:])} failed:\n{fault.stderr[-1_000:]}") from None
    return " ".join(done.stdout.strip().splitlines()[-1:])


def _environment() -> dict[str, str]:
    """One thread for everybody, and lines not broken."""
    return dict(os.environ) | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "COLUMNS": "200"}
