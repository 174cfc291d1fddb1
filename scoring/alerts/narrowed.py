"""What an alert rests on, as one agency may be told it: of others' contacts that they were, and no more. The
partnership shares no more than that with a mental health trust, on screen, on the live stream and in messages."""

from collections.abc import Sequence
from typing import Any

from streams.codes.agencies import Agency

CONTACT = "contact"


def is_own(agencies: Sequence[str], own: Agency | None) -> bool:
    return bool(agencies) and all(agency == own for agency in agencies)


def name_contact(agencies: Sequence[str]) -> str:
    """
    >>> name_contact(["police", "council"]), name_contact([])
    ('contact with Council social care, Police', 'what other agencies know')
    """
    labels = [agency.label for agency in Agency if agency.value in agencies]
    return f"contact with {', '.join(labels)}" if labels else "what other agencies know"


def narrow_finding(finding: dict[str, Any], own: Agency | None) -> dict[str, Any]:
    """One of an ``alert-changed-1``, as Kafka has it. Its ``value`` is how many events it rests on, fifty at most: the
    number of a kind would tell the kind."""
    agencies = finding.get("agencies", ())
    if is_own(agencies, own):
        return finding
    count = float(len(finding.get("events", ())))
    return finding | {"words": name_contact(agencies), "indicator": CONTACT, "value": count, "events": []}
