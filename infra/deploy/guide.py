"""The parts of the operator's guide that follow from tables: written between marks, the rest is written by hand."""

import re
from collections.abc import Mapping
from pathlib import Path

from infra.access.rights import list_acls
from infra.deploy.capacity import write_capacity
from infra.deploy.workloads import OF_THE_PARTNERSHIP, OPERATING, WORKLOADS, list_secrets
from infra.reference.tables import ROOT, Row, write_table
from streams.settings import Settings

GUIDE = ROOT / "docs" / "operating.md"
_BLOCK = re.compile(r"(<!-- begin (\w+): python -m infra\.deploy -->\n).*?(<!-- end \2 -->)", re.DOTALL)


def write_guide(path: Path = GUIDE) -> str:
    """The guide as it is, with its written parts as they would be."""
    parts = write_parts()
    return _BLOCK.sub(lambda found: f"{found[1]}\n{parts[found[2]]}\n\n{found[3]}", path.read_text(encoding="utf-8"))


def write_parts() -> Mapping[str, str]:
    return {
        "capacity": write_capacity(),
        "processes": write_table(("process", "does", "how many", "Redis", "others reach it", "keeps"), _processes()),
        "secrets": write_table(("process", "secrets, each a file"), _secrets()),
        "settings": write_table(("setting", "meaning"), _settings()),
    }


def _processes() -> list[Row]:
    found: list[Row] = []
    for role, one in WORKLOADS.items():
        many = f"{one.replicas}, {one.most} at most" if one.several else "1"
        port = f"port {one.port}" if one.port else ""
        kept = ", ".join(f"`{folder.path}`" for folder in (one.keeps, one.shares) if folder)
        found.append((f"`{role}`", one.does, many, "yes" if one.redis else "no", port, kept))
    return found


def _secrets() -> list[Row]:
    rows: list[Row] = []
    for role, one in WORKLOADS.items():
        names = [f"linnet_{name}" for name in list_secrets(one)] + list(one.files.values())
        rows.append((f"`{role}`", ", ".join(f"`{name}`" for name in names)))
    others = sorted({acl.principal for acl in list_acls([])} - {f"User:linnet-{role}" for role in WORKLOADS})
    given = ", ".join(f"`linnet_{name}`" for name in list_secrets(OPERATING))
    return [*rows, *((f"`{who.removeprefix('User:linnet-')}`", given) for who in others)]


def _settings() -> list[Row]:
    fields = Settings.model_fields
    described = ((name, fields[name.removeprefix("LINNET_").lower()].description or "") for name in OF_THE_PARTNERSHIP)
    return [(f"`{name}`", meaning) for name, meaning in described]
