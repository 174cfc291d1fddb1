"""One machine: a service for each process, Kafka and Valkey beside them, all of it TLS, secrets from files."""

from pathlib import Path

from infra.access.users import list_users
from infra.deploy.pods import IMAGE
from infra.deploy.valkey import IMAGE as VALKEY_IMAGE
from infra.deploy.valkey import PORT as VALKEY_PORT
from infra.deploy.workloads import (
    DATA,
    FILES,
    METRICS_PORT,
    OPERATING,
    SHARED,
    WORKLOADS,
    Workload,
    list_secrets,
    set_up,
)
from infra.deploy.yaml import Document
from infra.stack.broker_settings import BROKER
from infra.stack.securing import Security
from streams.credentials import DIRECTORY
from streams.listening import SUITES

KAFKA_IMAGE = "apache/kafka:4.4.0"
KAFKA_PORT, _CONTROLLER = 9093, 9094
_SECRETS, _KAFKA_DATA, _KAFKA_FILES = "/run/secrets", "/var/lib/kafka/data", "/etc/kafka"
ADMIN = "admin"
OPERATOR = "operator"
_HARD = {
    "init": True,
    "read_only": True,
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges:true"],
    "restart": "unless-stopped",
    # Ten seconds, as Compose has it, are too few for a broker or a batch.
    "stop_grace_period": "60s",
    # As Docker has it, what a process says is kept until the disk is full.
    "logging": {"driver": "json-file", "options": {"max-size": "20m", "max-file": "5"}},
}
# Settings that a partnership gives to all; what a service has by itself counts before them.
SETTINGS = "linnet.env"
# The format tool takes the first user's password as a word; in the container nobody else sees it.
_START_KAFKA = f"""\
[ -f {_KAFKA_DATA}/data/meta.properties ] || /opt/kafka/bin/kafka-storage.sh format \
--cluster-id "$$(/opt/kafka/bin/kafka-storage.sh random-uuid)" --config {_KAFKA_FILES}/server.properties \
--add-scram "SCRAM-SHA-512=[name={ADMIN},password=$$(cat {_SECRETS}/kafka_admin_password)]"
exec /opt/kafka/bin/kafka-server-start.sh {_KAFKA_FILES}/server.properties
"""
# Its file of users, keys and certificates are secrets beside it; the rest is as in Kubernetes.
_START_VALKEY = f"""\
exec valkey-server --port 0 --tls-port {VALKEY_PORT} --tls-auth-clients no --aclfile {_SECRETS}/valkey_users.acl \
--tls-cert-file {_SECRETS}/valkey.pem --tls-key-file {_SECRETS}/valkey.key --dir /data \
--tls-ciphers {SUITES} --tls-prefer-server-ciphers yes \
--appendonly yes --appendfsync everysec --save "" --maxmemory-policy noeviction --maxmemory ${{VALKEY_MAXMEMORY:-0}}
"""
_PROVIDER = "org.apache.kafka.common.config.provider.DirectoryConfigProvider"


def write_compose() -> Document:
    roles = dict(WORKLOADS) | {OPERATOR: OPERATING}
    services = {"kafka": _write_kafka(), "valkey": _write_valkey()}
    services |= {role: _write_service(role, workload) for role, workload in roles.items()}
    services["setup"] = _write_setup(services[OPERATOR])
    folders = [kept for one in WORKLOADS.values() for kept in (one.keeps, one.shares) if kept]
    kept = dict.fromkeys(folder.name for folder in folders)
    return {
        "name": "linnet",
        "services": services,
        # Who is only on the first reaches nothing beyond this machine.
        "networks": {"inside": {"internal": True}, "outside": {}},
        "volumes": {name: {} for name in ("kafka", "valkey", *kept)},
        "secrets": {name: {"file": f"./secrets/{name}"} for name in sorted(_list_secrets(services))},
    }


def write_properties(host: str = "kafka", data: str = _KAFKA_DATA, secrets: str = _SECRETS) -> str:
    """Kafka's settings: those that the tests run with, and the first user's password from its file."""
    identity, authority = f"{secrets}/kafka.pem", f"{secrets}/authority.pem"
    password = f"${{secrets:{secrets}:kafka_admin_password}}"
    security = Security(Path(identity), Path(authority), ADMIN, password)
    ports = {"host": host, "broker": KAFKA_PORT, "controller": _CONTROLLER}
    return BROKER.format(home=data, doors=security.lines(**ports), **ports) + (
        f"\nconfig.providers=secrets\nconfig.providers.secrets.class={_PROVIDER}\n"
    )


