"""Who plays the log: Linnet's own two ways, and the same projection under other hosts."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from streams.errors import Broken

ROOT = Path(__file__).parents[3]
HOSTS = Path(__file__).with_name("hosts")
_PACKAGE = "tests.bench.peers.hosts"
_HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


@dataclass(frozen=True, slots=True)
class Entrant:
    """``live``: goes on at the end of the log. ``alone``: the module has an environment of its own, which uv makes from
    its first lines. ``works``: it does Linnet's work, so it comes to Linnet's digest."""

    name: str
    title: str
    words: Sequence[str]
    live: bool = True
    alone: bool = False
    works: bool = True

    def command(self) -> list[str]:
        """Raises :class:`Broken` when its environment cannot be made."""
        return [
            find_python(HOSTS / f"{self.words[-1].rpartition('.')[2]}.py") if self.alone else sys.executable,
            "-m",
            *self.words,
        ]


def find_python(script: Path) -> str:
    """Of the script's own environment; its packages are fetched on the first call. Raises :class:`Broken`."""
    _run(["uv", "sync", "--quiet", "--python", _HERE, "--script", str(script)])
    return _run(["uv", "python", "find", "--script", str(script)])


def _run(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except FileNotFoundError:
        raise Broken("uv is not installed") from None
    except subprocess.CalledProcessError as fault:
        raise Broken(f"{' '.join(command[:2])} failed for {Path(command[-1]).name}:\n{fault.stderr[-1_000:]}") from None


LIVE = Entrant("live", "Linnet live (Faust)", ("infra.cli", "run", "projector"))
BACKFILL = Entrant("backfill", "Linnet backfill", ("infra.cli", "backfill", "--workers", "1"), live=False)
# Beside the others: what its processes cost is not the first one's.
SIDE_BY_SIDE = Entrant("side-by-side", "Linnet backfill on all cores", ("infra.cli", "backfill"), live=False)
BARE = Entrant("bare", "a bare confluent-kafka loop", (f"{_PACKAGE}.bare_loop",))
FAUST_FLOOR = Entrant("faust-floor", "Linnet's Faust worker with no work", (f"{_PACKAGE}.faust_floor",), works=False)
BARE_FLOOR = Entrant("bare-floor", "a bare loop with no work", (f"{_PACKAGE}.bare_floor",), works=False)
ENTRANTS = (
    LIVE,
    BACKFILL,
    BARE,
    Entrant("quix", "Quix Streams 3.28.1", (f"{_PACKAGE}.quix_host",), alone=True),
    Entrant("bytewax", "Bytewax 0.21.1", (f"{_PACKAGE}.bytewax_host",), alone=True),
    FAUST_FLOOR,
    BARE_FLOOR,
)
