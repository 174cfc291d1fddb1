"""Who takes part: the areas of this partnership, and the sources that may speak for each agency in each."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from streams.caseload import CaseloadPlan
from streams.codes.agencies import Agency
from streams.contract import AreaName, Contract, SourceName
from streams.errors import Broken


class Area(Contract):
    label: str
    sources: dict[SourceName, Agency]
    caseload: CaseloadPlan = CaseloadPlan()


class Partnership(Contract):
    areas: dict[AreaName, Area]


def read_partnership(path: Path) -> Partnership:
    """Raises :class:`Broken` naming the file and the fault: nothing can be admitted without it."""
    try:
        return Partnership.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as fault:
        raise Broken(f"cannot read the partnership file {path}: {fault}") from fault
