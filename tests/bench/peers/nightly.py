"""What a hub does today: a batch each night over all that it holds. How long it takes, and how long an event waits."""

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from streams.errors import Broken
from tests.bench.feeds import Message
from tests.bench.figures import Figure, Section
from tests.bench.peers.entrants import HOSTS, ROOT, find_python

_MODULE = "tests.bench.peers.hosts.nightly_batch"
_HALF_A_DAY = 12 * 3600
_MEGABYTE = 2**20


def measure_nightly(sent: list[Message]) -> Section:
    """Of the same events, as the agencies sent them. Raises :class:`Broken` when the batch fails."""
    with TemporaryDirectory(prefix="linnet-bench-") as folder:
        store = Path(folder) / "events.jsonl"
        store.write_bytes(b"".join(message.value + b"\n" for message in sent))
        said = _run([find_python(HOSTS / "nightly_batch.py"), "-m", _MODULE, str(store)])
    seconds = said["seconds"]
    figures = [
        Figure("one night's batch, over all of it", seconds, "s"),
        Figure("of which Splink: training, pairs, clusters", said["linking"], "s"),
        Figure("of which SQL over DuckDB: windows, counts, twenty rules", said["counting"], "s"),
        Figure("its processor time, each night, for each event held", said["processor"] / len(sent) * 1e6, "µs/event"),
        Figure("memory", said["memory"] / _MEGABYTE, "MB"),
        Figure("until an event is visible, if it came just before the batch", seconds, "s"),
        Figure("until an event is visible, over the hours of a day", _HALF_A_DAY + seconds, "s"),
    ]
    title = f"A nightly batch: {len(sent):,} events, {said['records']:,.0f} records, {said['persons']:,.0f} persons"
    return Section(title, figures)


def _run(command: list[str]) -> dict[str, float]:
    environment = dict(os.environ) | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    except subprocess.CalledProcessError as fault:
        raise Broken(f"the nightly batch failed:\n{fault.stderr[-1_000:]}") from None
    said: dict[str, float] = orjson.loads(done.stdout.strip().splitlines()[-1])
    return said
