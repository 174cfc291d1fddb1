"""Bytes to contracts and back. Whatever cannot be read gets a code to count and a reason to act on.

>>> decode(OBSERVATION, b"{")
Traceback (most recent call last):
...
streams.errors.Invalid: not-json
"""

import json
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from streams.errors import Invalid
from streams.events.alerts import AlertChanged
from streams.events.analysis import ContactAged
from streams.events.audit import HeadSigned, LookRecorded
from streams.events.dead_letters import DeadLetter
from streams.events.faults import code_of, field_of, reason_of
from streams.events.links import LinkRevised
from streams.events.observation import Decided, Listed, Observation, Sent
from streams.events.parking import Parked
from streams.events.risk import ModelSaved, OutcomeKnown, ScoreMade
from streams.events.sealing import KeysKept

SENT: TypeAdapter[Any] = TypeAdapter(Sent)
DECIDED: TypeAdapter[Any] = TypeAdapter(Decided)
LISTED: TypeAdapter[Any] = TypeAdapter(Listed)
OBSERVATION: TypeAdapter[Any] = TypeAdapter(Observation)
LINK: TypeAdapter[Any] = TypeAdapter(LinkRevised)
ALERT: TypeAdapter[Any] = TypeAdapter(AlertChanged)
SCORE: TypeAdapter[Any] = TypeAdapter(Annotated[ScoreMade | OutcomeKnown, Field(discriminator="type")])
MODEL: TypeAdapter[Any] = TypeAdapter(ModelSaved)
AGED: TypeAdapter[Any] = TypeAdapter(ContactAged)
PARKED: TypeAdapter[Any] = TypeAdapter(Parked)
LOOK: TypeAdapter[Any] = TypeAdapter(LookRecorded)
HEAD: TypeAdapter[Any] = TypeAdapter(HeadSigned)
KEYS_KEPT: TypeAdapter[Any] = TypeAdapter(KeysKept)
DEAD_LETTER: TypeAdapter[Any] = TypeAdapter(DeadLetter)

# Thirty times the largest honest event. A larger one is a mistake, or an attempt to smuggle a document.
MAX_EVENT_BYTES = 65_536
# What people decide may carry the state of a model: 9,000 numbers.
MAX_DECISION_BYTES = 262_144
# Enough for a person to mend the message in one go, short enough to read.
_REASONS_SHOWN = 5

# How files begin that are not UTF-8 text and are sent by mistake.
_SIGNATURES = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"{\0": "UTF-16",
    b"\0{": "UTF-16",
    b"\x1f\x8b": "gzip",
    b"PK": "a ZIP archive or an Office document",
}


def encode(event: BaseModel) -> bytes:
    return event.model_dump_json(exclude_none=True).encode()


def decode(adapter: TypeAdapter[Any], raw: bytes | None, limit: int = MAX_EVENT_BYTES) -> Any:
    """Raises :class:`Invalid`, with the first fault's code and field, and up to five reasons. Cost: 30 µs."""
    if not raw or raw.isspace():
        raise Invalid("empty", "the message has no value")
    if len(raw) > limit:
        raise Invalid("too-large", f"the message has {len(raw)} bytes; at most {limit} are taken")
    try:
        return adapter.validate_json(raw)
    except ValidationError as errors:
        raise _explain(raw, errors.errors(include_url=False, include_input=False)) from None


def refuse_repeats(raw: bytes) -> None:
    """Raises :class:`Invalid` if ``raw``, which :func:`decode` has read, names a field twice in one object.

    Readers differ in which of the two they take, so R could be read as U. pydantic cannot be asked. Cost: 8 µs.
    """
    json.loads(raw.decode(), object_pairs_hook=_refuse_repeats)


def _refuse_repeats(pairs: list[tuple[str, object]]) -> None:
    if len(dict(pairs)) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Invalid("field-repeated", f"{twice}: must be there once; two values leave open which one is meant", twice)


def _explain(raw: bytes, faults: list[ErrorDetails]) -> Invalid:
    if faults[0]["type"] == "json_invalid":
        return explain_bytes(raw)
    shown = [f"{field_of(fault) or 'the message'}: {reason_of(fault)}" for fault in faults[:_REASONS_SHOWN]]
    if len(faults) > _REASONS_SHOWN:
        shown.append(f"and {len(faults) - _REASONS_SHOWN} more")
    return Invalid(code_of(faults[0]), "; ".join(shown), field_of(faults[0]))


def explain_bytes(raw: bytes) -> Invalid:
    for signature, kind in _SIGNATURES.items():
        if raw.startswith(signature):
            return Invalid("not-utf8", f"the message begins like {kind}; it must be JSON in plain UTF-8")
    try:
        orjson.loads(raw.decode())
    except UnicodeDecodeError as fault:  # Invalid
        return Invalid("not-utf8", f"byte {fault.start} is not UTF-8; Windows-1252 text must be converted first")
    except orjson.JSONDecodeError as fault:  # Invalid
        return Invalid("not-json", f"line {fault.lineno}, column {fault.colno}: {fault.msg.split(':')[0]}")
    return Invalid("not-json", "the JSON is nested too deeply or holds a number out of range")
