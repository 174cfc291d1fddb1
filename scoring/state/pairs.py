"""A pair of records for people to look at, with what speaks for and against that they are one.

All of the world that may be spoken of: a record that may not be shown is in no pair. Where a person is restricted,
the address on their record is not shown, and neither is what it says for or against a link: that somebody whose
address is known has the same one tells where the restricted person lives.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import msgspec

from scoring.indicators.disclosure import Names
from scoring.linkage.clustering import Pair, pair_of
from scoring.linkage.matching import Waterfall
from scoring.linkage.records import EntityId, Identity, RecordId, Statement
from scoring.state import keys
from scoring.state.documents import Cell, Decision, Decisions
from scoring.state.keys import Subject
from scoring.state.merges import MergeSeen, add_word, fetch_merges, list_merges
from scoring.state.reads import Shelf
from scoring.state.worlds import read_addresses, read_people


@dataclass(frozen=True, slots=True)
class RecordSeen:
    """``withheld``: the person is restricted, and ``statement`` has no address for that reason."""

    id: RecordId
    entity: EntityId
    statement: Statement
    withheld: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A decision on a pair; of several the one recorded last ``stands``."""

    decision: Decision
    stands: bool


@dataclass(frozen=True, slots=True)
class PairSeen:
    """``decisions`` and ``merges`` latest first. ``nhs_numbers``: of the people that the two belong to, whichever
    record states them."""

    one: RecordSeen
    other: RecordSeen
    waterfall: Waterfall
    decisions: tuple[Made, ...] = ()
    merges: tuple[MergeSeen, ...] = ()
    nhs_numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """Records that may be shown, and the person or address that each belongs to."""

    names: Names
    seen: dict[RecordId, RecordSeen]

    def shows(self, pair: Pair) -> bool:
        return self.seen.keys() >= {*pair}

    def apart(self, pair: Pair) -> bool:
        return self.shows(pair) and self.names[pair[0]] != self.names[pair[1]]

    def list_nhs_numbers(self, pair: Pair) -> frozenset[str]:
        whose = {self.names[record] for record in pair}
        said = (one.statement for one in self.seen.values() if one.entity in whose)
        return frozenset(one.nhs_number for one in said if isinstance(one, Identity) and one.nhs_number)


Decided = dict[Pair, tuple[Made, ...]]


async def read_known(shelf: Shelf, subject: Subject, records: Collection[RecordId]) -> Known:
    """Of the persons or addresses that ``records`` belong to. Cost: some three round trips, for addresses ten."""
    if subject is Subject.ADDRESS:
        places = await read_addresses(shelf, records)
        written = {r: RecordSeen(r, e, places.records[r].statement, False) for r, e in places.names.items()}
        return Known(places.names, written)
    read = await read_people(shelf, records)
    seen = {}
    for record, entity in read.people.known.items():
        withheld, said = entity in read.people.restricted, read.records[record].statement
        seen[record] = RecordSeen(record, entity, _strip(said) if withheld else said, withheld)
    await fetch_merges(shelf, seen)
    return Known(read.people.known, seen)


async def read_decisions(shelf: Shelf, subject: Subject, records: Iterable[RecordId]) -> Decided:
    """All on pairs with any of ``records``. Cost: two round trips."""
    said = {record: keys.decisions(subject, record) for record in records}
    await shelf.fetch(said.values())
    verdicts = [(r, v) for r, key in said.items() if (held := shelf.document(key, Decisions)) for v in held.verdicts]
    await shelf.fetch([keys.cell(verdict.event) for _, verdict in verdicts])
    found: dict[Pair, dict[str, Decision]] = {}
    for record, verdict in reversed(verdicts):
        cell = shelf.document(keys.cell(verdict.event), Cell)
        if cell and cell.decision:
            found.setdefault(pair_of(record, verdict.other), {})[verdict.event] = cell.decision
    return {pair: tuple(Made(one, n == 0) for n, one in enumerate(made.values())) for pair, made in found.items()}


def see(shelf: Shelf, subject: Subject, known: Known, pair: Pair, decided: Mapping[Pair, tuple[Made, ...]]) -> PairSeen:
    """``known`` must show both."""
    one, other = (known.seen[record] for record in pair)
    compared: list[Statement] = [one.statement, other.statement]
    if stripped := one.withheld or other.withheld:
        compared = [_strip(said) for said in compared]
    weighed = add_word(shelf, subject, pair, shelf.models.of(subject).explain(*compared), stripped)
    merges, numbers = list_merges(shelf, subject, pair), known.list_nhs_numbers(pair)
    return PairSeen(one, other, weighed, decided.get(pair, ()), merges, numbers)


def _strip(said: Statement) -> Statement:
    return msgspec.structs.replace(said, address="", postcode="", uprn="") if isinstance(said, Identity) else said
