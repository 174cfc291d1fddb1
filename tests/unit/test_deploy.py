"""What is shipped for Kubernetes is what the code says, and what others' programs accept."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest

from infra.access.rights import Acl, list_acls
from infra.deploy.files import find_stale
from infra.deploy.strimzi import API_VERSION, BROKERS, IN_SYNC
from infra.deploy.workloads import WORKLOADS, set_up
from infra.processes import ROLES
from infra.reference.tables import ROOT
from streams.settings import Settings
from streams.topics import TOPICS
from tests.manifests import DOCUMENTS, FILES, of_kind

README = (ROOT / "README.md").read_text(encoding="utf-8")
# Strimzi's are judged by Strimzi's definitions (tests.judging.strimzi), and kustomize's by kubectl.
_OTHERS = (API_VERSION, "kustomize.config.k8s.io/v1beta1")
_KINDS = {"transactionalId": "TRANSACTIONAL_ID"}
PLAIN = [one for one in DOCUMENTS if one["apiVersion"] not in _OTHERS]


def read_rights() -> Iterable[Acl]:
    for user in of_kind("KafkaUser"):
        for rule in user["spec"]["authorization"]["acls"]:
            held = rule["resource"]
            kind, name = _KINDS.get(held["type"], held["type"].upper()), held.get("name", "kafka-cluster")
            pattern = {"prefix": "PREFIXED"}.get(held.get("patternType", "literal"), "LITERAL")
            for word in rule["operations"]:
                operation = "_".join(re.findall(r"[A-Z][a-z]+", word)).upper()
                yield Acl(f"User:{user['metadata']['name']}", kind, name, pattern, operation)


def test_the_files_are_what_the_code_says() -> None:
    """Whoever changes a topic, a right or a process writes the manifests anew."""
    assert find_stale() == [], "run: python -m infra.deploy"


def test_a_changed_file_and_a_left_over_one_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was edited by hand, and one that nothing writes any more, are named."""
    home = tmp_path / "kubernetes"
    home.mkdir()
    (home / "kafka.yaml").write_text("edited")
    (home / "old.yaml").write_text("left over")
    monkeypatch.setattr("infra.deploy.files.HERE", tmp_path)
    monkeypatch.setattr("infra.deploy.files.ROOT", tmp_path.parents[-1])
    assert {"kafka.yaml", "old.yaml"} <= {Path(name).name for name in find_stale()}


@pytest.mark.parametrize("document", PLAIN, ids=lambda one: f"{one['kind']}-{one['metadata']['name']}")
def test_kubernetes_takes_it(document: Any) -> None:
    """Kubernetes' own schema, in which no field may be one too many, has nothing against it."""
    kubernetes_validate.validate(document, "1.37", strict=True)


def test_topics_are_those_of_the_table() -> None:
    """Each topic has the table's partitions and settings, three copies, and two of them before it is acknowledged."""
    found = {one["metadata"]["name"]: one["spec"] for one in of_kind("KafkaTopic")}
    assert set(found) == {topic.name for topic in TOPICS}
    for topic in TOPICS:
        spec = found[topic.name]
        assert (spec["partitions"], spec["replicas"]) == (topic.partitions, BROKERS)
        assert spec["config"] == topic.settings() | {"min.insync.replicas": str(IN_SYNC)}


def test_users_may_do_what_the_table_of_rights_says() -> None:
    """The ACLs of the users are those that `linnet topics acls` prints, none less and none more."""
    assert sorted(read_rights()) == list_acls([])


def test_each_process_is_a_workload() -> None:
    """All of them and in the table's order; and only those have Redis' password that the README says speak to it."""
    assert list(WORKLOADS) == list(ROLES)
    for role, workload in WORKLOADS.items():
        row = next(line for line in README.splitlines() if line.startswith(f"| `{role}` |"))
        assert ("Redis" in row) == workload.redis, role
        assert workload.replicas <= workload.most
        assert workload.several or workload.replicas == 1


def test_what_is_set_is_read() -> None:
    """No workload is given a setting that Linnet does not have."""
    known = {f"LINNET_{name.upper()}" for name in Settings.model_fields}
    for role, workload in WORKLOADS.items():
        assert set(set_up(role, workload)) | set(workload.files) <= known, role
    assert set(re.findall(r"LINNET_[A-Z_]+", "".join(FILES.values()))) <= known


def test_no_secret_is_written() -> None:
    """Secrets are named, and none of them is in the files."""
    assert of_kind("Secret") == []
    for name in ("KAFKA_PASSWORD", "SMTP_PASSWORD", "OIDC_CLIENT_SECRET"):
        assert f"LINNET_{name}" not in "".join(FILES.values())


def test_every_pod_is_behind_a_wall_of_its_own() -> None:
    """Each process may be reached, and reaches, only what its policy names; Valkey only by those who speak to it."""
    walls = {one["metadata"]["name"]: one["spec"] for one in of_kind("NetworkPolicy")}
    assert walls["linnet-nobody"] | {"podSelector": None} == {
        "podSelector": None,
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [],
        "egress": [],
    }
    comes = walls["linnet-valkey"]["ingress"][0]["from"]
    welcome = {one["podSelector"]["matchLabels"]["app.kubernetes.io/name"] for one in comes}
    assert welcome == {f"linnet-{role}" for role, one in WORKLOADS.items() if one.redis} | {"linnet-operator"}
    assert {f"linnet-{role}" for role in WORKLOADS} <= set(walls)


def test_kafka_is_reached_by_pods_of_ours_alone() -> None:
    """No other pod of the cluster comes as far as its sign-in; and each of ours, the one for commands too, does."""
    (kafka,) = of_kind("Kafka")
    (listener,) = kafka["spec"]["kafka"]["listeners"]
    (peer,) = listener["networkPolicyPeers"]
    assert peer == {"podSelector": {"matchLabels": {"app.kubernetes.io/part-of": "linnet"}}}
    for one in (*of_kind("Deployment"), *of_kind("StatefulSet")):
        labels = one["spec"]["template"]["metadata"]["labels"]
        assert labels["app.kubernetes.io/part-of"] == "linnet"


def test_traces_go_to_a_collector_that_stands_with_prometheus() -> None:
    """Who opens spans reaches OTLP's port there, and nowhere else; nobody else reaches it."""
    there = [{"namespaceSelector": {"matchLabels": {"linnet/monitoring": "true"}}}]
    ways = {
        wall["metadata"]["name"]: [
            way["to"] for way in wall["spec"]["egress"] if {"protocol": "TCP", "port": 4318} in way["ports"]
        ]
        for wall in of_kind("NetworkPolicy")
    }
    open_spans = ("receiving", "intake", "projector", "relay", "delivery")
    assert {name: found for name, found in ways.items() if found} == {f"linnet-{role}": [there] for role in open_spans}
