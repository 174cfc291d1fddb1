"""A40: what was filed under one of the sender's numbers, MRG-1, is filed under another, PID-3. A message may have
several such pairs."""

from consumers.feeds.drafting import Author, Draft
from consumers.feeds.hl7.admissions import put_moment
from consumers.feeds.hl7.messages import Message
from consumers.feeds.hl7.persons import find_local_id
from consumers.feeds.telling import Told


def tell_merge(author: Author, message: Message, draft: Draft) -> list[Told]:
    """Of one pair. What is wrong is in ``draft``."""
    pair = Draft(draft.place, draft.line)
    put_moment(author, message, pair, "recorded_at", ("EVN", 2), ("MSH", 7))
    said = (
        ("kept", "PID", 3, "the sender's own record number"),
        ("gone", "MRG", 1, "the record number that is no more"),
    )
    for path, segment, number, expected in said:
        column = f"{segment}-{number}"
        pair.put(path, find_local_id(message.repeat(segment, number), author.declaration), column)
        if path not in pair.values:
            pair.refuse(path, "field-missing", "", expected, column)
    told = author.merge("hl7-merge", pair) if not pair.faults else []
    draft.faults += pair.faults
    return told
