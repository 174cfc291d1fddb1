"""The units are ones that systemd takes, and give each process little to do harm with."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from infra.deploy.machine import COMMAND, FOLDERS, USERS, write_machine
from infra.deploy.systemd import PROGRAM, SECRETS, TARGET, write_units
from infra.deploy.workloads import WORKLOADS
from infra.processes import ROLES
from tests.tools import find_tool

UNITS, MACHINE = write_units(), write_machine()
SERVICES = [name for name in UNITS if name.endswith(".service")]
# systemd's own scale, from 0 to 10: what a web server ships with is 9 and more.
_EXPOSED = 3.0


@pytest.fixture(scope="module")
def analyze() -> str:
    return find_tool("systemd-analyze")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units, with a program that is there: systemd looks whether it is."""
    folder = tmp_path_factory.mktemp("units")
    for name, text in UNITS.items():
        (folder / name).write_text(text.replace(PROGRAM, sys.executable))
    return folder


def test_systemd_takes_them(analyze: str, folder: Path) -> None:
    """systemd finds no word that it does not know, and nothing missing."""
    units = [str(folder / name) for name in UNITS]
    judged = subprocess.run([analyze, "verify", *units], capture_output=True, text=True, timeout=60, check=False)
    assert (judged.returncode, judged.stderr) == (0, "")


def test_none_is_exposed(analyze: str, folder: Path) -> None:
    """By systemd's own measure each is exposed to 3.0 of 10 at most."""
    for name in SERVICES:
        command = [analyze, "security", "--offline=true", "--no-pager", str(folder / name)]
        judged = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        found = re.search(r"Overall exposure level for \S+: ([\d.]+)", judged.stdout)
        assert found, judged.stderr
        assert float(found[1]) <= _EXPOSED, name


def test_the_target_starts_every_process() -> None:
    """One unit for each process, and the target wants all of them."""
    assert [f"linnet-{role}.service" for role in ROLES] == SERVICES
    wanted = next(line for line in UNITS[TARGET].splitlines() if line.startswith("Wants="))
    assert wanted == f"Wants={' '.join(SERVICES)}"


@pytest.mark.parametrize("role", WORKLOADS)
def test_each_is_somebody_of_its_own(role: str) -> None:
    """A process has a user, a password and metrics of its own."""
    unit = UNITS[f"linnet-{role}.service"]
    assert f"User=linnet-{role}\n" in unit
    assert f"LoadCredential=linnet_kafka_password:{SECRETS}/{role}_kafka_password\n" in unit
    assert unit.count("Environment=LINNET_METRICS_PORT=") == 1


def test_users_of_all_are_made(tmp_path: Path) -> None:
    """systemd makes every user that a unit or the command runs as, and that a folder belongs to."""
    (tmp_path / "etc").mkdir()
    file = tmp_path / USERS
    file.write_text(MACHINE[USERS])
    command = [find_tool("systemd-sysusers"), f"--root={tmp_path}", str(file)]
    judged = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert judged.returncode == 0, judged.stderr
    made = {line.split(":")[0] for line in (tmp_path / "etc/passwd").read_text().splitlines()}
    named = set(re.findall(r"User=(\S+?)'?$", "".join([*UNITS.values(), MACHINE[COMMAND]]), re.MULTILINE))
    owners = {line.split()[3] for line in MACHINE[FOLDERS].splitlines() if line.startswith("d ")}
    assert made >= named | owners - {"root"}


def test_folders_that_units_name_are_made() -> None:
    """Each folder below /srv that a unit may write or read is there before it starts."""
    named = set(re.findall(r"Paths=(/srv/\S+?)'?$", "".join([*UNITS.values(), MACHINE[COMMAND]]), re.MULTILINE))
    assert named
    assert named <= {line.split()[1] for line in MACHINE[FOLDERS].splitlines() if line.startswith("d ")}


def test_a_command_is_walled_in_as_processes_are() -> None:
    """What an administrator gives runs with no more than a process has, and hands its words on whole."""
    walls = [line for line in UNITS["linnet-feeds.service"].splitlines() if line.startswith(("Protect", "System"))]
    assert all(f"--property='{line}'" in MACHINE[COMMAND] for line in walls)
    shell = [find_tool("sh"), "-n"]
    subprocess.run(shell, input=MACHINE[COMMAND], text=True, check=True, timeout=10)
    # Under a bare name it writes where it may.
    assert "'WorkingDirectory=/var/lib/linnet-operator'" in MACHINE[COMMAND]
    assert "'StateDirectory=linnet-operator'" in MACHINE[COMMAND]
    assert MACHINE[COMMAND].endswith(f'{PROGRAM} "$@"\n')


def test_ports_of_metrics_are_apart() -> None:
    """All processes of one machine can be asked for their metrics at once."""
    ports = re.findall(r"LINNET_METRICS_PORT=(\d+)", "".join(UNITS.values()))
    assert len(set(ports)) == len(ROLES)


def test_processes_bear_what_the_units_forbid() -> None:
    """All of Linnet can be loaded where no memory may become code, as MemoryDenyWriteExecute= has it."""
    modules = "api.serve, consumers.intake, consumers.projector, consumers.receiving.serving, consumers.feeds.running"
    modules += ", pysequoia"
    # PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN; a kernel before 6.3 does not know it, and then nothing is tried.
    code = f"import ctypes\nif ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) == 0:\n    import {modules}"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
