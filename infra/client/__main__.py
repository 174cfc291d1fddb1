"""``python -m infra.client`` writes what of the Python client is made from the OpenAPI document; with ``--check`` it
only says whether it is as it would be."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.client.document import describe, keep_spoken_of, list_operations
from infra.client.operations import write_operations

PACKAGE = Path(__file__).parents[2] / "clients" / "python" / "linnet_client"


def main(words: list[str]) -> None:
    made = make()
    if words == ["--check"]:
        stale = [name for name, text in made.items() if (PACKAGE / name).read_text() != text]
        if stale:
            sys.stderr.write(f"{', '.join(stale)} out of date; run: python -m infra.client\n")
            sys.exit(1)
        return
    for name, text in made.items():
        (PACKAGE / name).write_text(text)
        sys.stdout.write(f"{name} written\n")


def make() -> dict[str, str]:
    """Text by file name. Cost: some seconds, in a process of its own."""
    document = describe()
    operations = list_operations(document)
    with TemporaryDirectory() as home:
        told, models = Path(home, "openapi.json"), Path(home, "models.py")
        told.write_text(json.dumps(keep_spoken_of(document, operations)))
        _run("datamodel_code_generator", "--input", str(told), "--output", str(models), *_OPTIONS)
        return {"models.py": _format(models.read_text()), "operations.py": _format(write_operations(operations))}


# Fields that a later Linnet adds are passed over.
_OPTIONS = (
    "--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel", "--target-python-version", "3.11",
    "--extra-fields", "ignore", "--use-annotated", "--use-standard-collections", "--use-union-operator",
    "--collapse-root-models", "--capitalise-enum-members", "--use-schema-description", "--disable-timestamp",
    "--custom-file-header", '"""Made from the OpenAPI document by ``python -m infra.client``: change it there."""',
    "--formatters", "builtin",
)  # fmt: skip


def _format(text: str) -> str:
    return _run("ruff", "format", "--config", "line-length = 120", "--stdin-filename", "made.py", "-", given=text)


def _run(*words: str, given: str = "") -> str:
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=True, timeout=120).stdout


if __name__ == "__main__":
    main(sys.argv[1:])
