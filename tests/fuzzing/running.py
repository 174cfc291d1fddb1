"""Schemathesis as the program it is, against the API as it is served."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from streams.codes.access import Role
from streams.settings import Settings
from tests.fuzzing.world import Known, sign_in
from tests.signed_in import COOKIE

_HOOKS = Path(__file__).with_name("hooks.py")
_GENERATED = re.compile(r"(\d+) generated")
_FAILED = re.compile(r"ST\d{3} [^:\n]+: \d+$", re.MULTILINE)
# What the document cannot say: which areas the partnership has, what a cursor is, which roles somebody has. Whoever
# asks for what is none is told so by 422, as documented.
_EXCEPT = "positive_data_acceptance"
# It would end the session that everything else is asked in.
_SIGN_OUT = "signOut"


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """``failures``: kinds of failure with their number; ``text``: all that Schemathesis wrote."""

    role: Role
    cases: int
    failures: tuple[str, ...]
    text: str


def fuzz(
    address: str,
    settings: Settings,
    known: Known,
    roles: Sequence[Role],
    examples: int,
    seed: int,
    phases: str = "examples,coverage,fuzzing,stateful",
) -> Iterator[Fuzzed]:
    """Each role is asked about everything, and at last signs out. ``examples``: at most so many of each operation, in
    each of Schemathesis's phases. ``seed``: of the first role; each has one of its own."""
    for number, role in enumerate(roles):
        more = ["--phases", phases, "--max-examples", str(examples), "--seed", str(seed + number)]
        yield _run(address, sign_in(settings, role), known, role, [*more, "--exclude-operation-id", _SIGN_OUT])
        yield _run(address, sign_in(settings, role), known, role, [*more, "--include-operation-id", _SIGN_OUT])


def _run(address: str, cookie: str, known: Known, role: Role, more: Sequence[str]) -> Fuzzed:
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json", "--no-color", "--no-shrink",
        "--checks", "all", "--exclude-checks", _EXCEPT, "--continue-on-failure", "--generation-database", "none",
        "--suppress-health-check", "all", "--request-timeout", "30", "--warnings", "off",
        # The session goes with all but those that ask without one on purpose.
        "--generation-with-security-parameters", "false",
        "-H", f"Cookie: {COOKIE}={cookie}", *more,
    ]  # fmt: skip
    environment = os.environ | {"SCHEMATHESIS_HOOKS": str(_HOOKS), "LINNET_FUZZING_KNOWN": json.dumps(known)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1800, check=False)
    generated = _GENERATED.search(ran.stdout)
    failures = tuple(_FAILED.findall(ran.stdout))
    if ran.returncode and not failures:
        failures = (f"Schemathesis ended with {ran.returncode}",)
    return Fuzzed(role, int(generated[1]) if generated else 0, failures, ran.stdout + ran.stderr)
