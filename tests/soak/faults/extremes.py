"""Full disks, a flood with poison in it, a clock that is wrong: one after the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.soak.faults.clocks import jump
from tests.soak.faults.disks import Disk, Freed, fill_disks, small_disk
from tests.soak.faults.floods import Flooded, flood
from tests.soak.faults.ground import Ground
from tests.soak.faults.marker import Marker
from tests.soak.faults.storm import Say

_VALKEY_MIB, _KAFKA_MIB = 64, 400
# What a flood leaves on each, with a rewrite of Valkey's file beside it: that disk is not to be full.
_EVENTS_A_MIB = 20
Disks = tuple[Disk, Disk]


@dataclass(frozen=True, slots=True)
class Met:
    """``freed`` is None where this user may not mount. ``righted``: seconds, of the clock. ``cleared``: alerts that
    ended meanwhile, though no time passed in which one ends."""

    freed: Freed | None
    flooded: Flooded
    righted: float
    cleared: int


@contextmanager
def small_disks(home: Path, events: int) -> Iterator[Disks | None]:
    """Where Valkey and Kafka keep their data below ``home``, with room for so many ``events``. None where this user may
    not mount."""
    room = events // _EVENTS_A_MIB
    with (
        small_disk(home / "valkey", _VALKEY_MIB + room) as valkey,
        small_disk(home / "kafka", _KAFKA_MIB + room) as kafka,
    ):
        yield (valkey, kafka) if valkey and kafka else None


def meet_extremes(found: Ground, marker: Marker, disks: Disks | None, events: int, say: Say) -> Met:
    """``events``: of the flood. Raises AssertionError where a wrong time was believed."""
    freed = fill_disks(found, marker, *disks, say) if disks else None
    flooded, righted = flood(found, marker, events, say), jump(found, marker, say)
    cleared = sum(alert["data"]["change"] == "cleared" for alert in found.receiver.taken)
    return Met(freed, flooded, righted, cleared)
