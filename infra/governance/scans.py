"""How far the sources are read by bandit, and which version they are, as the project file has it."""

import re
import tomllib

from infra.reference.tables import ROOT

PROJECT = ROOT / "pyproject.toml"


def read_bandit() -> dict[str, str]:
    """``level``: the least severity that is told. ``skips``: the checks that are off. Raises :class:`KeyError` and
    :class:`ValueError` where ``poe check`` runs no bandit, or one without a severity."""
    tool = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["tool"]
    steps = " ".join(step.get("cmd", "") for step in tool["poe"]["tasks"]["check"]["sequence"])
    (level,) = re.findall(r"\bbandit .*?--severity-level (\w+)", steps)
    return {"level": level, "skips": " and ".join(tool["bandit"]["skips"])}


def read_version() -> str:
    return str(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])
