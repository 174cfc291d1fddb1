"""Processes that are told to end, as systemd, Kubernetes and Compose tell them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from infra.processes import ROLES, list_environment
from streams.settings import Settings
from tests.integration.roles import await_true

pytestmark = pytest.mark.integration


def test_every_process_hears_that_it_is_to_end(settings: Settings, tmp_path: Path) -> None:
    """Each ends by itself on SIGTERM, and well: the first process of a container that has said nothing about the signal
    never gets it, and would be killed a minute later."""
    environment = {**os.environ, **list_environment(settings), "LINNET_METRICS_PORT": "0", "LINNET_DEV_SIGNIN": "1"}
    logs = {role: tmp_path / f"{role}.log" for role in ROLES}
    processes = {role: start(role, log, environment) for role, log in logs.items()}
    try:
        for log in logs.values():
            await_true(lambda log=log: '"starting"' in log.read_text(), 60)  # type: ignore[misc]
        for process in processes.values():
            process.send_signal(signal.SIGTERM)
        ended = {role: process.wait(30) for role, process in processes.items()}
        assert ended == dict.fromkeys(ROLES, 0)
    finally:
        for process in processes.values():
            process.kill()


def start(role: str, log: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    own = {"LINNET_RECEIVING_PORT": "0", "LINNET_API_PORT": "0"}
    with log.open("wb") as said:
        command = [sys.executable, "-m", "infra.cli", "run", role]
        return subprocess.Popen(command, env=environment | own, stdout=said, stderr=said)