def _write_kafka() -> Document:
    return {
        "image": KAFKA_IMAGE,
        **_HARD,
        "entrypoint": ["/bin/sh", "-ec"],
        "command": [_START_KAFKA],
        # By itself it begins files each hour and never ends one, here in memory.
        "environment": {
            "KAFKA_HEAP_OPTS": "-Xms512m -Xmx1g",
            "LOG_DIR": "/tmp/kafka",
            "KAFKA_LOG4J_OPTS": "-Dlog4j2.configurationFile=/opt/kafka/config/tools-log4j2.yaml",
            "EXTRA_ARGS": "-name kafkaServer",
        },
        "secrets": _plain("kafka.pem", "authority.pem", "kafka_admin_password"),
        "volumes": [
            f"kafka:{_KAFKA_DATA}",
            f"./kafka.properties:{_KAFKA_FILES}/server.properties:ro",
        ],
        "tmpfs": ["/tmp", "/opt/kafka/logs"],
        "networks": ["inside"],
        "healthcheck": _check(f"nc -z kafka {KAFKA_PORT}"),
    }


def _write_valkey() -> Document:
    return {
        "image": VALKEY_IMAGE,
        **_HARD,
        "user": "valkey",
        "entrypoint": ["/bin/sh", "-ec"],
        "command": [_START_VALKEY],
        "secrets": _plain("valkey.pem", "valkey.key", "valkey_users.acl"),
        "volumes": ["valkey:/data"],
        "networks": ["inside"],
        "healthcheck": _check(f"bash -c '</dev/tcp/127.0.0.1/{VALKEY_PORT}'"),
    }


def _write_service(role: str, workload: Workload) -> Document:
    found: Document = {"image": IMAGE, **_HARD}
    found |= {"command": ["run", role]} if role in WORKLOADS else {"profiles": ["tools"], "restart": "no"}
    found |= {} if role in WORKLOADS else {"working_dir": "/tmp"}
    found |= {
        "env_file": [SETTINGS],
        "environment": _environment(role, workload),
        "secrets": [*_credentials(role, workload), *_plain(*workload.files.values())],
        "volumes": [f"./files:{FILES}:ro", *_folders(workload)],
        "tmpfs": ["/tmp", f"{DATA}:uid=10001,gid=10001,mode=0700"],
        "networks": ["inside", *(["outside"] if workload.goes_out or workload.port else [])],
        "depends_on": {name: {"condition": "service_healthy"} for name in ("kafka", "valkey")},
    }
    if workload.port:
        # What people's browsers come to stands before the API, on this machine.
        found["ports"] = [f"127.0.0.1:{workload.port}:{workload.port}" if role == "api" else f"{workload.port}:8443"]
    return found


_WRAPPING = {"source": "wrapping_keys", "target": "linnet_wrapping_keys"}


def _write_setup(like: Document) -> Document:
    """Commands under the first user of Kafka, who makes the others: it alone is shown all their passwords."""
    first = {"source": "kafka_admin_password", "target": "linnet_kafka_password"}
    return like | {
        "environment": like["environment"] | {"LINNET_KAFKA_USERNAME": ADMIN},
        "secrets": [first, *_plain("authority.pem", "redis_url", *list_users([])), _WRAPPING],
    }


def _environment(role: str, workload: Workload) -> Document:
    listens = {"LINNET_API_HOST": "0.0.0.0"} if role == "api" else {}
    return {
        DIRECTORY: _SECRETS,
        "LINNET_KAFKA_BOOTSTRAP": f"kafka:{KAFKA_PORT}",
        "LINNET_KAFKA_CA_FILE": f"{_SECRETS}/authority.pem",
        "LINNET_DATA_DIR": DATA,
        **set_up(role, workload),
        **listens,
        **{name: f"{_SECRETS}/{file}" for name, file in workload.files.items()},
        # On the network that leads nowhere else.
        "LINNET_METRICS_HOST": "0.0.0.0",
        "LINNET_METRICS_PORT": str(METRICS_PORT),
    }


def _credentials(role: str, workload: Workload) -> list[Document]:
    """Each process has its own passwords; in its container they have the settings' names."""
    own = [
        {"source": name if name in SHARED else f"{role}_{name}", "target": f"linnet_{name}"}
        for name in list_secrets(workload)
    ]
    return [*own, {"source": "authority.pem", "target": "authority.pem"}]


def _folders(workload: Workload) -> list[str]:
    written = [f"{kept.name}:{kept.path}" for kept in (workload.keeps, workload.shares) if kept]
    return written + ([f"{workload.reads.name}:{workload.reads.path}:ro"] if workload.reads else [])


def _plain(*names: str) -> list[Document]:
    return [{"source": name, "target": name} for name in names]


def _list_secrets(services: Document) -> set[str]:
    return {secret["source"] for service in services.values() for secret in service["secrets"]}


def _check(command: str) -> Document:
    return {"test": ["CMD-SHELL", command], "interval": "10s", "timeout": "5s", "retries": 12, "start_period": "30s"}
