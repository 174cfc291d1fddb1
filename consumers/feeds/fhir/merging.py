"""Patient.link: that another Patient stands for the same person, in place of this one or this one in place of it."""

from consumers.feeds.documents import Node
from consumers.feeds.drafting import Draft
from consumers.feeds.fhir.bundle import Entry
from consumers.feeds.fhir.persons import find_own_number
from consumers.feeds.fhir.reading import Reader
from consumers.feeds.telling import Told

_REPLACED, _REPLACES = "replaced-by", "replaces"
_UNRESOLVED = "a Patient that is in the Bundle, or an identifier of your own"


def tell_merges(reader: Reader, entry: Entry, heard: Draft) -> list[Told]:
    """What is wrong is in ``heard``. Links of other types say nothing of which number stands."""
    told = []
    for link in entry.resource.nodes("link"):
        if (kind := link.text("type")) in (_REPLACED, _REPLACES):
            draft = reader.begin(entry)
            own, other = ("gone", "kept") if kind == _REPLACED else ("kept", "gone")
            draft.put(own, reader.person(entry).values.get("person.local_record_id"), "Patient.identifier")
            draft.put(other, _find_number(reader, entry, link.node("other")), "link.other")
            if other not in draft.values:
                draft.refuse(other, "reference-unresolved", "", _UNRESOLVED, "link.other")
            told += reader.author.merge("fhir-merge", draft) if not draft.faults else []
            heard.faults += draft.faults
    return told


def _find_number(reader: Reader, entry: Entry, other: Node) -> str | None:
    found = reader.bundle.find(other, "Patient", entry.resource)
    if found is not None:
        number = reader.person(found).values.get("person.local_record_id")
        return number if isinstance(number, str) else None
    return find_own_number([each for each in (other.node("identifier"),) if each], reader.author.declaration)
