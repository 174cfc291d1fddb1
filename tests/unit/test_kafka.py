from pathlib import Path
from uuid import UUID

from infra.stack.broker_settings import Listeners, write_settings
from infra.stack.kafka import _cluster_id


def test_a_cluster_id_never_looks_like_an_option() -> None:
    """Kafka's format tool reads an id with a dash in front as an option: one in 64 new directories failed."""
    firsts = {_cluster_id(UUID(bytes=bytes([first, *[0xFB] * 15])))[0] for first in range(256)}
    assert "-" not in firsts
    assert len(_cluster_id(UUID(int=2**128 - 1))) == 22


def test_where_a_destination_stands_is_not_forgotten_within_a_week(tmp_path: Path) -> None:
    """As Kafka comes it would be, while nobody delivers, and what came meanwhile would be told to nobody."""
    write_settings(tmp_path, Listeners(9092, 9093))
    written = dict(
        line.split("=", 1) for line in (tmp_path / "server.properties").read_text().splitlines() if "=" in line
    )
    assert int(written["offsets.retention.minutes"]) == 90 * 24 * 60
