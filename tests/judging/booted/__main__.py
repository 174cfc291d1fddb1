"""``python -m tests.judging.booted ROOT``: the units that ship, run by systemd itself.

ROOT is the file system of a Debian with systemd, and Linnet in ``/opt/linnet``; it is changed. Needs root,
systemd-nspawn and redis-server. Kafka and Redis are beside the machine, with TLS, users and ACLs. Exits with 1 where a
unit did not come up, or an alert did not come through.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import orjson

from infra.deploy.machine import COMMAND
from infra.deploy.workloads import WORKLOADS
from tests.certificates import Authority
from tests.integration.posting import TOKEN
from tests.integration.receivers import Receiver, receiving
from tests.integration.redis_server import PASSWORD, serve_redis
from tests.integration.roles import await_true
from tests.integration.securing import secured_stack
from tests.judging.booted.furniture import AREA, Elsewhere, furnish, install_units
from tests.judging.booted.machine import Machine, booted
from tests.soak.faults.homes import key_of, visit

_WITHIN_SECONDS = 180.0
_UNITS = tuple(f"linnet-{role}.service" for role in WORKLOADS)
_RULES = """
version: tests-1
rules:
  - id: twice
    title: Two contacts
    subject: address
    severity: amber
    receivers: [hub]
    when:
      - {indicator: contacts, within: 28 days, at_least: 2}
    advice: Ring the contacts below and agree who visits.
    source: Made for a test
"""
_BATCH = "application/cloudevents-batch+json"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(root: Path) -> None:
    with TemporaryDirectory(prefix="linnet-booted-") as name, _elsewhere(Path(name)) as (told, authority):
        install_units(root)
        with booted(root, Path(name) / "machine.log") as machine:
            _set_up(machine, told, authority)
            _start(machine)
            say(f"an alert was there {_pass(told.receiver, authority, 1):.1f} s after its event was sent")
            if again := [unit for unit in _UNITS if machine.tell(unit, "NRestarts") != "0"]:
                raise AssertionError(f"started more than once: {', '.join(again)}")
            for unit in _UNITS:
                _kill(machine, unit)
            say(f"all killed: an alert was there {_pass(told.receiver, authority, 2):.1f} s after its event was sent")
            _rebuild(machine)
            _stop(machine)


@contextmanager
def _elsewhere(home: Path) -> Iterator[tuple[Elsewhere, Authority]]:
    folders = {name: home / name for name in ("kafka", "redis", "certificates")}
    for folder in folders.values():
        folder.mkdir()
    with (
        secured_stack(folders["kafka"]) as kafka,
        serve_redis(folders["redis"], PASSWORD) as redis,
        receiving() as receiver,
    ):
        # As the machine has it.
        url = redis.url(authority=Path("/etc/linnet/redis-ca.pem"))
        passwords = folders["kafka"] / "passwords"
        yield Elsewhere(kafka, passwords, url, redis.authority, receiver), Authority(folders["certificates"])


def _set_up(machine: Machine, told: Elsewhere, authority: Authority) -> None:
    machine.give("systemd-sysusers")
    machine.give("systemd-tmpfiles", "--create")
    furnish(machine.root, told, authority)
    (machine.root / "etc/linnet/secrets/audit.pem").unlink(missing_ok=True)
    machine.give("/opt/linnet/bin/linnet", "audit", "key", "/etc/linnet/secrets/audit.pem")
    machine.give(COMMAND, "topics", "check")
    folders = machine.give(COMMAND, "feeds", "sshd", "--setup", "--owner", "linnet-feeds")
    machine.give("sh", given=folders.encode())


def _start(machine: Machine) -> None:
    begun = time.monotonic()
    machine.give("systemctl", "start", "linnet.target")
    await_true(lambda: all(machine.tell(unit, "ActiveState") == "active" for unit in _UNITS), _WITHIN_SECONDS)
    await_true(lambda: _is_ready(), _WITHIN_SECONDS)
    say(f"{len(_UNITS)} units are active, and the API is ready, after {time.monotonic() - begun:.1f} s")
    (machine.root / "etc/linnet/rules.yaml").write_text(_RULES)
    by = ("--by", "Jo Bell", "--role", "Manager", "--team", "Partnership", "--area", AREA)
    say(machine.give(COMMAND, "rules", "adopt", "/etc/linnet/rules.yaml", *by).strip())


def _is_ready() -> bool:
    try:
        return httpx.get("https://127.0.0.1:8123/readyz", verify=False).status_code == 200
    except httpx.TransportError:  # not yet
        return False


def _pass(receiver: Receiver, authority: Authority, home: int) -> float:
    """Two visits to a home that nobody has heard of, until its alert has come."""
    events = [visit(AREA, home, number) for number in range(2)]
    begun, words = time.monotonic(), {"authorization": f"Bearer {TOKEN}", "content-type": _BATCH}
    with httpx.Client(verify=str(authority.file)) as client:
        url = "https://127.0.0.1:8443/v1/events"
        await_true(lambda: _post(client, url, orjson.dumps(events), words), _WITHIN_SECONDS)
    await_true(lambda: key_of(events[1]) in str(receiver.taken), _WITHIN_SECONDS)
    return time.monotonic() - begun


def _post(client: httpx.Client, url: str, content: bytes, words: dict[str, str]) -> bool:
    try:
        return client.post(url, content=content, headers=words).status_code == 202
    except httpx.TransportError:  # not yet
        return False


def _kill(machine: Machine, unit: str) -> None:
    machine.give("systemctl", "kill", "--signal=KILL", unit)
    await_true(lambda: machine.tell(unit, "NRestarts") == "1", _WITHIN_SECONDS)
    await_true(lambda: machine.tell(unit, "ActiveState") == "active", _WITHIN_SECONDS)


def _rebuild(machine: Machine) -> None:
    """In the walls of a command, by processes of its own."""
    machine.give("systemctl", "stop", "linnet-clock.service")
    await_true(lambda: machine.give(COMMAND, "digest") == machine.give(COMMAND, "digest"), _WITHIN_SECONDS)
    before, begun = machine.give(COMMAND, "digest"), time.monotonic()
    machine.give(COMMAND, "rebuild", "--workers", "2")
    await_true(lambda: machine.give(COMMAND, "digest") == before, _WITHIN_SECONDS)
    say(f"rebuilt to the same digest in {time.monotonic() - begun:.1f} s")


def _stop(machine: Machine) -> None:
    begun = time.monotonic()
    machine.give("systemctl", "stop", "linnet.target")
    await_true(lambda: all(machine.tell(unit, "ActiveState") == "inactive" for unit in _UNITS), _WITHIN_SECONDS)
    said = {unit: machine.tell(unit, "Result") for unit in _UNITS}
    if bad := {unit: result for unit, result in said.items() if result != "success"}:
        raise AssertionError(f"did not end well: {bad}")
    say(f"all stopped, as told, after {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]).resolve())
