"""The one Valkey in Kubernetes: TLS only, users from a file, nothing evicted, appended to disk each second."""

import hashlib

from infra.deploy.strimzi import PART_OF
from infra.deploy.yaml import Document
from streams.listening import SUITES

IMAGE = "valkey/valkey:9.1.2"
NAME, PORT = "linnet-valkey", 6380
_LABELS = {"app.kubernetes.io/name": NAME, **PART_OF}
_SECRETS = "/run/valkey"
# Of an integrated care system: what it knows of a year, and beside it pages that are copied while the file is written
# anew (docs/operating.md, How large). Where all is full a commit is refused whole; without a limit of its own Valkey
# would be killed at the pod's, and again whenever it has loaded its file.
MEMORY, REQUESTED, LIMIT, DISK = "24gb", "16Gi", "32Gi", "100Gi"
# What a crash loses of its tail is read again from the log (decision 0001); an evicted key would be a person forgotten.
SETTINGS = f"""\
port 0
tls-port {PORT}
tls-cert-file {_SECRETS}/tls.crt
tls-key-file {_SECRETS}/tls.key
tls-auth-clients no
tls-ciphers {SUITES}
tls-prefer-server-ciphers yes
aclfile {_SECRETS}/users.acl
dir /data
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
"""

# The file of users: ours may do what commits, reads and rebuilds take, and neither empty the server nor set it up; INFO
# tells whether keys may be thrown away. Of a password only its SHA-256 stands there, and of two while it is changed.
USERS = """\
user default off
user linnet-processes on #{digest} ~* resetchannels +@all -@admin -@dangerous +info
"""


def write_users(*passwords: str) -> str:
    digests = (hashlib.sha256(password.encode()).hexdigest() for password in passwords)
    return USERS.format(digest=" #".join(digests))


def write_valkey() -> list[Document]:
    meta = {"name": NAME, "labels": _LABELS}
    service = {"selector": _LABELS, "ports": [{"name": "tls", "port": PORT, "targetPort": "tls"}]}
    return [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": {"valkey.conf": SETTINGS}},
        {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": service},
        {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": meta, "spec": _write_set()},
    ]


def _write_set() -> Document:
    disk = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": DISK}}}
    return {
        "serviceName": NAME,
        "replicas": 1,
        "selector": {"matchLabels": _LABELS},
        "template": {"metadata": {"labels": _LABELS}, "spec": _write_pod()},
        "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": disk}],
    }


def _write_pod() -> Document:
    container = {
        "name": "valkey",
        "image": IMAGE,
        "args": ["valkey-server", "/etc/valkey/valkey.conf", "--maxmemory", MEMORY],
        "ports": [{"name": "tls", "containerPort": PORT}],
        "readinessProbe": {"tcpSocket": {"port": "tls"}},
        "resources": {"requests": {"cpu": "500m", "memory": REQUESTED}, "limits": {"memory": LIMIT}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "settings", "mountPath": "/etc/valkey", "readOnly": True},
            {"name": "secrets", "mountPath": _SECRETS, "readOnly": True},
            {"name": "data", "mountPath": "/data"},
        ],
    }
    return {
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": 60,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": 10002,
            "runAsGroup": 10002,
            "fsGroup": 10002,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [container],
        "volumes": [
            {"name": "settings", "configMap": {"name": NAME}},
            {"name": "secrets", "secret": {"secretName": NAME, "defaultMode": 0o440}},
        ],
    }
