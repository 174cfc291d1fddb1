"""Which TLS a server agrees to, with a client that would speak older ones, too."""

import socket
import ssl
import warnings
from pathlib import Path

# For the certificates of tests, which are of elliptic curves: what is agreed to, and what is not for its CBC.
STRONG, WEAK = ("ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"), ("ECDHE-ECDSA-AES256-SHA384",)
OLD, LEAST = ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2


def agree(port: int, authority: Path, *only: ssl.TLSVersion) -> str:
    """The version that both came to, empty where the server refused. ``only``: the one that the client speaks."""
    context = ssl.create_default_context(cafile=str(authority))
    if only:
        speak_only(context, *only)
    try:
        with (
            socket.create_connection(("127.0.0.1", port), 20) as bare,
            context.wrap_socket(bare, server_hostname="127.0.0.1") as channel,
        ):
            return channel.version() or ""
    except (ssl.SSLError, ConnectionError):  # the server's refusal; who asks sees by another version that it is one
        return ""


def agree_on(port: int, authority: Path, suite: str) -> str:
    """The suite of TLS 1.2 that both came to, where the client has this one alone; empty where the server refused."""
    context = ssl.create_default_context(cafile=str(authority))
    context.maximum_version = LEAST
    context.set_ciphers(suite)
    try:
        with (
            socket.create_connection(("127.0.0.1", port), 20) as bare,
            context.wrap_socket(bare, server_hostname="127.0.0.1") as channel,
        ):
            return (channel.cipher() or ("",))[0]
    except (ssl.SSLError, ConnectionError):
        return ""


def speak_only(context: ssl.SSLContext, version: ssl.TLSVersion) -> None:
    """Also a version that OpenSSL speaks to nobody by itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    context.set_ciphers("ALL:@SECLEVEL=0")
