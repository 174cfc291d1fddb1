"""Until when the certificates are good that a process was started with: it reads their files no second time."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography import x509

from streams.settings import Settings

# In the file of a server's own its certificate comes first, and what signed it behind.
_OWN = ("api_certificate_file", "receiving_certificate_file")
# One of several is enough while authorities change.
_AUTHORITIES = ("kafka_ca_file", "receiving_client_ca_file", "delivery_ca_file")


def read_ends(settings: Settings) -> dict[str, float]:
    """Unix seconds, by the setting that names the file. A file that cannot be read is left out: who needs it says
    why."""
    own = {name: min(ends) for name, ends in _read(_name_files(settings, _OWN))}
    authorities = {**_name_files(settings, _AUTHORITIES), **_name_redis(settings)}
    return own | {name: max(ends) for name, ends in _read(authorities)}


def _name_files(settings: Settings, names: tuple[str, ...]) -> dict[str, Path]:
    return {name: path for name in names if (path := getattr(settings, name)) is not None}


def _name_redis(settings: Settings) -> dict[str, Path]:
    named = parse_qs(urlsplit(settings.redis_url).query).get("ssl_ca_certs", [])
    return {"redis_url": Path(named[0])} if named else {}


def _read(files: dict[str, Path]) -> Iterator[tuple[str, list[float]]]:
    for name, path in files.items():
        try:
            found = x509.load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError):  # Broken, for whoever speaks TLS with it
            continue
        yield name, [one.not_valid_after_utc.timestamp() for one in found]
