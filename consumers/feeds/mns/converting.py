"""Notifications of the NHS Multicast Notification Service: that something has changed, and whose NHS number it is of.

A notification is a signal, not the change: the new address, or the number that replaces another, is asked of the
Personal Demographics Service by who may. What can be told of the signal alone is a death; of others that they came.
"""

import re
from collections import Counter
from collections.abc import Iterator

from consumers.feeds.converted import Converted, Item
from consumers.feeds.documents import Malformed, Node, count_unread, read_json
from consumers.feeds.drafting import Author, Draft, name_event
from consumers.feeds.faults import FileRefused
from consumers.feeds.mns.signals import NAMES, is_bundle, read_signal
from consumers.feeds.moments import ISO, Moments
from consumers.feeds.telling import Told
from streams.codes.agencies import Agency
from streams.codes.mental_health import DeathNotice

MAX_NOTIFICATIONS = 10_000
# In any version: a signal has the same attributes in all.
DEATH = "pds-death-notification"
SIGNALS = (DEATH, "pds-record-change", "nhs-number-change", "pds-change-of-gp")
_TYPE = re.compile(r"([a-z][a-z0-9-]{1,80})-([1-9][0-9]?)")
_NAMES = frozenset(
    {"id", "source", "specversion", "type", "time", "subject", "dataref", "versionid", "filtering", "data"}
)


def convert_notifications(raw: bytes, author: Author) -> Converted:
    """One CloudEvent or Bundle of the service, or a list of them. Raises :class:`FileRefused` for what is neither."""
    nodes = list(_read(read_json(raw)))
    items = [_convert(author, node, f"notification[{number}]") for number, node in enumerate(nodes)]
    return Converted(items, Counter(count_unread(nodes, _NAMES | NAMES)))


def _read(document: object) -> Iterator[Node]:
    found = document if isinstance(document, list) else [document]
    if not all(isinstance(each, dict) for each in found):
        raise FileRefused("not-a-notification", "expected a CloudEvent or a Bundle of the service, or a list of them")
    if len(found) > MAX_NOTIFICATIONS:
        raise FileRefused("too-large", f"at most {MAX_NOTIFICATIONS:,} notifications are taken; send them in parts")
    for each in found:
        if isinstance(each, dict):
            yield Node(each, "Bundle" if is_bundle(each) else "notification")


def _convert(author: Author, node: Node, place: str) -> Item:
    item, draft = Item(place), Draft(place)
    try:
        node = read_signal(node) if is_bundle(node.raw) else node
        name = _check(author, node, draft)
        if name == DEATH and author.agency is Agency.EHR and not draft.faults:
            item.told = _tell_death(author, node, draft)
    except Malformed as fault:
        draft.refuse(fault.field, fault.code, "", fault.reason, fault.field)
    item.faults = draft.faults
    return item


def _check(author: Author, node: Node, draft: Draft) -> str:
    """The signal's name without its version."""
    if node.text("specversion") != "1.0":
        draft.refuse("specversion", "code-unknown", "", "1.0", "specversion")
    match = _TYPE.fullmatch(node.text("type") or "")
    name = match[1] if match else ""
    if name not in SIGNALS:
        draft.refuse("type", "type-unknown", "", f"one of {', '.join(f'{each}-2' for each in SIGNALS)}", "type")
    for field in ("id", "source"):
        if node.text(field) is None:
            draft.refuse(field, "field-missing", "", "a text that is not empty", field)
    said = node.text("time") or ""
    draft.put("recorded_at", Moments((ISO,), author.zone).read(said), "time", said)
    number = node.text("subject")
    if number is None:
        draft.refuse("person.nhs_number", "field-missing", "", "the NHS number it is about", "subject")
        return name
    draft.put("person.nhs_number", number, "subject")
    draft.put("person.local_record_id", f"nhs-{number}".replace(" ", ""), "subject")
    if not draft.faults:
        draft.faults += author.judge_person(draft)
    return name


def _tell_death(author: Author, node: Node, draft: Draft) -> list[Told]:
    """PDS notifies of registered deaths; when it was notified is all that the signal says of when it was."""
    draft.put("happened_at", draft.values["recorded_at"], "time")
    draft.put("category", DeathNotice.FORMAL, "type")
    told = author.tell("mh-death-recorded-1", name_event("mns-death", node.text("id") or ""), draft)
    return [] if isinstance(told, list) else [told]
