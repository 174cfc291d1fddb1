"""Whose certificates receivers and mail servers may have."""

import ssl

import truststore

from streams.errors import Broken
from streams.settings import Settings


def open_trust(settings: Settings) -> ssl.SSLContext:
    """The authorities that this machine trusts, and those of ``LINNET_DELIVERY_CA_FILE``: partners on a closed network
    often have one of their own. Raises :class:`Broken` for a file that has none."""
    trust = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if settings.delivery_ca_file:
        try:
            trust.load_verify_locations(settings.delivery_ca_file)
        except OSError as fault:  # Broken: SSLError, for a file that is not PEM, is one too
            raise Broken(
                f"LINNET_DELIVERY_CA_FILE: {settings.delivery_ca_file} has no certificates that can be read "
                f"({type(fault).__name__}); it must be a PEM file of the authorities to be trusted"
            ) from None
    return trust
