"""Linnet's processes as pods: one workload each, with what it is given and no more."""

from infra.deploy.strimzi import BOOTSTRAP, CLUSTER, PART_OF
from infra.deploy.workloads import (
    ALIVE,
    DATA,
    FILES,
    METRICS_PORT,
    OPERATING,
    SHARED,
    STATE,
    WORKLOADS,
    Kept,
    Workload,
    set_up,
)
from infra.deploy.yaml import Document
from streams.credentials import DIRECTORY

# Kustomize puts the partnership's own registry and version in its place.
IMAGE = "linnet:0.1.0"
# The ConfigMaps and Secrets that a partnership makes: no value of theirs is written here.
SETTINGS, FILES_MAP = "linnet-settings", "linnet-files"
REDIS_SECRET, WRAPPING_SECRET, STATE_SECRET = "linnet-redis", "linnet-wrapping", "linnet-state"
AUTHORITY = f"{CLUSTER}-cluster-ca-cert"
CREDENTIALS = "/run/linnet/credentials"
_USER = 10001
_GRACE_SECONDS, _AWAY_SECONDS = 60, 5
# What people have written out for themselves: the audit of years, say. A pod that writes more is taken away.
_SCRATCH = "10Gi"


def write_workloads() -> list[Document]:
    found, claimed = [], list[Kept]()
    for role, workload in WORKLOADS.items():
        found += [_claim(kept) for kept in (workload.keeps, workload.shares) if kept and kept not in claimed]
        claimed += [kept for kept in (workload.keeps, workload.shares) if kept]
        found.append(_write_workload(role, workload))
        found += [_write_service(role, workload)] if workload.port or workload.several else []
    return [*found, _write_budget("api"), _write_operator()]


def name_labels(role: str) -> Document:
    return {"app.kubernetes.io/name": f"linnet-{role}", **PART_OF}


def _write_workload(role: str, workload: Workload) -> Document:
    name, labels = f"linnet-{role}", name_labels(role)
    spec: Document = {"replicas": workload.replicas, "selector": {"matchLabels": labels}}
    pod = {"metadata": {"labels": labels}, "spec": _write_pod(role, workload)}
    if workload.several:
        # A pod's name, and with it LINNET_INSTANCE, stays the same over restarts.
        kind, spec = "StatefulSet", spec | {"serviceName": name, "podManagementPolicy": "Parallel"}
    else:
        # One at a time also while it is replaced.
        kind, spec = "Deployment", spec | {"strategy": {"type": "Recreate"}}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name, "labels": labels}} | {
        "spec": spec | {"template": pod}
    }


