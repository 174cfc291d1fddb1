"""``python -m tests.judging.booted ROOT``: the units that ship, run by systemd itself.

ROOT is the file system of a Debian with systemd, and Linnet in ``/opt/linnet``; it is changed. Needs root,
systemd-nspawn and redis-server. Kafka and Redis are beside the machine, with TLS, users and ACLs. Exits with 1 where a
unit did not come up, or an alert did not come through.
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.deploy.machine import COMMAND
from infra.deploy.workloads import WORKLOADS
from tests.integration.roles import await_true
from tests.judging.booted.furniture import furnish, install_units
from tests.judging.booted.machine import Machine, booted
from tests.judging.passing import BY, RULES, WITHIN_SECONDS, Elsewhere, elsewhere, is_ready, pass_through

_UNITS = tuple(f"linnet-{role}.service" for role in WORKLOADS)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(root: Path) -> None:
    with TemporaryDirectory(prefix="linnet-booted-") as name, elsewhere(Path(name)) as told:
        install_units(root)
        with booted(root, Path(name) / "machine.log") as machine:
            _set_up(machine, told)
            _start(machine)
            say(f"an alert was there {pass_through(told, 1):.1f} s after its event was sent")
            if again := [unit for unit in _UNITS if machine.tell(unit, "NRestarts") != "0"]:
                raise AssertionError(f"started more than once: {', '.join(again)}")
            for unit in _UNITS:
                _kill(machine, unit)
            say(f"all killed: an alert was there {pass_through(told, 2):.1f} s after its event was sent")
            _rebuild(machine)
            _stop(machine)


def _set_up(machine: Machine, told: Elsewhere) -> None:
    machine.give("systemd-sysusers")
    machine.give("systemd-tmpfiles", "--create")
    furnish(machine.root, told)
    (machine.root / "etc/linnet/secrets/audit.pem").unlink(missing_ok=True)
    machine.give("/opt/linnet/bin/linnet", "audit", "key", "/etc/linnet/secrets/audit.pem")
    machine.give(COMMAND, "topics", "check")
    folders = machine.give(COMMAND, "feeds", "sshd", "--setup", "--owner", "linnet-feeds")
    machine.give("sh", given=folders.encode())


def _start(machine: Machine) -> None:
    begun = time.monotonic()
    machine.give("systemctl", "start", "linnet.target")
    await_true(lambda: all(machine.tell(unit, "ActiveState") == "active" for unit in _UNITS), WITHIN_SECONDS)
    await_true(is_ready, WITHIN_SECONDS)
    say(f"{len(_UNITS)} units are active, and the API is ready, after {time.monotonic() - begun:.1f} s")
    (machine.root / "etc/linnet/rules.yaml").write_text(RULES)
    say(machine.give(COMMAND, "rules", "adopt", "/etc/linnet/rules.yaml", *BY).strip())


def _kill(machine: Machine, unit: str) -> None:
    machine.give("systemctl", "kill", "--signal=KILL", unit)
    await_true(lambda: machine.tell(unit, "NRestarts") == "1", WITHIN_SECONDS)
    await_true(lambda: machine.tell(unit, "ActiveState") == "active", WITHIN_SECONDS)


def _rebuild(machine: Machine) -> None:
    """In the walls of a command, by processes of its own."""
    machine.give("systemctl", "stop", "linnet-clock.service")
    await_true(lambda: machine.give(COMMAND, "digest") == machine.give(COMMAND, "digest"), WITHIN_SECONDS)
    before, begun = machine.give(COMMAND, "digest"), time.monotonic()
    machine.give(COMMAND, "rebuild", "--workers", "2")
    await_true(lambda: machine.give(COMMAND, "digest") == before, WITHIN_SECONDS)
    say(f"rebuilt to the same digest in {time.monotonic() - begun:.1f} s")


def _stop(machine: Machine) -> None:
    begun = time.monotonic()
    machine.give("systemctl", "stop", "linnet.target")
    await_true(lambda: all(machine.tell(unit, "ActiveState") == "inactive" for unit in _UNITS), WITHIN_SECONDS)
    said = {unit: machine.tell(unit, "Result") for unit in _UNITS}
    if bad := {unit: result for unit, result in said.items() if result != "success"}:
        raise AssertionError(f"did not end well: {bad}")
    say(f"all stopped, as told, after {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]).resolve())
