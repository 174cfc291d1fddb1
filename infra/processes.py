"""Linnet's own processes on one machine: started, watched, started again, stopped in order."""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from infra.stack.leash import Child, spawn, stop
from streams.settings import Settings

# From where events come in to where they are looked at, so that a stop lets each finish what it was given.
ROLES = (
    *("clock", "intake", "projector", "relay", "tracing", "monitoring", "delivery", "feeds", "receiving", "api"),
    *("auditing", "erasing"),
)

_SECRETS = {name for name, field in Settings.model_fields.items() if field.annotation is SecretStr}
_FILES = (
    *("data_dir", "partnership_file", "delivery_file", "feeds_file", "feeds_dir", "kin_dir", "pgp_key_file"),
    *("kafka_ca_file", "oidc_claims_file"),
    *("receiving_certificate_file", "receiving_key_file", "receiving_client_ca_file"),
    *("api_certificate_file", "api_key_file"),
    *("audit_key_file", "audit_heads_file"),
)
_GRACE_SECONDS = 20.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 15.0
# A process that has run for so long has started well: its next pause is the first one again.
_WELL_SECONDS = 60.0


@dataclass(slots=True)
class _Role:
    name: str
    child: Child
    started: float
    pause: float = _FIRST_PAUSE
    due: float = 0.0


@dataclass(slots=True)
class Processes:
    """``check`` raises what ends all of them: a server of ours that is no more."""

    settings: Settings
    say: Callable[[str], None]
    roles: dict[str, _Role] = field(default_factory=dict)
    check: Callable[[], None] = lambda: None

    def start(self, names: tuple[str, ...] | None = None) -> None:
        """Without names all that have something to do here: nothing is received where nobody may send."""
        names = names or tuple(name for name in ROLES if name != "receiving" or self.settings.feeds_file)
        self.logs.mkdir(parents=True, exist_ok=True)
        for name in names:
            self.roles[name] = _Role(name, self._spawn(name), time.monotonic())

    @property
    def logs(self) -> Path:
        return self.settings.data_dir / "logs"

    def watch(self) -> None:
        """Once a second or so: what has ended is started again, after a pause that grows while it keeps ending."""
        self.check()
        now = time.monotonic()
        for role in self.roles.values():
            if role.child.poll() is None:
                continue
            if not role.due:
                self._plan_restart(role, now)
            elif now >= role.due:
                role.child, role.started, role.due = self._spawn(role.name), now, 0.0

    def stop(self) -> None:
        for role in self.roles.values():
            stop(role.child, _GRACE_SECONDS)

    def _plan_restart(self, role: _Role, now: float) -> None:
        role.pause = _FIRST_PAUSE if now - role.started > _WELL_SECONDS else min(role.pause * 2, _LONGEST_PAUSE)
        role.due = now + role.pause
        how, where = f"exit code {role.child.returncode}", self.logs / f"{role.name}.log"
        self.say(f"{role.name} ended ({how}), starting it again; its log is {where}")

    def _spawn(self, name: str) -> Child:
        command = [sys.executable, "-m", "infra.cli", "run", name]
        environment = {**os.environ, **list_environment(self.settings), **_metrics_port(self.settings, name)}
        return spawn(command, self.logs / f"{name}.log", environment)


def _metrics_port(settings: Settings, name: str) -> dict[str, str]:
    """On one machine each process needs a port of its own: they follow the first, in the order of the roles."""
    port = settings.metrics_port and settings.metrics_port + ROLES.index(name)
    return {"LINNET_METRICS_PORT": str(port)}


def list_environment(settings: Settings) -> dict[str, str]:
    """The settings as found by the parent, so that children cannot come to another conclusion. Passwords are
    not among them: they come to a child as they came to us, in the environment."""
    found = settings.model_dump(mode="json", exclude=_SECRETS, exclude_none=True)
    paths = {name: getattr(settings, name).resolve() for name in _FILES if name in found}
    return {f"LINNET_{name.upper()}": str(value) for name, value in (found | paths).items()}
