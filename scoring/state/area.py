"""What is known of one area, as far as it has been read, and the changes one event makes to it.

The core reads and writes a :class:`Draft`. It does no I/O: a key that was not read yet raises
:class:`NotLoaded`, whoever runs the core reads that key, and the event starts over on a fresh draft. So the
core stays a function of (event, state), and reads are batched by those who can.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, TypeVar

from scoring.state.documents import Document
from scoring.state.keys import Key

D = TypeVar("D", bound=Document)
E = TypeVar("E")
T = TypeVar("T")


# A set with more members than this is read as their number only: whoever asks passes it over as saying nothing.
CROWD = 101
# Of a sorted set with more members than this those with the highest scores are read, unless the whole of it is wanted:
# one more than anything looks at, so that it shows that there are more.
LATEST = 1_001
ALL = 0


class NotLoaded(LookupError):
    """``whole``: the members of these sets and sorted sets are wanted, however many there are."""

    def __init__(self, keys: Collection[Key], whole: bool = False) -> None:
        super().__init__(f"{len(keys)} keys not loaded")
        self.keys = keys
        self.whole = whole


@dataclass(slots=True)
class Changes:
    """Final values by key, so that a batch writes each key once however often it changed.

    ``documents``: value, or None to delete. ``members``: member to present or not. ``scores``: member to its
    score, or None to remove. ``outgoing``: what one event has to tell others, in order; not folded.
    """

    documents: dict[Key, Document | None] = field(default_factory=dict)
    members: dict[Key, dict[str, bool]] = field(default_factory=dict)
    scores: dict[Key, dict[str, float | None]] = field(default_factory=dict)
    outgoing: list[Any] = field(default_factory=list)

    def fold(self, later: "Changes") -> None:
        self.documents |= later.documents
        for key, members in later.members.items():
            self.members.setdefault(key, {}).update(members)
        for key, scores in later.scores.items():
            self.scores.setdefault(key, {}).update(scores)


@dataclass(slots=True)
class AreaState:
    """``documents``, ``members`` and ``scores`` are as read plus what was folded since; ``crowds`` the sizes of sets
    that were too large to read; ``cut`` the sorted sets of which only the highest were read. A member is only ever
    added that is not there, and removed that is. ``whole``: all of the area is here, so that what is not held is not
    there; then nothing is ``pending``. ``kept``: what was worked out of each member scored under a key, for whoever
    asks next; let go of when the member's score is written."""

    documents: dict[Key, Document | None] = field(default_factory=dict)
    members: dict[Key, set[str]] = field(default_factory=dict)
    crowds: dict[Key, int] = field(default_factory=dict)
    scores: dict[Key, dict[str, float]] = field(default_factory=dict)
    cut: set[Key] = field(default_factory=set)
    pending: Changes = field(default_factory=Changes)
    whole: bool = False
    kept: dict[Key, dict[Any, Any]] = field(default_factory=dict)

    def load_document(self, key: Key, document: Document | None) -> None:
        self.documents.setdefault(key, document)

    def load_members(self, key: Key, members: Collection[str]) -> None:
        if key not in self.members:
            self.crowds.pop(key, None)
            self.members[key] = set(members)
            _change_members(self.members[key], self.pending.members.get(key, {}))

    def load_crowd(self, key: Key, size: int) -> None:
        if key not in self.members:
            self.crowds.setdefault(key, size + _growth(self.pending.members.get(key, {})))

    def load_scores(self, key: Key, scores: dict[str, float], size: int) -> None:
        """``size``: how many there are; ``scores`` may be the highest of them only."""
        cut = len(scores) < size
        if key not in self.scores or (key in self.cut and not cut):
            self.cut.discard(key)
            if cut:
                self.cut.add(key)
            self.scores[key] = dict(scores)
            _change_scores(self.scores[key], self.pending.scores.get(key, {}))

    def holds(self, key: Key) -> bool:
        return self.whole or key in self.documents or key in self.members or key in self.crowds or key in self.scores

    def find_missing(self, wanted: set[Key]) -> set[Key]:
        if self.whole:
            return set()
        # One after the other: so each difference walks what is wanted, never what is held.
        left = wanted.difference(self.documents)
        return left.difference(self.members).difference(self.crowds).difference(self.scores) if left else left

    def fold(self, changes: Changes) -> None:
        self.documents.update(changes.documents)
        for key in self.kept.keys() & changes.scores.keys():
            for member in changes.scores[key]:
                self.kept[key].pop(member, None)
        if self.whole:
            self._fold_whole(changes)
            return
        self.pending.fold(changes)
        for key, members in changes.members.items():
            if key in self.members:
                _change_members(self.members[key], members)
            elif key in self.crowds:
                self.crowds[key] += _growth(members)
        for key, scores in changes.scores.items():
            if key in self.scores:
                _change_scores(self.scores[key], scores)

    def _fold_whole(self, changes: Changes) -> None:
        held_members: dict[Key, set[str]] = self.members
        held_scores: dict[Key, dict[str, Any]] = self.scores
        for key, members in changes.members.items():
            present = held_members.get(key)
            if False in members.values():
                _change_members(held_members.setdefault(key, set()), members)
            elif present is None:
                held_members[key] = set(members)
            else:
                present.update(members)
        for key, scores in changes.scores.items():
            held = held_scores.get(key)
            if None in scores.values():
                _change_scores(held_scores.setdefault(key, {}), scores)
            elif held is None:
                # Of its own, so that the changes stay what they were.
                held_scores[key] = scores.copy()
            else:
                held.update(scores)


