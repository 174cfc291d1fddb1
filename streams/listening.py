"""The socket of a server of ours, taken before anything is answered."""

import socket
from ipaddress import ip_address

from streams.errors import Broken


def listen(host: str, port: int, setting: str) -> socket.socket:
    """``port`` 0: a free one. Raises :class:`Broken`, naming ``setting``, when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=2048)
        # asyncio sets it on connections only where the socket names its protocol, and this one names none; without
        # it an answer on a kept connection waits 40 ms for the acknowledgement of the one before.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as fault:
        raise Broken(f"port {port} of {host} cannot be had ({fault.strerror}): set {setting} to another") from fault


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a name, and no name but localhost is sure to stay on this machine
        return False