def _write_pod(role: str, workload: Workload, command: tuple[str, ...] = ()) -> Document:
    container: Document = {"name": role, "image": IMAGE}
    # What a command writes under a bare name goes where it may.
    container |= {"command": list(command), "workingDir": "/tmp"} if command else {"args": ["run", role]}
    container |= {"env": _environment(role, workload), "envFrom": [{"configMapRef": {"name": SETTINGS}}]}
    container |= {"ports": _ports(workload)} if not command else {}
    container |= _probes(workload) if not command else {}
    container |= {
        "resources": {"requests": {"cpu": "100m", "memory": "256Mi"}, "limits": {"memory": workload.memory}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": _mounts(workload),
    }
    return {
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": _GRACE_SECONDS,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": _USER,
            "runAsGroup": _USER,
            "fsGroup": _USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        **({"topologySpreadConstraints": [_spread(role)]} if workload.several else {}),
        "containers": [container],
        "volumes": _volumes(role, workload),
    }


def _spread(role: str) -> Document:
    """Two on one machine would be lost together."""
    return {
        "maxSkew": 1,
        "topologyKey": "kubernetes.io/hostname",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": name_labels(role)},
    }


def _environment(role: str, workload: Workload) -> list[Document]:
    settings = {
        DIRECTORY: CREDENTIALS,
        "LINNET_KAFKA_BOOTSTRAP": BOOTSTRAP,
        "LINNET_KAFKA_REPLICATION": "3",
        "LINNET_KAFKA_CA_FILE": f"{CREDENTIALS}/kafka-ca.pem",
        "LINNET_DATA_DIR": DATA,
        **set_up(role, workload),
        **{name: f"{CREDENTIALS}/{file}" for name, file in workload.files.items()},
        "LINNET_METRICS_HOST": "0.0.0.0",
        "LINNET_METRICS_PORT": str(METRICS_PORT),
    }
    if role == "api":
        settings["LINNET_API_HOST"] = "0.0.0.0"
    own = {"name": "LINNET_INSTANCE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
    return [{"name": name, "value": value} for name, value in settings.items()] + ([own] if workload.several else [])


def _ports(workload: Workload) -> list[Document]:
    served = [{"name": "served", "containerPort": workload.port}] if workload.port else []
    return [*served, {"name": "metrics", "containerPort": METRICS_PORT}]


def _probes(workload: Workload) -> Document:
    """A worker that does not move ends itself (LINNET_STUCK_SECONDS), so nobody else has to find out. The API is not
    asked for /readyz, which is refused when one area is late or rebuilt: no pod would be left to answer about the
    others, or to say how old what it shows is."""
    if workload.port != WORKLOADS["api"].port:
        return {"readinessProbe": {"tcpSocket": {"port": "served" if workload.port else "metrics"}}}
    # The API refuses whoever asks under a name that is not its own, and the kubelet asks by the pod's address.
    asked = {"port": "served", "scheme": "HTTPS", "httpHeaders": [{"name": "Host", "value": "localhost"}]}
    return {
        "readinessProbe": {"httpGet": {"path": ALIVE, **asked}, "timeoutSeconds": 5},
        "livenessProbe": {"httpGet": {"path": ALIVE, **asked}, "initialDelaySeconds": 30, "timeoutSeconds": 5},
        # Until nobody is sent here any more.
        "lifecycle": {"preStop": {"sleep": {"seconds": _AWAY_SECONDS}}},
    }


def _mounts(workload: Workload) -> list[Document]:
    found: list[Document] = [
        {"name": "files", "mountPath": FILES, "readOnly": True},
        {"name": "credentials", "mountPath": CREDENTIALS, "readOnly": True},
        {"name": "data", "mountPath": DATA},
        {"name": "scratch", "mountPath": "/tmp"},
    ]
    for kept, read_only in ((workload.keeps, False), (workload.shares, False), (workload.reads, True)):
        if kept:
            found.append({"name": kept.name, "mountPath": kept.path} | ({"readOnly": True} if read_only else {}))
    return found


def _volumes(role: str, workload: Workload) -> list[Document]:
    found: list[Document] = [
        {"name": "files", "configMap": {"name": FILES_MAP}},
        {"name": "credentials", "projected": {"defaultMode": 0o440, "sources": _sources(role, workload)}},
        {"name": "data", "emptyDir": {"sizeLimit": "1Gi"}},
        {"name": "scratch", "emptyDir": {"sizeLimit": _SCRATCH if workload is OPERATING else "256Mi"}},
    ]
    for kept in filter(None, (workload.keeps, workload.shares, workload.reads)):
        found.append({"name": kept.name, "persistentVolumeClaim": {"claimName": f"linnet-{kept.name}"}})
    return found


def _sources(role: str, workload: Workload) -> list[Document]:
    """Kafka's password and authority come from Strimzi, Redis' address and what is the process's own from people."""
    found = [
        _secret(f"linnet-{role}", {"password": "linnet_kafka_password"}),
        _secret(AUTHORITY, {"ca.crt": "kafka-ca.pem"}),
    ]
    if workload.redis:
        found.append(_secret(REDIS_SECRET, {"url": "linnet_redis_url", "ca.crt": "redis-ca.pem"}))
    if "wrapping_keys" in workload.secrets:
        found.append(_secret(WRAPPING_SECRET, {"keys": "linnet_wrapping_keys"}))
    if set(STATE) <= set(workload.secrets):
        found.append(_secret(STATE_SECRET, {"keys": "linnet_state_keys", "index": "linnet_index_key"}))
    if set(workload.secrets) - set(SHARED) or workload.files:
        found.append({"secret": {"name": f"linnet-{role}-secrets"}})
    return found


def _secret(name: str, items: dict[str, str]) -> Document:
    return {"secret": {"name": name, "items": [{"key": key, "path": path} for key, path in items.items()]}}


def _claim(kept: Kept) -> Document:
    """Of several machines: what `feeds` writes, `receiving` reads."""
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": f"linnet-{kept.name}", "labels": PART_OF},
        "spec": {"accessModes": ["ReadWriteMany"], "resources": {"requests": {"storage": kept.size}}},
    }


def _write_service(role: str, workload: Workload) -> Document:
    """Of whom nobody asks anything, the one without an address that a StatefulSet wants."""
    spec: Document = {"selector": name_labels(role)}
    if workload.port:
        spec["ports"] = [{"name": "served", "port": workload.port, "targetPort": "served"}]
    else:
        spec |= {"clusterIP": "None", "ports": [{"name": "metrics", "port": METRICS_PORT, "targetPort": "metrics"}]}
    meta = {"name": f"linnet-{role}", "labels": name_labels(role)}
    return {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": spec}


def _write_budget(role: str) -> Document:
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": f"linnet-{role}", "labels": name_labels(role)},
        "spec": {"minAvailable": 1, "selector": {"matchLabels": name_labels(role)}},
    }


# `sleep` alone, as the first process, would not hear that it is to end.
_WAITING = ("sh", "-c", "trap 'exit 0' TERM; sleep infinity & wait")


def _write_operator() -> Document:
    """Where commands are run: none is there until somebody asks for it (kubectl scale)."""
    labels = name_labels("operator")
    pod = {"metadata": {"labels": labels}, "spec": _write_pod("operator", OPERATING, _WAITING)}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "linnet-operator", "labels": labels},
        "spec": {"replicas": 0, "selector": {"matchLabels": labels}, "template": pod},
    }