class Stock:
    """A view of an area as it stands, for those who see to it that all they ask for was read."""

    __slots__ = ("_documents", "_scores", "_whole", "kept")

    def __init__(self, state: AreaState) -> None:
        self._documents = state.documents
        self._scores = state.scores
        self._whole = state.whole
        self.kept = state.kept

    def lacks(self, documents: Iterable[Key]) -> set[Key]:
        """Which of these were not read yet."""
        return set() if self._whole else set(documents).difference(self._documents)

    def lacks_scores(self, wanted: Iterable[Key]) -> set[Key]:
        return set() if self._whole else set(wanted).difference(self._scores)

    def document(self, key: Key, shape: type[D]) -> D | None:
        found = self._documents.get(key)
        assert found is None or isinstance(found, shape)
        return found

    def scores(self, key: Key) -> Mapping[str, float]:
        return self._scores.get(key, _UNSCORED)

    def latest(self, key: Key) -> Mapping[str, float]:
        """All of them; of more than :data:`LATEST` at least so many of those with the highest scores."""
        return self._scores.get(key, _UNSCORED)


class Draft:
    """One event's view: the area as it stands, under the event's own changes."""

    __slots__ = ("_held", "_put", "_state", "changes")

    def __init__(self, state: AreaState) -> None:
        self._state = state
        self.changes = Changes()
        # The two that are asked for most, at hand.
        self._held, self._put = state.documents, self.changes.documents

    def document(self, key: Key, shape: type[D]) -> D | None:
        put = self._put
        found: Any = put[key] if key in put else self._held.get(key, _ABSENT)
        if found is _ABSENT:
            if self._state.whole:
                return None
            raise NotLoaded((key,))
        assert found is None or isinstance(found, shape)
        return found

    def need(self, keys: Iterable[Key]) -> None:
        """Ask for keys of any kind at once, so that one round trip fetches them all. Where the whole area is at hand
        they are not looked at."""
        if self._state.whole:
            return
        missing = [key for key in keys if not self._state.holds(key) and key not in self.changes.documents]
        if missing:
            raise NotLoaded(missing)

    def lacks(self, documents: Iterable[Key]) -> set[Key]:
        """Which of these were not read yet."""
        if self._state.whole:
            return set()
        held, changed = self._state.documents, self.changes.documents
        return {key for key in documents if key not in held and key not in changed}

    def lacks_scores(self, wanted: Iterable[Key]) -> set[Key]:
        held = self._state.scores
        return set() if self._state.whole else {key for key in wanted if key not in held}

    def size(self, key: Key) -> int:
        """How many members a set has."""
        held = self._state.members.get(key)
        if held is None:
            self.need((key,))
        size = self._state.crowds.get(key, 0) if held is None else len(held)
        changed = self.changes.members.get(key)
        return size + _growth(changed) if changed else size

    def sizes(self, keys: Iterable[Key]) -> dict[Key, int]:
        """As :meth:`size`, of each."""
        held, changed, whole = self._state.members, self.changes.members, self._state.whole
        return {
            key: self.size(key) if key in changed or not (whole or key in held) else len(held.get(key, _NOBODY))
            for key in keys
        }

    def members(self, key: Key) -> Set[str]:
        """Also of a crowd: ask for its size first where that may be."""
        held = self._state.members.get(key)
        if held is None and not self._state.whole:
            raise NotLoaded((key,), whole=key in self._state.crowds)
        changed = self.changes.members.get(key)
        if not changed:
            return held or _NOBODY
        kept = {member for member in held or () if changed.get(member, True)}
        return kept | {member for member, present in changed.items() if present}

    def unite(self, keys: Iterable[Key], most: int) -> tuple[set[str], list[Key]]:
        """All members of those of these sets that have fewer than ``most``, and which have just so many. Looks each
        set up once: in a whole area that is a walk through far memory."""
        held, changed = self._state.members, self.changes.members
        found, full = list[Set[str]](), list[Key]()
        for key in keys:
            members = held.get(key)
            size = self.size(key) if members is None or key in changed else len(members)
            if 0 < size < most:
                found.append(self.members(key) if members is None or key in changed else members)
            elif size == most:
                full.append(key)
        return set().union(*found), full

    def scores(self, key: Key) -> Mapping[str, float]:
        if key in self._state.cut:
            raise NotLoaded((key,), whole=True)
        return self.latest(key)

    def latest(self, key: Key) -> Mapping[str, float]:
        """As :meth:`Stock.latest`. Ask for the whole of it before a score is removed or changed."""
        held = self._state.scores.get(key)
        if held is None and not self._state.whole:
            raise NotLoaded((key,))
        changed: dict[str, Any] | None = self.changes.scores.get(key)
        if not changed:
            return held or _UNSCORED
        merged = {**held, **changed} if held else changed.copy()
        if None in changed.values():
            return {member: score for member, score in merged.items() if score is not None}
        return merged

    def put(self, key: Key, document: Document | None) -> None:
        self._put[key] = document

    def place(self, key: Key, member: str, present: bool) -> None:
        if changed := self.changes.members.get(key):
            changed[member] = present
        else:
            self.changes.members[key] = {member: present}

    def enrol(self, keys: Iterable[Key], member: str) -> None:
        """Into all of these sets."""
        members = self.changes.members
        for key in keys:
            if key in members:
                members[key][member] = True
            else:
                members[key] = {member: True}

    def score(self, key: Key, member: str, score: float | None) -> None:
        if changed := self.changes.scores.get(key):
            changed[member] = score
        else:
            self.changes.scores[key] = {member: score}

    def score_all(self, key: Key, scores: Collection[tuple[str, float]]) -> None:
        if scores:
            self.changes.scores.setdefault(key, {}).update(scores)

    def score_each(self, named: Iterable[tuple[Key, str]], score: float | None) -> None:
        """Each member under its key, all with one score."""
        changed = self.changes.scores
        for key, member in named:
            if key in changed:
                changed[key][member] = score
            else:
                changed[key] = {member: score}

    def tell(self, news: Any) -> None:
        self.changes.outgoing.append(news)


def find_each(items: Iterable[E], look: Callable[[E], T]) -> list[T]:
    """What each comes to. What any of them lacks is asked for in one go: many cost no more round trips than one.
    Raises :class:`NotLoaded`."""
    found, lacking, cut = list[T](), list[Key](), list[Key]()
    for item in items:
        try:
            found.append(look(item))
        except NotLoaded as wanted:  # not an error: so a look says what it lacks
            (cut if wanted.whole else lacking).extend(wanted.keys)
    if lacking or cut:
        raise NotLoaded(lacking or cut, whole=not lacking)
    return found


_ABSENT = object()
_NOBODY: Set[str] = frozenset()
_UNSCORED: Mapping[str, float] = {}


def _change_members(held: set[str], changes: dict[str, bool]) -> None:
    for member, present in changes.items():
        if present:
            held.add(member)
        else:
            held.discard(member)


def _change_scores(held: dict[str, float], changes: dict[str, Any]) -> None:
    if None not in changes.values():
        held.update(changes)
        return
    for member, score in changes.items():
        if score is None:
            held.pop(member, None)
        else:
            held[member] = score


def _growth(members: dict[str, bool]) -> int:
    return sum(1 if present else -1 for present in members.values())
