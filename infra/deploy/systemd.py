"""A unit for each process on a machine of its own, and the target that starts them all.

Each runs as a user of its own with no more than it needs; secrets come by ``LoadCredential=``, so that nobody but root
reads their files, and no process another's.
"""

from collections.abc import Iterator

from infra.deploy.workloads import (
    FILES,
    METRICS_PORT,
    SHARED,
    WORKLOADS,
    Workload,
    list_secrets,
    set_up,
)
from infra.deploy.yaml import WRITTEN

TARGET = "linnet.target"
# The environment built from the wheel, or a clone's (docs/operating.md); every unit names it once.
PROGRAM = "/opt/linnet/bin/linnet"
# Settings that a machine's administrator gives to all units.
SETTINGS = f"{FILES}/linnet.env"
SECRETS = f"{FILES}/secrets"
_STOP_SECONDS = 60
_NETWORK = ("AF_UNIX", "AF_INET", "AF_INET6")
# What none of them does. Kept in the order of systemd's own list, so that what it says is found here.
_HARD = (
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "AmbientCapabilities=",
    "PrivateDevices=yes",
    "PrivateTmp=yes",
    "ProtectClock=yes",
    "ProtectControlGroups=yes",
    "ProtectHome=yes",
    "ProtectHostname=yes",
    "ProtectKernelLogs=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelTunables=yes",
    "ProtectProc=invisible",
    "ProcSubset=pid",
    "ProtectSystem=strict",
    f"RestrictAddressFamilies={' '.join(_NETWORK)}",
    "RestrictNamespaces=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "RemoveIPC=yes",
    "LockPersonality=yes",
    "MemoryDenyWriteExecute=yes",
    "SystemCallArchitectures=native",
    "SystemCallFilter=@system-service",
    "SystemCallFilter=~@privileged @resources",
    "SystemCallErrorNumber=EPERM",
    "DevicePolicy=closed",
)


def write_units() -> dict[str, str]:
    units = {f"linnet-{role}.service": join(_write_unit(role, workload)) for role, workload in WORKLOADS.items()}
    return units | {TARGET: join(_write_target())}


def _write_target() -> Iterator[str]:
    yield from ("[Unit]", "Description=Linnet", f"Wants={' '.join(f'linnet-{role}.service' for role in WORKLOADS)}")
    yield from ("", "[Install]", "WantedBy=multi-user.target")


def _write_unit(role: str, workload: Workload) -> Iterator[str]:
    yield from (
        "[Unit]",
        f"Description=Linnet: {workload.does}",
        "Wants=network-online.target",
        "After=network-online.target",
        f"PartOf={TARGET}",
        # Whatever it is that keeps ending it, it is tried for as long as the machine runs.
        "StartLimitIntervalSec=0",
        "",
        "[Service]",
        f"ExecStart={PROGRAM} run {role}",
        "Restart=always",
        "RestartSec=5",
        f"TimeoutStopSec={_STOP_SECONDS}",
        f"Environment=LINNET_METRICS_PORT={METRICS_PORT + list(WORKLOADS).index(role)}",
        *confine(role, workload),
        "",
        "[Install]",
        f"WantedBy={TARGET}",
    )


def confine(role: str, workload: Workload) -> Iterator[str]:
    """Who it is, what it is told and given, and what it may not."""
    yield from (f"User=linnet-{role}", f"Group=linnet-{role}", f"StateDirectory=linnet-{role}")
    yield "StateDirectoryMode=0700"
    yield from _write_environment(role, workload)
    yield from _write_credentials(role, workload)
    yield from _write_folders(workload)
    yield from _write_masks(workload)
    yield from _HARD


def _write_environment(role: str, workload: Workload) -> Iterator[str]:
    settings = {
        "LINNET_DATA_DIR": f"%S/linnet-{role}",
        **set_up(role, workload),
        "LINNET_KAFKA_CA_FILE": f"{FILES}/kafka-ca.pem",
        **{name: f"%d/{file}" for name, file in workload.files.items()},
    }
    yield f"EnvironmentFile={SETTINGS}"
    yield from (f"Environment={name}={value}" for name, value in settings.items())


def _write_credentials(role: str, workload: Workload) -> Iterator[str]:
    """A file of its own for each password; a unit whose file is missing does not start."""
    for name in list_secrets(workload):
        own = name if name in SHARED else f"{role}_{name}"
        yield f"LoadCredential=linnet_{name}:{SECRETS}/{own}"
    yield from (f"LoadCredential={file}:{SECRETS}/{file}" for file in workload.files.values())


def _write_folders(workload: Workload) -> Iterator[str]:
    yield f"ReadOnlyPaths={FILES}"
    yield f"InaccessiblePaths=-{SECRETS}"
    for kept in (workload.keeps, workload.shares):
        if kept:
            yield f"ReadWritePaths={kept.path}"
    if workload.reads:
        yield f"ReadOnlyPaths={workload.reads.path}"
    if workload.port:
        yield "LimitNOFILE=65536"


def _write_masks(workload: Workload) -> Iterator[str]:
    """Files of senders arrive as theirs, for a group to read, and receipts are for their sender's group
    (linnet feeds sshd --setup)."""
    if any(kept is not None and kept.name == "feeds" for kept in (workload.keeps, workload.reads)):
        yield from ("SupplementaryGroups=linnet-feeds", "UMask=0027")
    else:
        yield from ("PrivateUsers=yes", "UMask=0077")


def join(lines: Iterator[str]) -> str:
    return "\n".join((f"# {WRITTEN}", *lines)) + "\n"
