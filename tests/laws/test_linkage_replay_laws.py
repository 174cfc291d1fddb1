"""Linkage as it ships, its real models on records that are hard to link: the laws hold for them, not only for
arbitrary weights."""

from random import Random

import pytest

from infra.linkage.evaluate import cluster_rows, count_differences
from infra.linkage.playing import Play
from infra.linkage.records_file import Row, read_rows
from infra.partnership.hard_stream.stream import write_stream
from scoring.linkage.models import Models, load_models
from tests.laws.test_linkage_laws import knowledge

PEOPLE, RECORDS, SEED = 500, 1_500, 77


@pytest.fixture(scope="module")
def models() -> Models:
    return load_models()


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    path = tmp_path_factory.mktemp("hard") / "records.csv"
    write_stream(path, PEOPLE, RECORDS, SEED)
    return list(read_rows(path, {}))


def test_any_order_gives_the_same_persons_and_addresses(rows: list[Row], models: Models) -> None:
    """Of each pair of records, three orders say the same."""
    first = cluster_rows(rows, models, None)
    for order in (1, 2):
        other = cluster_rows(rows, models, order)
        assert count_differences(first.persons, other.persons) == 0
        assert count_differences(first.addresses, other.addresses) == 0


def test_what_is_erased_was_never_there(rows: list[Row], models: Models) -> None:
    """All that is known after a random third was erased, duplicates and all, is known of the others alone."""
    rng = Random(SEED)
    gone = rng.sample(rows, len(rows) // 3)
    left = [row for row in rows if row not in gone]
    told = [*rows, *rng.sample(rows, 200)]
    rng.shuffle(told)
    play = Play(models).add(told).erase(gone)
    assert knowledge(play.state) == knowledge(Play(models).add(left).state)
