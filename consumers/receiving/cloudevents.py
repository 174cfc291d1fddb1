"""Our own format: one CloudEvent in structured JSON, or a batch of them."""

import msgspec
import orjson

from consumers.receiving.items import Converted, Item, Origin
from streams.codec import explain_bytes
from streams.contract import Contract
from streams.errors import Invalid

ONE, BATCH, PLAIN = "application/cloudevents+json", "application/cloudevents-batch+json", "application/json"
MAX_EVENTS = 1_000
# The bytes of each event are handed on as they came, so that what is refused or kept is what was sent.
_BATCH = msgspec.json.Decoder(list[msgspec.Raw])


class NoOptions(Contract):
    """Everybody who may send may send events."""


def split_events(body: bytes, _origin: Origin) -> Converted:
    """Raises :class:`Invalid` when it is no JSON, neither object nor array, or has more than 1,000 events."""
    if not body or body.isspace():
        raise Invalid("empty", "the body is empty")
    if body.lstrip()[:1] != b"[":
        return Converted([Item("0", (_check_json(body),))])
    try:
        events = _BATCH.decode(body)
    except (msgspec.DecodeError, RecursionError):  # Invalid
        raise explain_bytes(body) from None
    if len(events) > MAX_EVENTS:
        raise Invalid("batch-too-long", f"a batch may have {MAX_EVENTS:,} events at most, and this has {len(events):,}")
    return Converted([Item(str(number), (bytes(event),)) for number, event in enumerate(events)])


def _check_json(body: bytes) -> bytes:
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:  # Invalid
        raise explain_bytes(body) from None
    return body.strip()
