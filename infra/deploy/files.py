"""Every file of the deployment, and the operator's guide."""

from pathlib import Path

from infra.access.rights import list_acls
from infra.deploy.alarms import write_rules, write_trials
from infra.deploy.compose import write_compose, write_properties
from infra.deploy.dashboard import write_dashboard
from infra.deploy.guide import GUIDE, write_guide
from infra.deploy.machine import write_machine
from infra.deploy.pods import write_workloads
from infra.deploy.strimzi import PART_OF, write_cluster, write_topics, write_users
from infra.deploy.systemd import write_units
from infra.deploy.valkey import write_valkey
from infra.deploy.walls import write_walls
from infra.deploy.yaml import WRITTEN, Document, write_yaml
from infra.reference.tables import ROOT

HERE = Path(__file__).parent


def write_files() -> dict[Path, str]:
    folders = {
        "kubernetes": _write_kubernetes(),
        "compose": _write_compose(),
        "systemd": write_units() | write_machine(),
        "monitoring": _write_monitoring(),
    }
    found = {HERE / folder / name: text for folder, files in folders.items() for name, text in files.items()}
    return found | {GUIDE: write_guide()}


def _write_monitoring() -> dict[str, str]:
    rules, trials = write_yaml([write_rules()]), write_yaml([write_trials()])
    return {"alerts.yaml": rules, "alerts.test.yaml": trials, "dashboard.json": write_dashboard()}


def _write_compose() -> dict[str, str]:
    return {"compose.yaml": write_yaml([write_compose()]), "kafka.properties": f"# {WRITTEN}\n{write_properties()}"}


def _write_kubernetes() -> dict[str, str]:
    found: dict[str, list[Document]] = {
        "namespace.yaml": [_namespace()],
        "kafka.yaml": write_cluster(),
        "topics.yaml": write_topics(),
        "users.yaml": write_users(list_acls([])),
        "valkey.yaml": write_valkey(),
        "workloads.yaml": write_workloads(),
        "network.yaml": write_walls(),
    }
    kustomization = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "namespace": "linnet",
        "resources": list(found),
    }
    return {
        name: write_yaml(documents) for name, documents in (found | {"kustomization.yaml": [kustomization]}).items()
    }


def _namespace() -> Document:
    labels = {**PART_OF, "pod-security.kubernetes.io/enforce": "restricted"}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "linnet", "labels": labels}}


def find_stale() -> list[str]:
    """Names of files that are missing, or are not what would be written; and of those that nothing writes."""
    wanted = write_files()
    there = {
        path
        for folder in {path.parent for path in wanted} - {GUIDE.parent}
        for path in folder.glob("[!.]*")
        if path.is_file()
    }
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    return sorted(str(path.relative_to(ROOT)) for path in {*stale, *(there - set(wanted))})
