import random
import socket
from pathlib import Path

from infra.stack.ports import LOOPBACK, Ports, is_free


def book(folder: Path, seed: int = 1) -> Ports:
    return Ports(folder / "ports.json", random.Random(seed))


def test_a_port_is_remembered(tmp_path: Path) -> None:
    """A second run of the same directory gets the ports of the first, whatever chance says."""
    first = book(tmp_path, seed=1).claim("kafka")
    assert book(tmp_path, seed=2).claim("kafka") == first


def test_a_taken_port_is_replaced_and_the_new_one_remembered(tmp_path: Path) -> None:
    """If another program took the port meanwhile, a free one is chosen and kept from then on."""
    first = book(tmp_path).claim("kafka")
    with socket.create_server((LOOPBACK, first)):
        second = book(tmp_path, seed=2).claim("kafka")
    assert second != first
    assert book(tmp_path, seed=3).claim("kafka") == second


def test_no_two_listeners_share_a_port(tmp_path: Path) -> None:
    """A hundred names in one book get a hundred ports."""
    ports = book(tmp_path)
    assert len({ports.claim(f"listener-{number}") for number in range(100)}) == 100


def test_ports_stay_below_those_the_kernel_lends(tmp_path: Path) -> None:
    """No port is one that a client of ours could be lent while its server is down."""
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    ports = book(tmp_path)
    assert all(ports.claim(f"listener-{number}") < lowest for number in range(50))


def test_a_port_in_use_is_not_free() -> None:
    """A listening socket is seen, and a closed one is not."""
    with socket.create_server((LOOPBACK, 0)) as taken:
        port: int = taken.getsockname()[1]
        assert not is_free(port)
    assert is_free(port)
