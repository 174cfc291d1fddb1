"""The payload of the Department for Education's children's social care API as a council's case events.

A payload is of children, each with episodes and their plans, whole or only what has changed. ``purge`` says that a
block was deleted: what it told is taken back. Of a deletion that names only a child or an episode, what was told of it
before has to be known; that is for whoever keeps the ids of events to say.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from consumers.feeds.converted import Converted, Item
from consumers.feeds.dfe.names import BLOCKS, EPISODE, NAMES, Block
from consumers.feeds.documents import Malformed, Node, count_unread, read_json
from consumers.feeds.drafting import Author, Draft, name_case, name_event
from consumers.feeds.faults import FileRefused
from consumers.feeds.moments import ISO, Moments
from consumers.feeds.telling import Told
from consumers.feeds.versions import Version
from streams.codes.person import Gender

MAX_CHILDREN = 50_000
# Ids of events that each of the named children and episodes has told of before; None where nobody has kept them.
Recall = Callable[[Iterable[str]], Mapping[str, Iterable[str]] | None]
_CHILDREN = ("children", "Children")
_SEXES = {"M": Gender.MALE, "F": Gender.FEMALE, "U": Gender.NOT_KNOWN, "1": Gender.MALE, "2": Gender.FEMALE}
_PURGE_OPEN = "the ids of all that is deleted with it: by this way nothing is kept of what it told before"


def keep_none(_parents: Iterable[str]) -> Mapping[str, Iterable[str]] | None:
    """Of a way in that keeps no ids."""
    return None


@dataclass(frozen=True, slots=True)
class _Purge:
    """An item that takes back what was told under ``parent``, and what the payload itself names of it."""

    item: Item
    draft: Draft
    parent: str
    known: Iterable[str]


@dataclass(slots=True)
class _Child:
    author: Author
    purges: list[_Purge]
    node: Node
    number: int
    own_id: str
    person: Draft
    items: list[Item] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"children[{self.number}]"


def convert_payload(raw: bytes, author: Author, recall: Recall = keep_none) -> Converted:
    """Raises :class:`FileRefused` for what is no such payload."""
    children = list(_read_children(read_json(raw)))
    converted, purges = Converted(), list[_Purge]()
    for number, node in enumerate(children):
        converted.items += _convert_child(author, purges, node, number)
    _take_back(author, recall, purges)
    converted.dropped = count_unread(children, NAMES)
    return converted


def name_parent(child: str, episode: str = "") -> str:
    """What the ids of a child's, or an episode's, events are kept under."""
    return f"dfe:{child}/{episode}" if episode else f"dfe:{child}"


def _read_children(document: object) -> Iterator[Node]:
    listed: object = document
    if isinstance(document, dict) and "la_child_id" not in document:
        listed = next((document[name] for name in _CHILDREN if name in document), None)
    found = listed if isinstance(listed, list) else [listed]
    if not all(isinstance(each, dict) for each in found):
        raise FileRefused("not-a-payload", "expected a child, a list of children, or an object with children")
    if len(found) > MAX_CHILDREN:
        raise FileRefused("too-large", f"at most {MAX_CHILDREN:,} children are taken; send it in parts")
    yield from (Node(each, "child") for each in found if isinstance(each, dict))


def _convert_child(author: Author, purges: list[_Purge], node: Node, number: int) -> list[Item]:
    place = f"children[{number}]"
    item, draft = Item(place), Draft(place)
    try:
        own_id, _ = node.text("la_child_id"), node.text("mis_child_id")
        if own_id is None:
            draft.refuse("id", "id-missing", "", "the authority's own id of the child", "la_child_id")
            item.faults = draft.faults
            return [item]
        child = _Child(author, purges, node, number, own_id, _draft_person(node, place, own_id))
        if node.flag("purge"):
            purges.append(_Purge(item, draft, name_parent(own_id), ()))
            return [item]
        details = node.node("child_details")
        if details.flag("purge"):
            expected = "the whole child's purge, or details that are right: an event without a person tells of nobody"
            draft.refuse("person", "purge-of-details", "", expected, "child_details.purge")
        item.faults = draft.faults or author.judge_person(child.person) if details else draft.faults
        return [
            item,
            *(each for at, episode in enumerate(node.nodes(EPISODE.name)) for each in _read(child, episode, at)),
        ]
    except Malformed as fault:
        draft.refuse(fault.field, fault.code, "", fault.reason, fault.field)
        item.faults = draft.faults
        return [item]


def _read(child: _Child, episode: Node, at: int) -> Iterator[Item]:
    """The episode, then each block of it."""
    place = f"{child.place}.{EPISODE.name}[{at}]"
    own_id = _text(episode, EPISODE.id)
    within = [(block, node, number) for block in BLOCKS for number, node in enumerate(_nodes(episode, block.name))]
    if _is_purged(episode):
        below = [_ids(child, block, _text(node, block.id)) for block, node, _ in within]
        known = [each for ids in below for each in ids] + list(_ids(child, EPISODE, own_id))
        purge = _Purge(Item(place), Draft(place), name_parent(child.own_id, own_id or ""), known)
        child.purges.append(purge)
        yield purge.item
        return
    yield _convert(child, EPISODE, episode, place, own_id or "")
    for block, node, number in within:
        yield _convert(child, block, node, f"{place}.{block.name}[{number}]", own_id or "")


def _convert(child: _Child, block: Block, node: Node, place: str, episode: str) -> Item:
    item, draft = Item(place), child.person.begin()
    draft.place = place
    try:
        own_id = node.text(block.id)
        if own_id is None:
            draft = Draft(place)
            draft.refuse("id", "id-missing", "", "its own id", block.id)
        elif node.flag("purge"):
            item.told = [child.author.erase(each, None) for each in _ids(child, block, own_id)]
            item.version = _version(child, block, own_id, item.told, gone=True)
            return item
        else:
            item.told = _tell(child, block, node, draft, own_id)
            item.version = _version(child, block, own_id, item.told)
    except Malformed as fault:
        draft.refuse(fault.field, fault.code, "", fault.reason, fault.field)
    item.faults = draft.faults
    if not item.faults:
        item.parents = (name_parent(child.own_id), name_parent(child.own_id, episode))
    return item


def _tell(child: _Child, block: Block, node: Node, draft: Draft, own_id: str) -> list[Told]:
    read = Moments((ISO,), child.author.zone).read
    opened, closed = (_label(block), f"{_label(block)}-closed")
    draft.put("case_id", name_case(f"{child.own_id}/{block.category.value}/{own_id}"), block.id)
    draft.put("category", block.category, block.name)
    told = []
    for kind, label, name in (("opened", opened, block.starts), ("closed", closed, block.ends)):
        said = node.text(name)
        if said is None and kind == "closed":
            continue
        step = draft.begin()
        step.put("happened_at", read(said) if said else None, name, said)
        written = child.author.tell(f"council-case-{kind}-1", name_event(label, f"{child.own_id}/{own_id}"), step)
        if isinstance(written, list):
            draft.faults = written
            return []
        told.append(written)
    return told


def _take_back(author: Author, recall: Recall, purges: list[_Purge]) -> None:
    """Everything that was told under each; of what nobody remembers only what the payload itself names. Looked up once
    for all, for there may be fifty thousand; and what is purged twice is taken back by the first."""
    kept = recall({purge.parent: None for purge in purges}) if purges else None
    done = set[str]()
    for purge in purges:
        if kept is None and not purge.known:
            purge.draft.refuse("id", "purge-open", "", _PURGE_OPEN, "purge")
            purge.item.faults = purge.draft.faults
            continue
        before = kept.get(purge.parent, ()) if kept and purge.parent not in done else ()
        done.add(purge.parent)
        purge.item.told = [author.erase(each, None) for each in dict.fromkeys((*before, *purge.known))]


def _ids(child: _Child, block: Block, own_id: str | None) -> tuple[str, ...]:
    if own_id is None:
        return ()
    labels = (_label(block), f"{_label(block)}-closed")
    return tuple(name_event(label, f"{child.own_id}/{own_id}") for label in labels)


def _version(child: _Child, block: Block, own_id: str, told: list[Told], gone: bool = False) -> Version:
    """A block comes whole. When it was recorded the payload does not say."""
    opened, ended = _ids(child, block, own_id)
    is_open = not gone and not any(each.id == ended for each in told)
    return Version(f"{_label(block)}:{child.own_id}/{own_id}", (opened, ended), gone=gone, is_open=is_open)


def _label(block: Block) -> str:
    return f"dfe-{block.category.value}"


def _draft_person(node: Node, place: str, own_id: str) -> Draft:
    draft, details = Draft(place), node.node("child_details")
    draft.put("person.local_record_id", own_id, "la_child_id")
    draft.put("person.given_name", details.text("first_name"), "child_details.first_name")
    draft.put("person.family_name", details.text("surname"), "child_details.surname")
    draft.put("person.birth_date", details.text("date_of_birth"), "child_details.date_of_birth")
    sex = details.text("sex")
    draft.put("person.gender", _SEXES.get(sex, sex) if sex else None, "child_details.sex")
    return draft


def _text(node: Node, name: str) -> str | None:
    try:
        return node.text(name)
    except Malformed:  # Invalid: told where the block is converted
        return None


def _nodes(node: Node, name: str) -> list[Node]:
    try:
        return node.nodes(name)
    except Malformed:  # Invalid: told where the block is converted
        return []


def _is_purged(episode: Node) -> bool:
    try:
        return bool(episode.flag("purge"))
    except Malformed:  # Invalid: told where the block is converted
        return False
