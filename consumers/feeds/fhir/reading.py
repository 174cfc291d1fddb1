"""What all resources have: whose they are, when they were recorded, how sensitive they are, and what they tell."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from consumers.feeds.documents import Node
from consumers.feeds.drafting import Author, Draft, name_event
from consumers.feeds.fhir.bundle import Bundle, Entry
from consumers.feeds.fhir.persons import NHS_NUMBER, Moment, draft_person, draft_sensitivity
from consumers.feeds.moments import ISO, Moments
from consumers.feeds.telling import Told
from streams.events.agency import agency_of

_METHODS_OF_UPDATE = ("PUT", "PATCH")


def is_again(entry: Entry) -> bool:
    version = entry.resource.node("meta").text("versionId")
    return entry.method in _METHODS_OF_UPDATE or (version is not None and version != "1")


@dataclass(frozen=True, slots=True)
class Saying:
    """One event that a resource tells of."""

    kind: str
    label: str
    draft: Draft


@dataclass(slots=True)
class Reader:
    author: Author
    bundle: Bundle
    _moments: Moments = field(init=False)
    _persons: dict[int, Draft] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._moments = Moments((ISO,), self.author.zone)

    def put_moment(self, draft: Draft, path: str, said: str | None, column: str) -> None:
        draft.put(path, self._moments.read(said) if said else None, column, said)

    def begin(self, entry: Entry) -> Draft:
        """When it was recorded, as the resource says, or else the Bundle."""
        draft = Draft(f"{entry.place} {entry.kind}")
        updated = entry.resource.node("meta").text("lastUpdated")
        said = updated or self.bundle.recorded
        self.put_moment(draft, "recorded_at", said, "meta.lastUpdated" if updated else "Bundle.timestamp")
        return draft

    def add_person(self, draft: Draft, entry: Entry, subject: Node) -> None:
        """The Patient that ``subject`` refers to: in the Bundle, contained, or known by NHS number alone."""
        found = self.bundle.find(subject, "Patient", entry.resource)
        identifier = subject.node("identifier")
        labels = [self.bundle.security, entry.resource.node("meta").nodes("security")]
        if found is not None:
            known = self.person(found)
            draft.values |= known.values
            draft.columns |= known.columns
            draft.faults += known.faults
            labels.append(found.resource.node("meta").nodes("security"))
        elif (identifier.text("system") or "") == NHS_NUMBER and (number := identifier.text("value")):
            draft.put("person.nhs_number", number, "subject.identifier")
            draft.put("person.local_record_id", f"nhs-{number}".replace(" ", ""), "subject.identifier")
        else:
            expected = "a Patient that is in the Bundle, or an identifier that is an NHS number"
            draft.refuse("person", "reference-unresolved", "", expected, subject.path.partition(".")[2])
        draft_sensitivity(draft, *labels)

    def person(self, entry: Entry) -> Draft:
        """Read once, however many refer to it."""
        if entry.number not in self._persons:
            draft = Draft(f"{entry.place} Patient" if entry.number >= 0 else "contained Patient")
            draft_person(draft, entry.resource, self.author.declaration, Moment(self.author.origin.received))
            self._persons[entry.number] = draft
        return self._persons[entry.number]

    def write(self, entry: Entry, said: Iterator[Saying]) -> tuple[list[Told], Draft]:
        """What is told, and a draft with all faults. A resource that is put again is put right."""
        told, heard = [], Draft(entry.place)
        again = is_again(entry)
        for saying in said:
            assert agency_of(saying.kind) is self.author.agency
            event_id = name_event(f"fhir-{saying.label}", entry.own_id)
            written = self.author.tell(saying.kind, event_id, saying.draft)
            if isinstance(written, list):
                heard.faults += written
                continue
            told.append(written)
            if again:
                told.append(self.author.rectify(written, saying.draft.values["recorded_at"]))
        return told, heard
