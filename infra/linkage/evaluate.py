"""What linkage makes of a file of records: its clusters, how well they agree with the truth, and whether the order
of the records mattered."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from infra.linkage.agreement import Agreement, agree
from infra.linkage.playing import Play
from infra.linkage.records_file import Row
from scoring.linkage.models import Models
from streams.errors import Invalid

# Addresses that tell whether people live in households.
_FEWEST = 100


@dataclass(frozen=True, slots=True)
class Clusters:
    """Record id to person and to address id; ``seconds`` per record, sorted."""

    persons: dict[str, str]
    addresses: dict[str, str]
    seconds: list[float]

    def percentile(self, share: float) -> float:
        return self.seconds[min(int(share * len(self.seconds)), len(self.seconds) - 1)] if self.seconds else 0.0


def share_of_households(clusters: Clusters) -> float | None:
    """Of the addresses that several records name, where more than one person was found: UK-like data 0.8, FEBRL 0.1.
    None where there are too few to say."""
    told = Counter(address for address in clusters.addresses.values() if address)
    living = {(address, clusters.persons[record]) for record, address in clusters.addresses.items()}
    people = Counter(address for address, _ in living)
    shared = [address for address, records in told.items() if records > 1]
    return sum(people[address] > 1 for address in shared) / len(shared) if len(shared) >= _FEWEST else None


def cluster_rows(rows: Sequence[Row], models: Models, order: int | None) -> Clusters:
    """``order``: the seed of a random order to play the rows in; None for the file's own."""
    played = list(rows)
    if order is not None:
        Random(order).shuffle(played)
    play = Play(models).add(played)
    persons = {row.record_id: play.person(row) for row in rows}
    return Clusters(persons, {row.record_id: play.address(row) for row in rows}, sorted(play.seconds))


def write_clusters(path: Path, rows: Sequence[Row], clusters: Clusters) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("record_id", "person_id", "address_id"))
        writer.writerows(
            (row.record_id, clusters.persons[row.record_id], clusters.addresses[row.record_id]) for row in rows
        )


def check_request(rows: Sequence[Row], truth: str | None, out: Path) -> None:
    """Before minutes are spent. Raises :class:`Invalid` when there is no column of this name to compare with, or no
    folder to write to."""
    if truth and rows and truth not in rows[0].others:
        raise Invalid("column", f"there is no column {truth} to compare with")
    if out.is_dir() or not out.parent.is_dir():
        raise Invalid(
            "file",
            f"{out} cannot be written: {'it is a folder' if out.is_dir() else f'there is no folder {out.parent}'}",
        )


def judge(rows: Sequence[Row], clusters: Mapping[str, str], truth: str) -> Agreement:
    """Rows whose truth is empty are left out."""
    true = {row.record_id: row.others[truth] for row in rows if row.others[truth]}
    return agree(clusters, true)


def count_differences(one: Mapping[str, str], other: Mapping[str, str]) -> int:
    """Pairs of records together in one grouping and not in the other."""
    both = Counter((one[record], other[record]) for record in one)
    together = [_pairs(Counter(grouping.values())) for grouping in (one, other)]
    return sum(together) - 2 * _pairs(both)


def _pairs(sizes: Counter[str] | Counter[tuple[str, str]]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())
