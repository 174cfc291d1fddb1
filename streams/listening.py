"""The socket of a server of ours, taken before anything is answered."""

import socket
import ssl
from ipaddress import ip_address
from pathlib import Path

from streams.errors import Broken

# Of TLS 1.2, in OpenSSL's words, the strongest first: whoever has our key later reads nothing of what was said (forward
# secrecy), and nothing is changed unseen (AEAD). All of TLS 1.3 are such.
SUITES = "ECDHE+AESGCM:ECDHE+CHACHA20"


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


def speak_tls(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS 1.2 at least, with :data:`SUITES`. Raises :class:`Broken` for files that cannot be read or do not belong
    together."""
    channel = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=None)
    channel.minimum_version = ssl.TLSVersion.TLSv1_2
    channel.set_ciphers(SUITES)
    try:
        channel.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as fault:
        raise Broken(f"TLS cannot be spoken with {certificate}: {fault}") from fault
    return channel


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a name, and no name but localhost is sure to stay on this machine
        return False
