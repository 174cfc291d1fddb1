"""What is done to a connection, in Toxiproxy's words."""

from dataclasses import dataclass

from tests.soak.faults.toxiproxy import Toxic, Toxiproxy

_WAYS = ("upstream", "downstream")


@dataclass(frozen=True, slots=True)
class Harm:
    """``passable``: work is expected to go on meanwhile, if slower."""

    name: str
    toxics: tuple[Toxic, ...] = ()
    passable: bool = False

    def befall(self, proxy: Toxiproxy, link: str) -> None:
        for toxic in self.toxics:
            proxy.add(link, toxic)
        if not self.toxics:
            proxy.refuse(link)


def _both(kind: str, share: float = 1.0, **attributes: int) -> tuple[Toxic, ...]:
    return tuple(Toxic(kind, way, attributes, share) for way in _WAYS)


HARMS = (
    Harm("latency", _both("latency", latency=300, jitter=200), passable=True),
    Harm("reset", _both("reset_peer", timeout=200)),
    Harm("black hole", _both("timeout", timeout=0)),
    Harm("answers lost", (Toxic("timeout", "downstream", {"timeout": 0}),)),
    Harm("requests lost", (Toxic("timeout", "upstream", {"timeout": 0}),)),
    Harm("half of the connections dead", _both("timeout", 0.5, timeout=0)),
    Harm("cut off amid an answer", (Toxic("limit_data", "downstream", {"bytes": 5_000}),)),
    Harm("slow close", _both("slow_close", delay=3_000), passable=True),
    Harm("20 KB/s", _both("bandwidth", rate=20), passable=True),
    Harm("refused"),
)
