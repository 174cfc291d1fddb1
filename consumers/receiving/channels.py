"""TLS for what senders come in by: with our certificate, and with theirs where it is asked for."""

import ssl

from streams.errors import Broken
from streams.listening import is_loopback, speak_tls
from streams.settings import Settings


def open_channel(settings: Settings, host: str = "", setting: str = "LINNET_RECEIVING_HOST") -> ssl.SSLContext | None:
    """None for plaintext, which is for this machine alone. Raises :class:`Broken` for anything less, naming
    ``setting``, which ``host`` is the value of; without one it is that of HTTPS."""
    certificate, key = settings.receiving_certificate_file, settings.receiving_key_file
    if certificate is None or key is None:
        if certificate or key or settings.receiving_client_ca_file:
            raise Broken("TLS needs both LINNET_RECEIVING_CERTIFICATE_FILE and LINNET_RECEIVING_KEY_FILE")
        if not is_loopback(host or settings.receiving_host):
            raise Broken(
                f"{setting} is reached from elsewhere, and what is sent is personal data: set "
                "LINNET_RECEIVING_CERTIFICATE_FILE and LINNET_RECEIVING_KEY_FILE, or take 127.0.0.1"
            )
        return None
    channel = speak_tls(certificate, key)
    if settings.receiving_client_ca_file is not None:
        try:
            channel.load_verify_locations(settings.receiving_client_ca_file)
        except (OSError, ssl.SSLError) as fault:
            raise Broken(f"TLS cannot be spoken with {settings.receiving_client_ca_file}: {fault}") from fault
        channel.verify_mode = ssl.CERT_REQUIRED
    return channel
