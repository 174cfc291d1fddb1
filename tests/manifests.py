"""The manifests for Kubernetes as tests read them."""

from typing import Any

from ruamel.yaml import YAML

from infra.deploy.files import write_files

FILES = {path: text for path, text in write_files().items() if path.parent.name == "kubernetes"}
DOCUMENTS: list[Any] = [one for text in FILES.values() for one in YAML(typ="safe").load_all(text)]


def of_kind(kind: str) -> list[Any]:
    return [one for one in DOCUMENTS if one["kind"] == kind]


def find_pod(name: str) -> Any:
    sets = [*of_kind("StatefulSet"), *of_kind("Deployment")]
    return next(one for one in sets if one["metadata"]["name"] == name)["spec"]["template"]["spec"]


def find_container(name: str) -> Any:
    (container,) = find_pod(name)["containers"]
    return container
