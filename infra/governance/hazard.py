"""A row of the hazard log."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hazard:
    """``shown_by``: tests in this repository. ``left``: what the controls do not take away. ``handed``: what the
    partnership has to do about that (DCB0160)."""

    name: str
    cause: str
    harm: str
    control: str
    shown_by: tuple[str, ...]
    left: str
    handed: str
