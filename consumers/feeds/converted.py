"""What became of a document in one of the field's own formats: item by item, and what was left behind of it.

A document has items: entries of a Bundle, messages of a batch, blocks of a payload, notifications. Each is accepted
(it tells of some events, or of nothing that is shared) or refused with all that is wrong with it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from consumers.feeds.faults import Fault, FileRefused
from consumers.feeds.telling import Told
from consumers.feeds.versions import Version


@dataclass(slots=True)
class Item:
    """``place``: where it stands, in the format's own words. ``line``: in the file, from 1. ``parents``: with which it
    is taken back, where the format can take back a whole by its name. ``version``: of what it is one, where it says how
    something stands; what it denies of that is over."""

    place: str
    line: int = 1
    told: list[Told] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    parents: tuple[str, ...] = ()
    version: Version | None = None

    @property
    def refused(self) -> bool:
        return bool(self.faults)


# More than any format has in one document; a sender that makes up names of its own has no more counted.
MAX_PATHS = 2_000
_OTHER = "?"


@dataclass(slots=True)
class Converted:
    """``dropped``: how often something beyond minimum data stood at a path. Paths are made of the format's own names,
    with ``?`` for any other, so nothing that was sent is in them."""

    items: list[Item] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)

    @property
    def told(self) -> Iterator[Told]:
        return (told for item in self.items if not item.faults for told in item.told)

    @property
    def faults(self) -> Iterator[Fault]:
        return (fault for item in self.items for fault in item.faults)

    @property
    def refused(self) -> int:
        return sum(item.refused for item in self.items)

    @property
    def silent(self) -> int:
        """Accepted items that tell of nothing that is shared."""
        return sum(not item.told and not item.faults for item in self.items)

    def on_line(self, number: int) -> "Converted":
        """The same, of a document that stands on one line of a file."""
        for item in self.items:
            item.line = number
            item.faults = [fault._replace(line=number, last_line=number) for fault in item.faults]
        return self

    def add(self, other: "Converted") -> None:
        """Cost: of what is added alone. Beyond :data:`MAX_PATHS` further paths are counted as one."""
        self.items += other.items
        for path, count in other.dropped.items():
            known = path in self.dropped or len(self.dropped) < MAX_PATHS
            self.dropped[path if known else _OTHER] += count


def list_kin(items: Iterable[Item]) -> list[tuple[str, str]]:
    """Of what is told: each event with all that it is taken back with."""
    return [(parent, told.id) for item in items if not item.faults for parent in item.parents for told in item.told]


def refuse_document(fault: FileRefused, line: int = 1) -> Item:
    """A document that could not be read, as one item."""
    return Item("document", line, faults=[Fault(line, line, "document", "document", fault.code, "", fault.reason)])
