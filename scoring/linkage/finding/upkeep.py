"""Keeping the index true while records come and go."""

from collections.abc import Collection, Iterator

from scoring.linkage.finding.entries import Entry, entries_of, filed, words_of
from scoring.linkage.finding.fragments import fragments_of
from scoring.linkage.numbers import bare
from scoring.linkage.records import RecordId, Statement
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.documents import Word
from scoring.state.keys import Key, Subject


def index_reads(subject: Subject, statement: Statement) -> set[Key]:
    """What :func:`index_changes` will read."""
    return {keys.word(subject, word) for word in words_of(statement)}


def index_changes(draft: Draft, subject: Subject, record: RecordId, statement: Statement, present: bool) -> None:
    """The record came, or it goes. Once for each, for the records that hold a word are counted.

    Cost: usually nine small writes for a person, five for an address, and some twenty-five more for a new word.
    """
    words = [(keys.word(subject, word), word) for word in words_of(statement)]
    draft.need(key for key, _ in words)
    draft.score_each(_name_members(subject, record, statement), 0.0 if present else None)
    for key, word in words:
        _count(draft, subject, key, word, present)


def _name_members(subject: Subject, record: RecordId, statement: Statement) -> Iterator[tuple[Key, str]]:
    place, member = "", Entry((), "").member(record)
    for entry in entries_of(statement):
        # Most stand at one place: a birth date, a house number.
        if entry.place != place:
            place, member = entry.place, entry.member(record)
        yield keys.index(subject, entry.words), member


def file_changes(draft: Draft, record: RecordId, before: Collection[str], after: Collection[str]) -> None:
    """The agency's own numbers under which a person record is filed became others."""
    was, is_ = ({filed(bare(number)) for number in numbers} for numbers in (before, after))
    for words in was ^ is_:
        draft.score(keys.index(Subject.PERSON, words), Entry(words, "").member(record), 0.0 if words in is_ else None)


def _count(draft: Draft, subject: Subject, key: Key, word: str, present: bool) -> None:
    held = draft.document(key, Word)
    before = held.records if held else 0
    after = before + 1 if present else before - 1
    draft.put(key, Word(after) if after else None)
    if not (before and after):
        near = [(keys.near(subject, fragment), member) for fragment, member in near_members(word)]
        draft.score_each(near, 0.0 if present else None)


def near_members(word: str) -> list[tuple[str, str]]:
    """Fragment and what stands under it. The last is for words of which only the beginning is typed."""
    found = [(fragment, f"{fragment} {word}") for fragment in sorted(fragments_of(word))]
    return [*found, (beginning(word), f"^{word}")]


def beginning(word: str) -> str:
    return f"^{word[:2]}"
