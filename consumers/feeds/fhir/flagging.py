"""What a council's Flags tell: that a child is looked after, or subject to a plan."""

from collections.abc import Iterator

from consumers.feeds.drafting import name_case
from consumers.feeds.fhir.bundle import Entry
from consumers.feeds.fhir.codes import codings, first_of
from consumers.feeds.fhir.reading import Reader, Saying
from streams.codes.council import CouncilCategory

LABELS: dict[str, tuple[str, ...]] = {"Flag": ("flag", "flag-ended")}
# SNOMED CT: child subject to child protection plan.
_KNOWN = {"342191000000101": CouncilCategory.CHILD_PROTECTION_PLAN}


def read_flag(reader: Reader, entry: Entry) -> Iterator[Saying]:
    """A Flag of a kind that is not declared is the council's own affair, and not shared."""
    flag, status = entry.resource, entry.resource.text("status")
    found = find_category(reader, entry)
    if found is None or status not in ("active", "inactive"):
        return
    draft, period = reader.begin(entry), flag.node("period")
    reader.put_moment(draft, "happened_at", period.text("start"), "period.start")
    reader.add_person(draft, entry, flag.node("subject"))
    draft.put("case_id", name_case(entry.own_id), "id")
    draft.put("category", found, "code")
    if end := period.text("end"):
        closed = draft.begin()
        reader.put_moment(closed, "happened_at", end, "period.end")
        yield Saying("council-case-closed-1", "flag-ended", closed)
    yield Saying("council-case-opened-1", "flag", draft)


def find_category(reader: Reader, entry: Entry) -> CouncilCategory | None:
    """None of one of a kind that is not declared."""
    return first_of(codings(entry.resource.node("code")), _KNOWN | reader.author.declaration.flags, CouncilCategory)
