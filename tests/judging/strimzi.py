"""``python -m tests.judging.strimzi FOLDER``: the resources for Strimzi, judged by Strimzi's own definitions.

FOLDER has the ``*-Crd-*.yaml`` files of Strimzi's release, which are not ours to ship. Fields that a definition does
not have are faults, as the API server would drop them without a word.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from ruamel.yaml import YAML

from infra.deploy.files import HERE

_STRIMZI = "kafka.strimzi.io"


def read_definitions(folder: Path) -> dict[tuple[str, str], Any]:
    """Schemas by API version and kind."""
    found = {}
    for file in sorted(folder.glob("*Crd*.yaml")):
        for one in YAML(typ="safe").load_all(file):
            for version in one["spec"]["versions"]:
                schema = version["schema"]["openAPIV3Schema"]
                named = (f"{one['spec']['group']}/{version['name']}", one["spec"]["names"]["kind"])
                found[named] = _close(schema)
    return found


def _close(schema: Any) -> Any:
    """With no room for fields that are not named; what Kubernetes itself checks of each resource is left to it."""
    if isinstance(schema, list):
        return [_close(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _close(one) for name, one in schema.items()}
    if isinstance(closed.get("properties"), dict) and not closed.get("x-kubernetes-preserve-unknown-fields"):
        closed.setdefault("additionalProperties", False)
    if closed.pop("x-kubernetes-int-or-string", False):
        closed.pop("type", None)
    return closed


def judge(definitions: dict[tuple[str, str], Any], document: Any) -> Iterator[str]:
    named = (document["apiVersion"], document["kind"])
    if named not in definitions:
        yield f"{' '.join(named)}: no such kind"
        return
    schema = definitions[named] | {"additionalProperties": True}
    for fault in Draft202012Validator(schema).iter_errors(document):
        yield f"{document['kind']} {document['metadata']['name']}: {fault.json_path}: {fault.message}"


def main(folder: Path) -> int:
    definitions, judged = read_definitions(folder), 0
    faults: list[str] = []
    for file in sorted((HERE / "kubernetes").glob("*.yaml")):
        for document in YAML(typ="safe").load_all(file):
            if document["apiVersion"].startswith(_STRIMZI):
                judged += 1
                faults += judge(definitions, document)
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    sys.stdout.write(f"{judged} resources judged by {len(definitions)} definitions, {len(faults)} faults\n")
    return 1 if faults or not judged else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
