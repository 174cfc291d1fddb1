"""Who takes part and what for: the areas of this partnership, the sources that may speak for each agency in each, and
the purposes of looking somebody up."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError, field_validator

from streams.caseload import CaseloadPlan
from streams.codes.agencies import Agency
from streams.codes.glass import BREAK
from streams.contract import AreaName, Contract, SourceName
from streams.errors import Broken

Line = Annotated[str, StringConstraints(min_length=1, max_length=140)]


# What Linnet sends itself comes from such sources.
_OWN = "uk.linnet."


class Area(Contract):
    """``people``: how many live there, by the latest mid-year estimate. The more there are, the more a name and a birth
    date are somebody else's, and linkage asks for more. None: as many as its model was made for. Another number is
    another model: the area is rebuilt."""

    label: str
    sources: dict[SourceName, Agency]
    caseload: CaseloadPlan = CaseloadPlan()
    people: Annotated[int, Field(ge=1, le=100_000_000)] | None = None

    @field_validator("sources")
    @classmethod
    def _are_agencies(cls, sources: dict[str, Agency]) -> dict[str, Agency]:
        if own := [source for source in sources if source.startswith(_OWN)]:
            raise ValueError(f"{own[0]}: no agency's source may begin with {_OWN}")
        return sources


class PurposeListed(Contract):
    """What somebody may be looked up for. ``gateway``: the law that lets agencies share for it. ``traces``: where
    somebody was seen may be looked up across areas."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{1,39}$")]
    label: Line
    gateway: Line
    reference_required: bool = False
    traces: bool = False


class Retention(Contract):
    """``live_months``: for how long whatever is known is kept after it last mattered: an event after it happened, the
    events of a case after it ended."""

    live_months: Annotated[int, Field(ge=1, le=1200)] = 12


class Partnership(Contract):
    """Nobody is looked up for what is not among ``purposes``: with an empty list, nobody is looked up."""

    areas: dict[AreaName, Area]
    purposes: tuple[PurposeListed, ...] = ()
    retention: Retention = Retention()

    @field_validator("purposes")
    @classmethod
    def _are_each_one(cls, purposes: tuple[PurposeListed, ...]) -> tuple[PurposeListed, ...]:
        codes = [purpose.code for purpose in purposes]
        if own := [code for code in codes if code.startswith(BREAK)]:
            raise ValueError(
                f"{own[0]}: no purpose's code may begin with {BREAK}, for so does what the audit says itself"
            )
        if again := [code for code in codes if codes.count(code) > 1]:
            raise ValueError(f"{again[0]}: two purposes have this code, and the audit could not tell which it was")
        return purposes


def read_partnership(path: Path) -> Partnership:
    """Raises :class:`Broken` naming the file and the fault: nothing can be admitted without it."""
    try:
        return Partnership.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as fault:
        raise Broken(f"cannot read the partnership file {path}: {fault}") from fault
