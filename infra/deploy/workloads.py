"""How each process is run, wherever it is run: the one table that Kubernetes, Compose and systemd are written from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# What people give, read-only: the partnership file and those it sits beside.
FILES = "/etc/linnet"
# Of each process its own, and made anew at each start; what is to be kept is elsewhere.
DATA = "/var/lib/linnet"
METRICS_PORT = 9100
PARTNERSHIP = {"LINNET_PARTNERSHIP_FILE": f"{FILES}/partnership.toml"}
# What the API can be asked; of every other process, does it answer on its port.
ALIVE = "/healthz"


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder that outlasts the process."""

    name: str
    path: str
    size: str


@dataclass(frozen=True, slots=True)
class Workload:
    """``most``: how many there may be at once, and ``several`` says that each needs a name kept over restarts.
    ``redis``: whether it speaks to Redis at all; who does not is not given its password. ``settings``: beyond those
    that all have. ``secrets``: settings that come as files; ``files``: secret files by the setting that names them.
    ``port``: where others come in. ``keeps`` and writes a folder, ``shares`` one that another process writes too, or
    ``reads`` another's. ``goes_out``: ports beyond the cluster. ``traced``: it opens spans (``streams/spans.py``)."""

    does: str
    replicas: int = 1
    most: int = 1
    several: bool = False
    redis: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    keeps: Kept | None = None
    shares: Kept | None = None
    reads: Kept | None = None
    memory: str = "512Mi"
    goes_out: tuple[int, ...] = ()
    traced: bool = False


# Root's, and all above it: each sender's folder is its whole world there.
FEEDS = Kept("feeds", "/srv/linnet/feeds", "50Gi")
# Written by both ways in; of the group linnet-feeds.
KIN = Kept("kin", "/srv/linnet/kin", "2Gi")
HEADS = Kept("audit-heads", "/srv/linnet/audit-heads", "1Gi")
_SENDERS = {"LINNET_FEEDS_FILE": f"{FILES}/senders.toml", "LINNET_FEEDS_DIR": FEEDS.path, "LINNET_KIN_DIR": KIN.path}
_MAIL, _CLAMD = (25, 465, 587), 3310
# Of whoever reads or writes what Redis holds of people.
STATE = ("state_keys", "index_key")
WORKLOADS: Mapping[str, Workload] = {
    "clock": Workload("the clock that writes time into the log", redis=False),
    "intake": Workload(
        "intake: checks what agencies sent and writes the log",
        replicas=2,
        most=3,
        several=True,
        redis=False,
        secrets=("wrapping_keys",),
        traced=True,
    ),
    "projector": Workload(
        "the projector: links, counts, warns and scores, and commits",
        replicas=2,
        most=6,
        several=True,
        secrets=("wrapping_keys", *STATE),
        memory="2Gi",
        traced=True,
    ),
    "relay": Workload("the relay, from the outbox to Kafka", secrets=("pseudonym_key",), traced=True),
    "tracing": Workload("the index across areas", secrets=STATE),
    "monitoring": Workload("the monitoring of the 28-day risk", secrets=STATE),
    "delivery": Workload(
        "the delivery of alerts by webhook and e-mail",
        redis=False,
        settings={"LINNET_DELIVERY_FILE": f"{FILES}/delivery.toml"},
        secrets=("smtp_password",),
        goes_out=(443, *_MAIL),
        traced=True,
    ),
    "feeds": Workload(
        "the reading of files that agencies put down by SFTP",
        settings=_SENDERS,
        secrets=STATE,
        keeps=FEEDS,
        shares=KIN,
        goes_out=(_CLAMD,),
    ),
    "receiving": Workload(
        "the receiving of events over HTTPS",
        redis=False,
        settings={**_SENDERS, "LINNET_RECEIVING_HOST": "0.0.0.0", "LINNET_RECEIVING_PORT": "8443"},
        files={
            "LINNET_RECEIVING_CERTIFICATE_FILE": "receiving.pem",
            "LINNET_RECEIVING_KEY_FILE": "receiving.key",
        },
        port=8443,
        shares=KIN,
        reads=FEEDS,
        traced=True,
    ),
    "api": Workload(
        "the API and the pages",
        replicas=2,
        most=9,
        several=True,
        settings={"LINNET_OIDC_CLAIMS_FILE": f"{FILES}/claims.toml"},
        secrets=(*STATE, "oidc_client_secret"),
        files={"LINNET_API_CERTIFICATE_FILE": "api.pem", "LINNET_API_KEY_FILE": "api.key"},
        port=8123,
        goes_out=(443,),
    ),
    "auditing": Workload(
        "the signing and the index of the audit",
        secrets=(*STATE, "smtp_password"),
        files={"LINNET_AUDIT_KEY_FILE": "audit.pem"},
        settings={"LINNET_AUDIT_HEADS_FILE": f"{HEADS.path}/heads.jsonl"},
        keeps=HEADS,
        goes_out=_MAIL,
    ),
    "erasing": Workload(
        "the destroying of the keys of what was erased or is past its age", secrets=("wrapping_keys", *STATE)
    ),
}
# Secrets that are one for all who have them; all others are each process's own.
SHARED = ("redis_url", "wrapping_keys", *STATE)
OPERATING = Workload(
    "commands that people run",
    settings=_SENDERS,
    secrets=("wrapping_keys", *STATE),
    memory="4Gi",
    reads=WORKLOADS["feeds"].keeps,
)
# Settings that a deployment cannot know, and most partnerships have to think of: the guide names them.
OF_THE_PARTNERSHIP = (
    "LINNET_CONSOLE_URL",
    "LINNET_OIDC_ISSUER",
    "LINNET_OIDC_CLIENT_ID",
    "LINNET_OIDC_ACR",
    "LINNET_OIDC_API_AUDIENCE",
    "LINNET_OIDC_API_ACR",
    "LINNET_CLAMD",
    "LINNET_SMTP_HOST",
    "LINNET_SMTP_SENDER",
    "LINNET_SMTP_USERNAME",
    "LINNET_GLASS_MAIL",
    "LINNET_OTLP_ENDPOINT",
    "LINNET_OTLP_SHARE",
)


def list_secrets(workload: Workload) -> tuple[str, ...]:
    """Settings that come as files, in the order they are needed: Kafka's password, Redis' address, then its own."""
    return ("kafka_password", *(("redis_url",) if workload.redis else ()), *workload.secrets)


def set_up(role: str, workload: Workload) -> dict[str, str]:
    """The settings that are no secret, of one process."""
    # `locate` wants both addresses; this one is nobody's, and is never opened.
    nowhere = {} if workload.redis else {"LINNET_REDIS_URL": "redis://unused.invalid:6379/0"}
    return {**PARTNERSHIP, "LINNET_KAFKA_USERNAME": f"linnet-{role}", **nowhere, **workload.settings}
