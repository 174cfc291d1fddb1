"""Secrets that come as files: in a directory of one file each, as systemd's ``LoadCredential=``, Kubernetes and Compose
give them, so that they stand in no environment, no unit and no list of processes."""

from collections.abc import Mapping
from pathlib import Path

# systemd's own name for it.
DIRECTORY = "CREDENTIALS_DIRECTORY"


def read_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment, and the text of each such file under its name; what the environment says itself counts."""
    directory = environment.get(DIRECTORY)
    files = Path(directory).iterdir() if directory else ()
    # Kubernetes puts its own bookkeeping beside them, under names with a dot in front.
    found = {file.name: file.read_text("utf-8", "replace").strip() for file in files if _is_ours(file)}
    return found | dict(environment)


def _is_ours(file: Path) -> bool:
    return file.is_file() and not file.name.startswith(".")
