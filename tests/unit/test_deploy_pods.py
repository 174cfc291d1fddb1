"""Pods of the manifests: what they may do, what they are asked, where they are put and what room they have."""

import re
import shutil
import subprocess
from pathlib import Path
from textwrap import dedent
from typing import Any

from ruamel.yaml import YAML

from infra.deploy.capacity import EVENTS_A_YEAR, SIZES
from infra.deploy.files import HERE
from infra.deploy.measured import read_costs
from infra.deploy.workloads import WORKLOADS
from tests.guide import read_chapter
from tests.manifests import DOCUMENTS, find_container, find_pod, of_kind
from tests.tools import find_tool


def test_nobody_has_more_than_it_needs() -> None:
    """Every pod runs as somebody without rights, on a file system it cannot write, without a token of the cluster."""
    for document in [*of_kind("Deployment"), *of_kind("StatefulSet")]:
        pod = document["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"]
        assert not pod["automountServiceAccountToken"]
        for container in pod["containers"]:
            held = container["securityContext"]
            assert held["readOnlyRootFilesystem"]
            assert not held["allowPrivilegeEscalation"]
            assert held["capabilities"] == {"drop": ["ALL"]}


def test_the_kubelet_is_let_in_by_the_api() -> None:
    """Its probes ask over TLS, and under a name that the API answers to: under a pod's address it answers nobody."""
    for probe in ("readinessProbe", "livenessProbe"):
        asked = find_container("linnet-api")[probe]["httpGet"]
        assert asked["scheme"] == "HTTPS"
        assert asked["httpHeaders"] == [{"name": "Host", "value": "localhost"}]


def test_an_area_that_is_away_takes_no_pod_away() -> None:
    """The pods that answer about all other areas, and say why this one is withheld, are asked whether they answer."""
    assert find_container("linnet-api")["readinessProbe"]["httpGet"]["path"] == "/healthz"


def test_who_there_are_several_of_are_not_all_on_one_machine() -> None:
    """Where there is another, a second pod of a process is put there."""
    several = {f"linnet-{role}" for role, one in WORKLOADS.items() if one.several}
    for name in several:
        (spread,) = find_pod(name)["topologySpreadConstraints"]
        assert spread["topologyKey"] == "kubernetes.io/hostname"
        assert spread["labelSelector"]["matchLabels"]["app.kubernetes.io/name"] == name


def test_a_command_writes_where_it_may() -> None:
    """A file that a command of the guide makes under a bare name goes into a folder that can be written."""
    container = find_container("linnet-operator")
    writable = {mount["mountPath"] for mount in container["volumeMounts"] if not mount.get("readOnly")}
    assert container["workingDir"] in writable
    (mount,) = (one for one in container["volumeMounts"] if one["mountPath"] == container["workingDir"])
    (volume,) = (one for one in find_pod("linnet-operator")["volumes"] if one["name"] == mount["name"])
    assert volume["emptyDir"] == {"sizeLimit": "10Gi"}


def test_valkey_has_room_for_an_integrated_care_system() -> None:
    """For what is known of a year, and as much again for pages that are copied; and it refuses before it is killed."""
    care = next(size for size in SIZES if size.name == "an integrated care system")
    year = care.residents * EVENTS_A_YEAR * read_costs().weight.whole / (1 << 30)
    container = find_container("linnet-valkey")
    held = {at: int(amount["memory"].removesuffix("Gi")) for at, amount in container["resources"].items()}
    most = int(container["args"][container["args"].index("--maxmemory") + 1].removesuffix("gb"))
    assert held["requests"] >= year
    assert held["limits"] >= 2 * year
    assert year * 1.5 <= most <= 0.75 * held["limits"]


def test_strimzi_makes_pods_that_the_namespace_lets_in() -> None:
    """Under the restricted standard each container says that it has no rights: Strimzi's own say less by themselves."""
    (namespace,), (pool,), (kafka,) = (of_kind(kind) for kind in ("Namespace", "KafkaNodePool", "Kafka"))
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    operators = kafka["spec"]["entityOperator"]["template"]
    made = (
        pool["spec"]["template"]["kafkaContainer"],
        operators["topicOperatorContainer"],
        operators["userOperatorContainer"],
    )
    for container in made:
        held = container["securityContext"]
        assert held["runAsNonRoot"]
        assert not held["allowPrivilegeEscalation"]
        assert held["capabilities"] == {"drop": ["ALL"]}
        assert held["seccompProfile"] == {"type": "RuntimeDefault"}


def test_kustomize_takes_all_of_it() -> None:
    """kubectl makes of the base every document that there is, in the namespace, and each once."""
    found = kustomize(HERE / "kubernetes")
    made = [(one["kind"], one["metadata"]["name"]) for one in found]
    wanted = [(one["kind"], one["metadata"]["name"]) for one in DOCUMENTS if one["kind"] != "Kustomization"]
    assert sorted(made) == sorted(wanted)
    assert {one["metadata"].get("namespace") for one in found if one["kind"] != "Namespace"} == {"linnet"}


def test_a_smaller_valkey_is_patched_in_as_the_guide_says(tmp_path: Path) -> None:
    """kubectl takes the patch of the chapter on sizes, and it meets what it is meant for."""
    (container,) = patch(tmp_path, "How large", "linnet-valkey")["containers"]
    assert container["args"] == ["valkey-server", "/etc/valkey/valkey.conf", "--maxmemory", "6gb"]
    assert container["resources"]["limits"] == {"memory": "8Gi"}


def test_a_key_of_feeds_is_patched_in_as_the_guide_says(tmp_path: Path) -> None:
    """It comes beside the other secrets of that process, and takes none of them away."""
    (volume,) = (
        one for one in patch(tmp_path, "What has to be given", "linnet-feeds")["volumes"] if "projected" in one
    )
    (before,) = (one for one in find_pod("linnet-feeds")["volumes"] if "projected" in one)
    added = {"secret": {"name": "linnet-feeds-secrets"}}
    assert volume["projected"]["sources"] == [*before["projected"]["sources"], added]


def patch(folder: Path, chapter: str, name: str) -> Any:
    """The pod of an overlay that has the patch of this chapter."""
    shutil.copytree(HERE / "kubernetes", folder / "base")
    (folder / "overlay").mkdir()
    (patches,) = re.findall(r"```yaml\n(.*?)```", read_chapter(chapter), re.DOTALL)
    (folder / "overlay/kustomization.yaml").write_text(f"resources: [../base]\n{dedent(patches)}")
    sets = [one for one in kustomize(folder / "overlay") if one["kind"] in ("Deployment", "StatefulSet")]
    (found,) = (one for one in sets if one["metadata"]["name"] == name)
    return found["spec"]["template"]["spec"]


def kustomize(folder: Path) -> list[Any]:
    command = [find_tool("kubectl"), "kustomize", str(folder)]
    judged = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert judged.returncode == 0, judged.stderr
    return list(YAML(typ="safe").load_all(judged.stdout))
