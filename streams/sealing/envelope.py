"""An accepted event, sealed; and the event again, or, where its key was destroyed, that it was erased."""

import os
from collections.abc import Callable
from datetime import datetime

import msgspec
import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from streams.codec import encode
from streams.contract import Envelope, EventKey, event_key
from streams.errors import Broken
from streams.events.corrections import (
    FELLED,
    RIGHTS_SOURCE,
    Erasure,
    RecordErased,
    RecordRectified,
    RecordRestricted,
    find_target,
    name_held,
)
from streams.events.gazetteer import DwellingListed
from streams.events.observation import IntakeEvent
from streams.events.risk import ModelPromoted, ModelRestored
from streams.events.rules import RulesAdopted
from streams.sealing.keyring import AGED
from streams.sealing.reading import Keys

# Nothing in these is about anybody; and an erasure has to be read when nothing else can be.
_OPEN = (RecordErased, DwellingListed, RulesAdopted, ModelRestored, ModelPromoted)
_MARK = b'"type":"sealed-1"'
# The mark is within it: what stands in front is as long as a source and an id may be.
_HEAD = 400
_NONCE_BYTES = 12


class _Box(msgspec.Struct):
    key: str
    epoch: int
    box: bytes


class _Sealed(msgspec.Struct):
    time: datetime
    area: str
    data: _Box


_READER = msgspec.json.Decoder(_Sealed)
Find = Callable[[str, int, EventKey], bytes | None]


def seal(event: IntakeEvent, raw: bytes, came_in: datetime, keys: Keys, aged: bool = False) -> bytes:
    """``raw`` is ``event`` as it would stand in the log. Sealed with the key of the event that it is or corrects;
    without its contents where that was destroyed, or where it is past its age (``aged``). Raises :class:`Broken` where
    the area has no keys. Cost: 35 µs."""
    if isinstance(event, _OPEN):
        return raw
    key, epoch = _name_key(event), keys.latest(event.area)
    secret = keys.find(event.area, epoch, key)
    box = b"" if not secret or aged else _encrypt(secret, raw, _bind(event.area, epoch, key))
    return _write(event, came_in, _Box(key, epoch, box))


def unseal(raw: bytes, find: Find) -> bytes:
    """The event as it was accepted. Where its key is destroyed, an erasure of what it was or corrected: the same comes
    of the log as if nothing but that had ever been in it. Where it went with all of its time, or was past its age when
    it came, no more than that. ``raw`` itself where it is not sealed. Raises
    :class:`Broken` where it cannot be opened although its key is there. Cost: 25 µs."""
    if raw.find(_MARK, 0, _HEAD) < 0:
        return raw
    sealed = _read(raw)
    key, epoch, box = EventKey(sealed.data.key), sealed.data.epoch, sealed.data.box
    secret = find(sealed.area, epoch, key)
    if secret is None:
        return _erase(sealed, key)
    if secret == AGED or not box:
        return write_aged(sealed.area, key, sealed.time, felled=secret == AGED)
    return _decrypt(secret, box, _bind(sealed.area, epoch, key))


def _name_key(event: IntakeEvent) -> EventKey:
    if isinstance(event, RecordRectified):
        return find_target(event.source, event.data.replacement.id)[0]
    if isinstance(event, RecordRestricted):
        return find_target(event.source, event.data.target)[0]
    return event_key(event.source, event.id)


def _write(event: Envelope, came_in: datetime, box: _Box) -> bytes:
    # As Sealed has it: written by hand, for it is written for each event. The id is the event's own, so that two
    # corrections of one event are two.
    return orjson.dumps(
        {
            "specversion": "1.0",
            "type": "sealed-1",
            "id": f"sealed:{event_key(event.source, event.id)}",
            "source": "uk.linnet.intake",
            "time": came_in.isoformat(),
            "datacontenttype": "application/json",
            "area": event.area,
            "data": msgspec.to_builtins(box),
        }
    )


def _bind(area: str, epoch: int, key: EventKey) -> bytes:
    return f"{area}/{epoch}/{key}".encode()


def _encrypt(secret: bytes, raw: bytes, bound: bytes) -> bytes:
    # Under one key there are an event, what came again of it, and its corrections: random nonces will do.
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(secret).encrypt(nonce, raw, bound)


def _decrypt(secret: bytes, box: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(secret).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], bound)
    except (InvalidTag, ValueError):
        raise Broken("the log holds something sealed that its key does not open: it was changed since") from None


def write_aged(area: str, key: EventKey, came_in: datetime, felled: bool = False) -> bytes:
    """That there was an event, and that it is past its age; ``felled`` where it was known once, and its key went with
    those of its time. It stands on no topic, so it has no contract."""
    return orjson.dumps(
        {
            "specversion": "1.0",
            "type": "record-aged-1",
            "id": f"aged:{key}",
            "source": RIGHTS_SOURCE,
            "time": came_in.isoformat(),
            "area": area,
            "data": {
                "recorded_at": came_in.isoformat(),
                "target": name_held(key),
                "reason": FELLED if felled else "",
            },
        }
    )


def peek(raw: bytes) -> tuple[str, EventKey] | None:
    """Area and key of what is sealed. Raises :class:`Broken`."""
    if raw.find(_MARK, 0, _HEAD) < 0:
        return None
    sealed = _read(raw)
    return sealed.area, EventKey(sealed.data.key)


def _read(raw: bytes) -> _Sealed:
    try:
        return _READER.decode(raw)
    except msgspec.DecodeError:
        raise Broken("the log holds something sealed that is not as it should be") from None


def _erase(sealed: _Sealed, key: EventKey) -> bytes:
    erasure = Erasure(recorded_at=sealed.time, target=name_held(key))
    return encode(
        RecordErased(id=f"destroyed:{key}", source=RIGHTS_SOURCE, time=sealed.time, area=sealed.area, data=erasure)
    )
