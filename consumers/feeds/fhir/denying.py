"""What a version of a resource says is not so, of all that its kind may tell: only that is taken back.

What a version merely does not show is no denial. Somebody who was seen in an emergency department and then admitted is
an inpatient now, by the same Encounter (FHIR R4, ``Encounter.classHistory``), and was seen there all the same.
"""

from typing import Any

from consumers.feeds.fhir import attending, caring, flagging
from consumers.feeds.fhir.bundle import Entry
from consumers.feeds.fhir.reading import Reader

_SUBSETTED = "SUBSETTED"
# Of resources whose sender does not know how they stand.
_NOTHING_SAID = (None, "unknown")


def list_denied(reader: Reader, entry: Entry, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Those of ``labels``, all that the resource may tell, that it denies where it does not tell them."""
    if entry.kind == "Patient":
        # Beside others, or trimmed, one may say less than is known: that somebody lives is said.
        return ("death",) if entry.resource.flag("deceasedBoolean") is False else ()
    if entry.method == "PATCH" or _is_subset(entry.resource.raw):
        return ()
    status = entry.resource.text("status")
    if status in _NOTHING_SAID or (entry.kind == "Flag" and flagging.find_category(reader, entry) is None):
        return ()
    return _list_of_encounter(entry) if entry.kind == "Encounter" and status in attending.UNDER_WAY else labels


def _list_of_encounter(entry: Entry) -> tuple[str, ...]:
    """Of one that takes place or took place: by what it is now."""
    kind = entry.resource.node("class").text("code")
    if kind in caring.ADMITTED:
        return ("spell-ended",)
    return attending.LABELS["Encounter"] if kind == attending.EMERGENCY else ()


def _is_subset(resource: dict[str, Any]) -> bool:
    meta = resource.get("meta")
    tags = meta.get("tag") if isinstance(meta, dict) else None
    return isinstance(tags, list) and any(isinstance(tag, dict) and tag.get("code") == _SUBSETTED for tag in tags)
