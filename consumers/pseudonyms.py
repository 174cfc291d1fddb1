"""Digests that tell people and addresses apart, made into pseudonyms: under a key of the partnership's own, which is on
no topic and in no database.

Who has the key and somebody's particulars can find their pseudonym; without it nobody can. When the key is destroyed,
nobody can ever, and nothing more can be joined to what is left.
"""

import hashlib
import hmac
from datetime import UTC, datetime

import orjson

from streams.keyfile import read_hex
from streams.publisher import Outgoing
from streams.settings import Settings
from streams.topics import ANALYSIS

_PSEUDONYM_BYTES = 16


class Pseudonyms:
    def __init__(self, key: bytes) -> None:
        self._key = key

    def cover(self, outgoing: Outgoing) -> Outgoing:
        """With pseudonyms in place of digests, and stamped with the month in which it happened: by that Kafka lets go
        of it. What is for another topic stays as it is."""
        if outgoing.topic != ANALYSIS.name:
            return outgoing
        event = orjson.loads(outgoing.value)
        said, area = event["data"], event["area"]
        for field in ("person", "place"):
            said[field] = self._name(area, field, said[field])
        month = datetime.strptime(said["month"], "%Y-%m").replace(tzinfo=UTC)
        return outgoing._replace(value=orjson.dumps(event), stamp=max(int(month.timestamp() * 1000), 0))

    def _name(self, area: str, field: str, digest: str) -> str:
        if not digest:
            return ""
        said = f"{area}\x1f{field}\x1f{digest}".encode()
        return hmac.digest(self._key, said, hashlib.sha256)[:_PSEUDONYM_BYTES].hex()


def open_pseudonyms(settings: Settings) -> Pseudonyms:
    """Where no key is set, one of its own in the data directory, made at the first time. Raises :class:`Broken`."""
    path = settings.data_dir / "keys" / "pseudonym.key"
    return Pseudonyms(read_hex(settings.pseudonym_key.get_secret_value(), path, "LINNET_PSEUDONYM_KEY"))
