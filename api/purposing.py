"""Declaring what one looks for: nobody is looked up without, and nothing is a purpose that the partnership does not
list."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from api.policy.viewer import Purpose
from streams.errors import Invalid
from streams.partnership import PurposeListed
from streams.settings import Settings

_REFERENCE = 60


def declare(settings: Settings, code: str, reference: str, now: datetime) -> Purpose:
    """Raises :class:`Invalid` naming the field to be filled in otherwise."""
    listed = next((one for one in list_purposes(settings) if one.code == code), None)
    if listed is None:
        raise Invalid("purpose", "choose what you are looking for", "purpose")
    said = reference.strip()
    if listed.reference_required and not said:
        raise Invalid("reference", "enter the reference of the case: this purpose needs one", "reference")
    if len(said) > _REFERENCE or not said.isprintable():
        raise Invalid("reference", f"enter a reference of at most {_REFERENCE} characters, and no names", "reference")
    until = now + timedelta(minutes=settings.purpose_minutes)
    return Purpose(listed.code, listed.label, listed.gateway, said, now, until, listed.traces)


def list_purposes(settings: Settings) -> Sequence[PurposeListed]:
    return settings.partnership.purposes
