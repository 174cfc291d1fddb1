"""What is wrong with an event, in words for whoever sent it: a code to count, the field, and a reason to act on.

Reasons say what was expected and never what was found: they are read by more people than the message is.
"""

import re
from collections.abc import Iterator
from typing import get_args

from pydantic_core import ErrorDetails

from streams.events.dead_letters import DeadLetter
from streams.events.observation import Observation

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
    "bool_type": "not-boolean",
    "datetime_parsing": "time-form",
    "datetime_from_date_parsing": "time-form",
    "datetime_type": "time-form",
    "timezone_aware": "time-without-offset",
    "model_attributes_type": "not-an-object",
    "model_type": "not-an-object",
    "dict_type": "not-an-object",
}
_REASONS = {
    "type-missing": "is required, such as police-incident-recorded-1",
    "type-unknown": "must be one of {expected_tags}",
    "field-missing": "is required",
    "field-unknown": "is not a field of this event; free text and further fields cannot be shared",
    "code-unknown": "must be {expected}",
    "too-long": "must have at most {max_length} characters",
    "too-short": "must not be empty; leave out what is not known",
    "not-text": "must be text, in quotation marks",
    "not-boolean": "must be true or false, without quotation marks",
    "time-form": "must be a real date and time in RFC 3339 form, such as 2026-11-01T09:00:00+00:00",
    "time-without-offset": "must be a date and time that ends with its offset from UTC, such as Z or +01:00",
    "not-an-object": "must be a JSON object",
}
_ID_FORM = "must begin with a letter or digit and hold at most {0} letters, digits and . _ : / -"
_RECORD_FORM = "must be the id of a record: 16 letters, digits, - and _"
_DIGEST_FORM = "must be a SHA-256 digest: 64 hexadecimal digits"
_MODEL_FORM = "must be the name of a model: lower-case words with hyphens between them"
# What a pattern means, by the field that has it.
FORMS = {
    "id": _ID_FORM.format(100),
    "target": _ID_FORM.format(100),
    "one": _RECORD_FORM,
    "other": _RECORD_FORM,
    "entity": _RECORD_FORM,
    "person": _RECORD_FORM,
    "name": _MODEL_FORM,
    "model": _MODEL_FORM,
    "alert": "must be the id of an alert: 16 letters, digits, - and _",
    "rule": "must be the id of a rule: lower-case words with hyphens between them",
    "version": "must begin with a letter or digit and hold at most 40 letters, digits and . _ -",
    "local_record_id": _ID_FORM.format(40),
    "case_id": _ID_FORM.format(40),
    "kept": _ID_FORM.format(40),
    "gone": _ID_FORM.format(40),
    "source": "must be lower-case words with full stops between them, such as uk.police.northmoor",
    "area": "must be the short name of an area: lower-case letters and digits",
    "uprn": "must be 1 to 12 digits",
    "phone": "must be one telephone number: 3 to 15 digits, with + before and ext and a number behind if needed",
    "previous": _DIGEST_FORM,
    "root": _DIGEST_FORM,
    "items": _DIGEST_FORM,
    "key": "must be the id of a signing key: 16 hexadecimal digits",
    "signature": "must be an Ed25519 signature: 128 hexadecimal digits",
    "email": "must be one e-mail address, such as name@police.example",
}
_EVENTS = (*get_args(get_args(Observation)[0]), *get_args(get_args(DeadLetter)[0]))
_TYPES = frozenset(event.model_fields["type"].default for event in _EVENTS)
# A name that a sender made up may hold anything, and so is only repeated if it looks like the name of a field.
_FIELD_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")


def code_of(fault: ErrorDetails) -> str:
    return _CODES.get(fault["type"], fault["type"].replace("_", "-"))


def reason_of(fault: ErrorDetails) -> str:
    code, field = code_of(fault), field_of(fault)
    if code == "form" and (form := FORMS.get(field.rsplit(".", 1)[-1])):
        return form
    if code in _REASONS:
        return _REASONS[code].format_map(fault.get("ctx", {}))
    return fault["msg"][:1].lower() + fault["msg"][1:]


def field_of(fault: ErrorDetails) -> str:
    return ".".join(_steps(fault))


def _steps(fault: ErrorDetails) -> Iterator[str]:
    for step in fault["loc"]:
        # pydantic puts the union's tag, the event type, into the path; a sender knows no such field.
        if step not in _TYPES:
            yield str(step) if isinstance(step, int) or _FIELD_NAME.match(step) else "?"
    # A fault between fields is found one step above the field that it is about.
    if fault["type"].startswith("union_tag"):
        yield "type"
    elif "field" in (context := fault.get("ctx", {})):
        yield context["field"]
