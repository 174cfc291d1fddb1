"""kill -9 of each kind of process, again and again."""

import time
from random import Random

from tests.soak.faults.ground import Ground
from tests.soak.faults.marker import Marker
from tests.soak.faults.storm import WITHIN_SECONDS, Say

FIRST = ("kafka", "valkey", "projector", "api", "delivery")
KILLED = (*FIRST, "intake", "relay", "receiving")


def kill_in_turn(found: Ground, marker: Marker, each: int, chance: Random, say: Say) -> dict[str, list[float]]:
    """Each so many times, in a mixed order. Seconds from each kill, the start of what was killed included, until
    something new had passed through all of Linnet."""
    order = [name for name in KILLED for _ in range(each)]
    chance.shuffle(order)
    took: dict[str, list[float]] = {name: [] for name in KILLED}
    for number, name in enumerate(order):
        time.sleep(chance.uniform(0.2, 1.5))
        begun = time.monotonic()
        _kill(found, name)
        marker.passes(WITHIN_SECONDS)
        took[name].append(time.monotonic() - begun)
        say(f"{number + 1} of {len(order)}: {name}: {took[name][-1]:.1f} s")
    return took


def kill_in_rounds(
    found: Ground, marker: Marker, rounds: int, chance: Random, say: Say, names: tuple[str, ...] = FIRST
) -> list[float]:
    """In each round all of ``names``, in a mixed order and shortly after one another. Seconds from the last kill of a
    round until something new had passed through."""
    took = []
    for number in range(rounds):
        for name in chance.sample(names, len(names)):
            _kill(found, name)
            time.sleep(chance.uniform(0, 0.4))
        took.append(marker.passes(WITHIN_SECONDS))
        say(f"round {number + 1} of {rounds}: {took[-1]:.1f} s")
    return took


def _kill(found: Ground, name: str) -> None:
    match name:
        case "kafka":
            found.cluster.nodes[0].kill()
            found.cluster.nodes[0].start()
        case "valkey":
            found.valkey.kill()
            found.valkey.start()
        case _:
            found.kill(name)
