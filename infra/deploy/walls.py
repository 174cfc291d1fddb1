"""Who may speak to whom: of Linnet's pods nobody to anybody, but for what is said here."""

from infra.deploy.pods import name_labels
from infra.deploy.strimzi import CLUSTER, PART_OF
from infra.deploy.strimzi import PORT as KAFKA_PORT
from infra.deploy.valkey import NAME as VALKEY
from infra.deploy.valkey import PORT as VALKEY_PORT
from infra.deploy.workloads import METRICS_PORT, WORKLOADS, Workload
from infra.deploy.yaml import Document

# Labels that a partnership puts on the namespace of its ingress or load balancer, and of its Prometheus and its
# collector of traces.
ENTRANCE, MONITORING = {"linnet/entrance": "true"}, {"linnet/monitoring": "true"}
# OTLP over HTTP.
_TRACES = 4318
_NAMES = {"ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]}
_KAFKA = {"to": [{"podSelector": {"matchLabels": {"strimzi.io/name": f"{CLUSTER}-kafka"}}}]}
_VALKEY = {"to": [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": VALKEY}}}]}


def write_walls() -> list[Document]:
    roles = dict(WORKLOADS) | {"operator": Workload("commands that people run")}
    return [
        _policy("linnet-nobody", PART_OF, [], []),
        *(
            _policy(f"linnet-{role}", name_labels(role), _comes_in(role, workload), _goes_out(workload))
            for role, workload in roles.items()
        ),
        _policy(VALKEY, {"app.kubernetes.io/name": VALKEY}, [_from_workloads(roles)], []),
    ]


def _comes_in(role: str, workload: Workload) -> list[Document]:
    if role == "operator":
        return []
    entrance = [_from(ENTRANCE, workload.port)] if workload.port else []
    return [*entrance, _from(MONITORING, METRICS_PORT)]


def _goes_out(workload: Workload) -> list[Document]:
    kafka = _KAFKA | {"ports": _ports(KAFKA_PORT)}
    redis = [_VALKEY | {"ports": _ports(VALKEY_PORT)}] if workload.redis else []
    beyond: list[Document] = [{"ports": _ports(*workload.goes_out)}] if workload.goes_out else []
    traces = [_to(MONITORING, _TRACES)] if workload.traced else []
    return [_NAMES, kafka, *redis, *traces, *beyond]


def _from(labels: dict[str, str], port: int) -> Document:
    return {"from": [{"namespaceSelector": {"matchLabels": labels}}], "ports": _ports(port)}


def _to(labels: dict[str, str], port: int) -> Document:
    return {"to": [{"namespaceSelector": {"matchLabels": labels}}], "ports": _ports(port)}


def _from_workloads(roles: dict[str, Workload]) -> Document:
    pods = [{"podSelector": {"matchLabels": name_labels(role)}} for role, one in roles.items() if one.redis]
    return {"from": pods, "ports": _ports(VALKEY_PORT)}


def _ports(*numbers: int) -> list[Document]:
    return [{"protocol": "TCP", "port": number} for number in numbers]


def _policy(name: str, pods: dict[str, str], ingress: list[Document], egress: list[Document]) -> Document:
    spec = {"podSelector": {"matchLabels": pods}, "policyTypes": ["Ingress", "Egress"]}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "labels": PART_OF},
        "spec": spec | {"ingress": ingress, "egress": egress},
    }
