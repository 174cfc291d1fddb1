"""HL7 v2 ADT messages, one or a batch, as events. Each message is judged by itself."""

from consumers.feeds.converted import Converted, Item
from consumers.feeds.documents import check_size
from consumers.feeds.drafting import Author, Draft
from consumers.feeds.faults import FileRefused
from consumers.feeds.hl7.admissions import (
    BEGINS,
    CANCELS_BEGIN,
    CANCELS_END,
    ENDS,
    UPDATES,
    find_death_version,
    tell_death,
    tell_visit,
)
from consumers.feeds.hl7.merging import tell_merge
from consumers.feeds.hl7.messages import Message, Unreadable, count_said, read_message, split_messages
from consumers.feeds.hl7.persons import find_local_id
from consumers.feeds.telling import Told

OF_VISITS = (*BEGINS, *UPDATES, *ENDS, CANCELS_BEGIN, CANCELS_END)
# Nothing is shared of a transfer; of a person alone there is no event, and what has changed comes with the next one.
OF_NOTHING = ("A02",)
MERGES = "A40"
OF_PERSONS = ("A28", "A31", MERGES)
_OF_DEATHS = ("A03", "A08", "A28", "A31")
TAKEN = (*OF_VISITS, *OF_NOTHING, *OF_PERSONS)
MAX_MESSAGES = 200_000
_VERSIONS = ("2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2", "2.9")
_LIVE = ("", "P")


def convert_batch(raw: bytes, author: Author) -> Converted:
    """Raises :class:`FileRefused` for what is too long, holds no message, or not as many as its trailer says."""
    check_size(raw)
    converted = Converted()
    for line, message in split_messages(raw):
        converted.add(convert_message(message, author, f"message[{len(converted.items)}]", line))
        if len(converted.items) > MAX_MESSAGES:
            raise FileRefused("file-too-long", f"it has more than {MAX_MESSAGES:,} messages; send it in parts")
    if not converted.items:
        raise FileRefused("not-hl7", "it holds no message: none of its lines begins with MSH")
    said = count_said(raw)
    if said is not None and said != len(converted.items):
        raise FileRefused("trailer", f"BTS-1 says {said:,} messages, and there are {len(converted.items):,}")
    return converted


def convert_message(raw: bytes, author: Author, place: str = "message", line: int = 1) -> Converted:
    """Never raises: what cannot be read is a refused item."""
    item, draft = Item(place, line), Draft(place, line)
    try:
        message = read_message(raw)
        trigger = check_kind(message)
    except Unreadable as fault:  # Invalid
        draft.refuse("message", fault.code, "", fault.reason, fault.field)
        item.faults = draft.faults
        return Converted([item])
    told = _tell(author, message, draft, trigger)
    item.faults = draft.faults
    item.told = [] if draft.faults else told
    item.version = find_death_version(author, message) if trigger in _OF_DEATHS else None
    return Converted([item], message.count_dropped())


def _tell(author: Author, message: Message, draft: Draft, trigger: str) -> list[Told]:
    """What is wrong is in the draft."""
    message.text("MSH", 10)
    if not message.has("PID"):
        draft.refuse("person", "field-missing", "", "a PID segment", "PID")
        return []
    if trigger == MERGES:
        return [told for each in message.split("PID") for told in tell_merge(author, each, draft)]
    died = tell_death(author, message, draft) if trigger in _OF_DEATHS else []
    if trigger in OF_VISITS:
        return [*tell_visit(author, message, draft, trigger), *died]
    draft.put("person.local_record_id", find_local_id(message.repeat("PID", 3), author.declaration), "PID-3")
    if "person.local_record_id" not in draft.values:
        draft.refuse("person.local_record_id", "field-missing", "", "the sender's own record number", "PID-3")
    return died


def check_kind(message: Message) -> str:
    """The trigger event. Raises :class:`Unreadable` for messages that are not taken."""
    if message.text("MSH", 9) != "ADT":
        raise Unreadable("type-unknown", "an ADT message", "MSH-9.1")
    trigger = message.text("MSH", 9, 2) or message.text("EVN", 1) or ""
    if trigger not in TAKEN:
        raise Unreadable("event-unknown", f"one of {', '.join(TAKEN)}", "MSH-9.2")
    if (message.text("MSH", 12) or "") not in _VERSIONS:
        raise Unreadable("version-unknown", "a version from 2.1 to 2.9, such as 2.4 or 2.5.1", "MSH-12")
    if (message.text("MSH", 11) or "") not in _LIVE:
        raise Unreadable("not-production", "P: messages for training and debugging are not taken", "MSH-11")
    return trigger
