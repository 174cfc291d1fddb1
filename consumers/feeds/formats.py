"""The field's own formats: how each is read, whose systems speak it, and what its files are called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from consumers.feeds.converted import Converted
from consumers.feeds.declaration import Declaration, Hl7Declaration
from consumers.feeds.dfe.converting import Recall, convert_payload
from consumers.feeds.drafting import Author
from consumers.feeds.fhir.converting import convert_bundle
from consumers.feeds.hl7.converting import convert_batch
from consumers.feeds.mns.converting import convert_notifications
from consumers.feeds.senders import Sender
from streams.codes.agencies import Agency
from streams.errors import Broken

Convert = Callable[[bytes, Author, Recall], Converted]


@dataclass(frozen=True, slots=True)
class MessageFormat:
    """``name``: as in ``[senders.NAME.formats.…]``. ``agencies``: who has something to tell by it. ``by_line``: its
    files may hold one document a line, and the ending of those that do."""

    name: str
    agencies: tuple[Agency, ...]
    files: tuple[str, ...]
    convert: Convert
    declaration: type[Declaration] = Declaration
    by_line: str = ""


FORMATS: Mapping[str, MessageFormat] = {
    each.name: each
    for each in (
        MessageFormat(
            "fhir", (Agency.HEALTH, Agency.EHR, Agency.COUNCIL), ("*.fhir.json", "*.json", "*.ndjson"),
            lambda raw, author, _: convert_bundle(raw, author), by_line=".ndjson",
        ),
        MessageFormat(
            "hl7", (Agency.HEALTH, Agency.EHR), ("*.hl7",),
            lambda raw, author, _: convert_batch(raw, author), Hl7Declaration,
        ),
        MessageFormat("dfe", (Agency.COUNCIL,), ("*.dfe.json", "*.json"), convert_payload),
        MessageFormat(
            "notifications", (Agency.EHR, Agency.HEALTH), ("*.mns.json", "*.json"),
            lambda raw, author, _: convert_notifications(raw, author),
        ),
    )
}  # fmt: skip


def read_declaration(sender: Sender, name: str) -> Declaration:
    """Raises :class:`Broken` with every mistake of it."""
    known, said = FORMATS[name], sender.formats[name]
    place = f"senders.{sender.name}.formats.{name}"
    try:
        found = known.declaration.model_validate(said)
    except ValidationError as errors:
        faults = [f"{place}.{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in errors.errors()]
        raise Broken("; ".join(faults)) from None
    if wrong := find_misfit(sender, name, found):
        raise Broken(wrong)
    return found


def find_misfit(sender: Sender, name: str, declaration: Declaration) -> str:
    """What of a declaration does not fit its sender; empty where all does."""
    place, areas = f"senders.{sender.name}.formats.{name}", ", ".join(sender.areas)
    if sender.agency not in FORMATS[name].agencies:
        return f"{place}: {sender.agency} has nothing to tell by it"
    if declaration.area is None and len(sender.areas) > 1:
        return f"{place}.area: is needed, for it sends for {areas}"
    if declaration.area is not None and declaration.area not in sender.areas:
        return f"{place}.area: must be one of {areas}"
    return ""
