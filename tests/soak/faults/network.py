"""Harms to the connections between processes, one by one or all at once."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.soak.faults.ground import Ground
from tests.soak.faults.harms import HARMS, Harm
from tests.soak.faults.marker import Marker
from tests.soak.faults.storm import WITHIN_SECONDS, Say


@dataclass(frozen=True, slots=True)
class Healed:
    """``seconds`` from the end of the harm until something new had passed through all of Linnet."""

    link: str
    harm: str
    seconds: float


def harm_in_rounds(found: Ground, marker: Marker, seconds: float, rounds: int, say: Say) -> list[Healed]:
    """In each round every connection has another harm; over ten rounds each has each."""
    healed = []
    for number in range(rounds):
        harms = {link: HARMS[(place + number) % len(HARMS)] for place, link in enumerate(found.links)}
        healed.append(Healed("all", f"round {number + 1}", _harm(found, marker, harms, seconds)))
        say(f"all connections, each its own harm, {number + 1}: {healed[-1].seconds:.1f} s")
    return healed


def harm_each(
    found: Ground, marker: Marker, seconds: float, links: Sequence[str], harms: Sequence[Harm], say: Say
) -> list[Healed]:
    """Each of these connections has each of these harms, alone."""
    healed = []
    for link in links:
        for harm in harms:
            healed.append(Healed(link, harm.name, _harm(found, marker, {link: harm}, seconds)))
            say(f"{link}, {harm.name}: {healed[-1].seconds:.1f} s")
    return healed


def _harm(found: Ground, marker: Marker, harms: dict[str, Harm], seconds: float) -> float:
    assert found.proxy
    for link, harm in harms.items():
        harm.befall(found.proxy, link)
    time.sleep(seconds)
    for link in harms:
        found.proxy.mend(link)
    return marker.passes(WITHIN_SECONDS)
