"""A Bundle and what its entries refer to: each other, by urn:uuid, relative and absolute references."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from consumers.feeds.documents import Malformed, Node
from consumers.feeds.faults import FileRefused
from consumers.feeds.fhir.elements import READ, RESOURCES

TAKEN = ("transaction", "message", "batch", "collection")
MAX_ENTRIES = 100_000
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_CONDITIONAL = re.compile(r"^([A-Za-z]+)\?identifier=(?:([^|]*)\|)?([^&]+)$")


@dataclass(frozen=True, slots=True)
class Entry:
    """``kind``: the type of its resource, empty for one that FHIR does not have."""

    number: int
    kind: str
    method: str
    url: str
    full_url: str
    resource: Node

    @property
    def place(self) -> str:
        return f"entry[{self.number}]"

    @property
    def own_id(self) -> str:
        """The sender's own id of the resource, by which it will speak of it again; empty where it has none."""
        said = self.resource.raw.get("id") or _last(self.full_url) or _last(self.url)
        return said if isinstance(said, str) and _ID.fullmatch(said) else ""


@dataclass(slots=True)
class Bundle:
    recorded: str | None
    security: list[Node]
    entries: list[Entry]
    _by_reference: dict[str, Entry] | None = None
    # By kind, system and value; those of any system under an empty one.
    _by_identifier: dict[tuple[str, str, str], Entry] | None = None
    _contained: tuple[Node | None, dict[tuple[str, str], Entry]] = (None, {})
    _count: int = 0

    def find(self, reference: Node, kind: str, inside: Node | None = None) -> Entry | None:
        """What a reference means within the Bundle, or among what ``inside`` contains; None where it is not there.
        What is contained has a number below 0. Cost: goes through the Bundle, and each ``inside``, once."""
        said = reference.text("reference") or ""
        if not said:
            return None
        if said.startswith("#") and inside is not None:
            return self._find_contained(kind, said[1:], inside)
        entered = self._enter()
        entry = entered.get(said.partition("/_history/")[0]) or self._find_conditional(said, entered)
        return entry if entry is not None and entry.kind == kind else None

    def _find_contained(self, kind: str, own_id: str, inside: Node) -> Entry | None:
        """Of the resource that was asked for last all are kept, for it may have thousands of references to them."""
        if self._contained[0] is not inside:
            found: dict[tuple[str, str], Entry] = {}
            for each in inside.nodes("contained"):
                self._count -= 1
                names = each.raw.get("resourceType"), each.raw.get("id")
                if isinstance(names[0], str) and isinstance(names[1], str):
                    found.setdefault((names[0], names[1]), Entry(self._count, names[0], "", "", "", each))
            self._contained = (inside, found)
        return self._contained[1].get((kind, own_id))

    def _enter(self) -> dict[str, Entry]:
        if self._by_reference is None:
            self._by_reference = {}
            for entry in self.entries:
                if entry.kind and entry.kind in READ:
                    # One without either is referred to by nothing.
                    for name in filter(None, (entry.full_url, entry.own_id and f"{entry.kind}/{entry.own_id}")):
                        self._by_reference.setdefault(name, entry)
        return self._by_reference

    def _find_conditional(self, said: str, entered: dict[str, Entry]) -> Entry | None:
        if match := _CONDITIONAL.match(said):
            kind, system, value = match.groups()
            if self._by_identifier is None:
                self._by_identifier = _index_identifiers(self.entries)
            return self._by_identifier.get((kind, system or "", value))
        # An absolute address of the sender's own server.
        if said.startswith("http"):
            return entered.get("/".join(said.split("/")[-2:]))
        return None


def read_bundle(document: object) -> Bundle:
    """Raises :class:`FileRefused` for what is no Bundle of a kind that is taken. Entries are read one by one, later."""
    if not isinstance(document, dict) or document.get("resourceType") != "Bundle":
        raise FileRefused("not-a-bundle", "expected a FHIR R4 Bundle")
    root = Node(document, "Bundle")
    try:
        kind, recorded = root.text("type"), root.text("timestamp")
        security = root.node("meta").nodes("security")
    except Malformed as fault:
        raise FileRefused(fault.code, f"{fault.field}: expected {fault.reason}") from None
    if kind not in TAKEN:
        raise FileRefused("bundle-type", f"Bundle.type: expected {', '.join(TAKEN)}")
    entries = document.get("entry") or []
    if not isinstance(entries, list) or len(entries) > MAX_ENTRIES:
        raise FileRefused("too-large", f"Bundle.entry: expected a list of at most {MAX_ENTRIES:,} entries")
    return Bundle(recorded, security, list(_read_entries(entries)))


def _read_entries(entries: list[object]) -> Iterator[Entry]:
    for number, said in enumerate(entries):
        entry = said if isinstance(said, dict) else {}
        raw = entry.get("resource")
        resource = raw if isinstance(raw, dict) else {}
        request = entry.get("request") if isinstance(entry.get("request"), dict) else {}
        assert isinstance(request, dict)
        named = resource.get("resourceType")
        kind = named if isinstance(named, str) and named in RESOURCES else ""
        method, url, full = request.get("method"), request.get("url"), entry.get("fullUrl")
        yield Entry(
            number,
            kind or (_kind_of(url) if method == "DELETE" and isinstance(url, str) else ""),
            method if isinstance(method, str) else "",
            url if isinstance(url, str) else "",
            full if isinstance(full, str) else "",
            Node(resource, kind or "resource"),
        )


def _kind_of(url: str) -> str:
    kind = url.partition("/")[0].partition("?")[0]
    return kind if kind in RESOURCES else ""


def _last(url: str) -> str:
    """
    >>> _last("urn:uuid:1f0e"), _last("https://trust.nhs.uk/fhir/Patient/7"), _last("Patient")
    ('1f0e', '7', '')
    >>> _last("Encounter?identifier=https://ngh.example/enc|77")
    ''
    """
    if "?" in url:
        return ""
    if url.startswith(("urn:uuid:", "urn:oid:")):
        return url.rpartition(":")[2]
    return url.rpartition("/")[2] if "/" in url else ""


def _index_identifiers(entries: list[Entry]) -> dict[tuple[str, str, str], Entry]:
    """Of several entries with the same the first. What is wrong with one is for that entry to say, not for those that
    look for another."""
    found: dict[tuple[str, str, str], Entry] = {}
    for entry in entries:
        held = entry.resource.raw.get("identifier")
        for each in held if isinstance(held, list) else ():
            if isinstance(each, dict) and isinstance(value := each.get("value"), str):
                found.setdefault((entry.kind, "", value), entry)
                if isinstance(system := each.get("system"), str):
                    found.setdefault((entry.kind, system, value), entry)
    return found
