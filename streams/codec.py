"""Bytes to contracts and back. Whatever cannot be read gets a code to count and a reason to act on.

>>> decode(OBSERVATION, b"{")
Traceback (most recent call last):
...
streams.errors.Invalid: not-json
"""

from collections.abc import Iterable
from typing import Any

import orjson
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from streams.errors import Invalid
from streams.events.dead_letters import DeadLetter
from streams.events.links import LinkRevised
from streams.events.observation import Observation, Sent

SENT: TypeAdapter[Any] = TypeAdapter(Sent)
OBSERVATION: TypeAdapter[Any] = TypeAdapter(Observation)
LINK: TypeAdapter[Any] = TypeAdapter(LinkRevised)
DEAD_LETTER: TypeAdapter[Any] = TypeAdapter(DeadLetter)

# Thirty times the largest honest event. A larger one is a mistake, or an attempt to smuggle a document.
MAX_EVENT_BYTES = 65_536
# Enough for a person to mend the message in one go, short enough to read.
_REASONS_SHOWN = 5

# pydantic's error types by what a sender has to do about them; the rest keep their own name.
_CODES = {
    "union_tag_not_found": "type-missing",
    "union_tag_invalid": "type-unknown",
    "missing": "field-missing",
    "extra_forbidden": "field-unknown",
    "enum": "code-unknown",
    "literal_error": "code-unknown",
    "string_pattern_mismatch": "form",
    "string_too_long": "too-long",
    "string_too_short": "too-short",
    "string_type": "not-text",
    "datetime_parsing": "time-form",
    "datetime_from_date_parsing": "time-form",
    "datetime_type": "time-form",
    "time_form": "time-form",
    "timezone_aware": "time-without-offset",
    "model_attributes_type": "not-an-object",
    "model_type": "not-an-object",
    "dict_type": "not-an-object",
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


def _explain(raw: bytes, faults: list[ErrorDetails]) -> Invalid:
    if faults[0]["type"] == "json_invalid":
        return _explain_bytes(raw)
    if faults[0]["type"] == "union_tag_not_found" and not raw.lstrip().startswith(b"{"):
        return Invalid("not-an-object", "the message must be one JSON object, a CloudEvent")
    shown = [f"{_field(fault) or 'message'}: {_reason(fault)}" for fault in faults[:_REASONS_SHOWN]]
    if len(faults) > _REASONS_SHOWN:
        shown.append(f"and {len(faults) - _REASONS_SHOWN} more")
    return Invalid(_code(faults[0]), "; ".join(shown), _field(faults[0]))


def _explain_bytes(raw: bytes) -> Invalid:
    try:
        orjson.loads(raw.decode())
    except UnicodeDecodeError as fault:  # Invalid
        return Invalid("not-utf8", f"byte {fault.start} is not UTF-8; Windows-1252 text must be converted first")
    except orjson.JSONDecodeError as fault:  # Invalid
        return Invalid("not-json", f"line {fault.lineno}, column {fault.colno}: {fault.msg.split(':')[0]}")
    return Invalid("not-json", "the JSON is nested too deeply or holds a number out of range")


def _code(fault: ErrorDetails) -> str:
    return _CODES.get(fault["type"], fault["type"].replace("_", "-"))


def _reason(fault: ErrorDetails) -> str:
    match _code(fault):
        case "field-missing":
            return "is required"
        case "field-unknown":
            return "is not a field of this event; free text and further fields cannot be shared"
        case "type-missing":
            return "type is required, such as police-incident-recorded-1"
        case "type-unknown":
            return f"type must be one of {fault.get('ctx', {}).get('expected_tags', '')}"
        case _:
            return fault["msg"][:1].lower() + fault["msg"][1:]


def _field(fault: ErrorDetails) -> str:
    return ".".join(str(step) for step in _drop_tags(fault["loc"]))


def _drop_tags(steps: Iterable[int | str]) -> list[int | str]:
    # pydantic puts the union's tag, the event type, into the path; a sender knows no such field.
    return [step for step in steps if not (isinstance(step, str) and step[-2:-1] == "-" and step[-1:].isdigit())]
