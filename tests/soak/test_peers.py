"""The short form of ``python -m tests.bench.peers``: that whom Linnet is measured against still does the same work."""

import subprocess
import sys

import pytest

from tests.bench.peers.entrants import ROOT

_ASKED = ("backfill", "quix", "bytewax")


@pytest.mark.timeout(600)
def test_other_hosts_come_to_the_same_digest() -> None:
    """Quix Streams and Bytewax, each in an environment of its own, play a short log and come to Linnet's digest; the
    command fails where one does not, or does not start."""
    words = ["--events", "1000", "--rounds", "1", "--seconds", "0"]
    only = [word for name in _ASKED for word in ("--only", name)]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.peers", *words, *only],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2_000:]
    assert "Bytewax" in ran.stdout
