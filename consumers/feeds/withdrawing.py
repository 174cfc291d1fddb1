"""What earlier versions told and the ones at hand tell no more, taken back with them; for all ways in.

What is remembered is on the disk before anything is sent, and whatever is over is said to be so with each version that
comes. So a stop between the two leaves nothing standing, and a copy changes nothing.
"""

from collections.abc import Iterable, Iterator

import orjson

from consumers.feeds.converted import Item
from consumers.feeds.drafting import RECTIFIED_ENDING, Author
from consumers.feeds.kin import Kin
from consumers.feeds.telling import ERASED, Told
from consumers.feeds.versions import Version, Word, Words, label_of


def withdraw(author: Author, kin: Kin, items: Iterable[Item]) -> None:
    """Changes what ``items`` tell. Nothing of a sender that may not take back, and of items that are refused: whether
    such a version tells of something nobody knows. Raises :class:`streams.errors.Transient`."""
    versions = [(item, item.version) for item in items if item.version and not item.faults]
    if not versions or not author.erases:
        return
    names = {version.name: version.is_open for _, version in versions}
    with kin.revising(author.origin.source, names, author.origin.received) as held:
        for item, version in versions:
            told = frozenset(_own(told) for told in item.told)
            held[version.name] = version.revise(held.get(version.name, {}), told, author.origin.received)
            item.told = list(_tell(author, item.told, version, held[version.name]))


def _tell(author: Author, told: Iterable[Told], version: Version, words: Words) -> Iterator[Told]:
    for event_id in version.ids:
        for over in words[label_of(event_id)].list_over(event_id):
            yield author.erase(over, version.moment(author.origin.received))
    for each in told:
        own = _own(each)
        if own not in version.ids:
            yield each
        elif not (word := words[label_of(own)]).over and _counts(author, each, version, word):
            yield each if word.back == 0 else _rename(each, own, word)


def _counts(author: Author, told: Told, version: Version, word: Word) -> bool:
    """Not what an older version says of what a newer one tells, nor that it is over."""
    return told.digest != ERASED and not version.is_older(word, author.origin.received)


def _own(told: Told) -> str:
    """The id of the event that it tells, or corrects."""
    return told.id.removesuffix(RECTIFIED_ENDING)


def _rename(told: Told, own: str, word: Word) -> Told:
    named, event = word.name(own), orjson.loads(told.event)
    event["id"] = named
    if told.id != own:
        event["id"], event["data"]["replacement"]["id"] = f"{named}{RECTIFIED_ENDING}", named
    return told._replace(id=event["id"], event=orjson.dumps(event))
