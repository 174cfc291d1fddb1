"""What senders' systems get wrong: a valid event of every type, and some two hundred ways to spoil one.

Every event is about the same person, whose particulars (:data:`PERSONAL`) must never be repeated to anyone.
"""

import gzip
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import orjson

from streams.codes.agencies import Agency
from streams.events.corrections import RIGHTS_SOURCE

Event = dict[str, Any]

AREA = "northmoor"
SOURCES = {
    "council": "uk.council.northmoor",
    "fire": "uk.fire.northmoor",
    "health": "uk.health.northmoor-general",
    "police": "uk.police.northmoor",
    "ambulance": "uk.ambulance.northern",
    "ehr": "uk.ehr.northmoor-partnership",
    "decisions": "uk.linnet.review",
    "gazetteer": "uk.linnet.gazetteer",
}
PERSON = {
    "local_record_id": "REC-4471",
    "given_name": "Zebedee",
    "family_name": "Quillfeather",
    "birth_date": "1961-03-14",
    "gender": "1",
    "nhs_number": "9990000018",
}
ADDRESS = {"text": "Flat 2, 14 Canary Street", "postcode": "NM6 3TR", "uprn": "100012345678"}
CONTACT = {
    "name": "Jocasta Bellweather",
    "role": "Duty officer",
    "team": "Northmoor duty desk",
    "phone": "01632 960123",
    "email": "jocasta.bellweather@desk.example",
}
NOTE = "Neighbours heard shouting and fear for the children"
PERSONAL = (
    *("Zebedee", "Quillfeather", "QUILLFEATHER", "1961-03-14", "14/03/1961", "9990000018", "999 000 0018", "Canary"),
    *(
        "NM6 3TR",
        "NM63TR",
        "100012345678",
        "Jocasta",
        "Bellweather",
        "960123",
        "desk.example",
        "Neighbours",
        "shouting",
    ),
)

# Of each type: its agency, and what its data has beyond a statement's.
_CASE = {"case_id": "CASE-9"}
TYPES: dict[str, tuple[str, Event]] = {
    "council-case-opened-1": ("council", {"category": "section-47"} | _CASE),
    "council-case-changed-1": ("council", {"category": "child-in-need"} | _CASE),
    "council-case-closed-1": ("council", {"category": "early-help"} | _CASE),
    "fire-incident-recorded-1": ("fire", {"category": "primary-fire"}),
    "police-incident-recorded-1": ("police", {"category": "domestic-incident"}),
    "ambulance-callout-recorded-1": ("ambulance", {"category": "category-2"}),
    "ecds-attendance-recorded-1": ("health", {"category": "01"}),
    "ecds-dna-recorded-1": ("health", {"category": "outpatient"}),
    "mh-referral-received-1": ("ehr", {"category": "A02", "priority": "1", "accepted": True} | _CASE),
    "mh-referral-closed-1": ("ehr", {"category": "A06", "accepted": True} | _CASE),
    "mh-contact-recorded-1": ("ehr", {"category": "5", "team": "A06"}),
    "mh-spell-started-1": ("ehr", {"category": "200", "admission_method": "2A"} | _CASE),
    "mh-spell-ended-1": ("ehr", {"category": "201"} | _CASE),
    "mh-accommodation-recorded-1": ("ehr", {"category": "MA01"}),
    "mh-employment-recorded-1": ("ehr", {"category": "ZZ"}),
    "mh-legal-status-recorded-1": ("ehr", {"category": "02"}),
    "mh-crisis-plan-recorded-1": ("ehr", {"category": "12"}),
    "mh-diagnosis-group-recorded-1": ("ehr", {"category": "psychosis"}),
    "mh-medication-changed-1": ("ehr", {"category": "stopped"}),
    "mh-death-recorded-1": ("ehr", {"category": "2"}),
    "mh-ethnic-group-recorded-1": ("ehr", {"category": "asian"}),
    "mh-deprivation-recorded-1": ("ehr", {"category": "2"}),
}
RECORDED = "2025-05-06T09:30:00+01:00"


def envelop(agency: str, event_type: str, data: Event) -> Event:
    return {
        "specversion": "1.0",
        "id": "EV-2025-0001",
        "source": SOURCES[agency],
        "type": event_type,
        "time": "2025-05-06T09:31:00+01:00",
        "datacontenttype": "application/json",
        "area": AREA,
        "data": data,
    }


def write_event(event_type: str) -> Event:
    """A valid event of an agency, with every field that its type has."""
    agency, own = TYPES[event_type]
    data = {"happened_at": "2025-05-06T08:15:00+01:00", "recorded_at": RECORDED, "sensitivity": "U"} | own
    parts = {"person": PERSON, "address": ADDRESS, "contact": CONTACT}
    return envelop(agency, event_type, deepcopy(parts) | data)


def write_correction(event_type: str) -> Event:
    """A valid correction of a police incident."""
    data: Event = {"recorded_at": RECORDED}
    if event_type == "record-rectified-1":
        data["replacement"] = write_event("police-incident-recorded-1")
    else:
        data["target"] = "EV-2025-0001"
    if event_type == "record-restricted-1":
        data["sensitivity"] = "R"
    return envelop("police", event_type, data) | {"id": "CO-2025-0001"}


def write_decision(event_type: str) -> Event:
    """A valid decision, or the withdrawal of one."""
    if event_type == "link-decision-withdrawn-1":
        data: Event = {"recorded_at": RECORDED, "target": "DE-2025-0001", "withdrawn_by": deepcopy(CONTACT)}
    else:
        pair = {"subject": "person", "one": "b_FP1mpxXw2-Kq0A", "other": "Jx0u7yV3hCq9sTnE"}
        data = {"recorded_at": RECORDED, **pair, "decided_by": deepcopy(CONTACT), "reason": "person-asked"}
    return envelop("decisions", event_type, data) | {"id": "DE-2025-0002"}


def write_listing(event_type: str) -> Event:
    """A valid listing of a dwelling, or its withdrawal."""
    data: Event = {"recorded_at": RECORDED}
    data |= {"target": "LI-2025-0001"} if event_type == "record-erased-1" else {"address": deepcopy(ADDRESS)}
    return envelop("gazetteer", event_type, data) | {"id": "LI-2025-0002"}


_RULE: Event = {
    "id": "often",
    "title": "Often",
    "subject": "household",
    "severity": "amber",
    "receivers": ["hub", "worker"],
    "when": [
        {"indicator": "contacts", "categories": ["fire/secondary-fire"], "agencies": [], "days": 28, "at_least": 3.0}
    ],
    "until": [{"indicator": "contacts", "categories": [], "agencies": ["fire"], "days": 7, "at_least": 2.0}],
    "respond_hours": {"default": 4.0},
    "quiet_days": 7,
    "advice": "Ring the contact",
    "source": "Made for a test",
}
_ANSWERS: dict[str, Event] = {
    "alert-acknowledged-1": {},
    "alert-actioned-1": {"action": "visited"},
    "alert-dismissed-1": {"reason": "no-concern"},
}


def write_told(event_type: str) -> Event:
    """A valid event of what people say that alerts depend on."""
    data: Event = {"recorded_at": RECORDED}
    if event_type == "rules-adopted-1":
        data |= {"adopted_by": deepcopy(CONTACT), "version": "2025-05", "rules": [deepcopy(_RULE)]}
    elif event_type == "address-watched-1":
        data |= {"target": "Jx0u7yV3hCq9sTnE", "until": "2025-06-06T09:30:00+01:00", "watched_by": deepcopy(CONTACT)}
    else:
        named = {"alert": "b_FP1mpxXw2-Kq0A", "entity": "Jx0u7yV3hCq9sTnE", "subject": "household"}
        data |= {**named, "answered_by": deepcopy(CONTACT), **_ANSWERS[event_type]}
    return envelop("decisions", event_type, data) | {"id": "AN-2025-0001"}


_MODEL: Event = {
    "name": "kalman",
    "recipe": "kalman-1",
    "learned": 5,
    "until": "2025-05-05T09:30:00+01:00",
    "numbers": {"weights": "AAAAAAAA8D8="},
    "features": "8e3f5c6a",
    "code": "1c9a7b20",
    "log_partition": 0,
    "log_offset": 17,
}
_SCORE = {"made_at": "2025-05-05T09:30:00+01:00", "probability": 0.125, "opinion": "higher", "reason": "new-to-us"}
_OF_SCORES: dict[str, Event] = {
    "score-answered-1": {"entity": "Jx0u7yV3hCq9sTnE", "answered_by": CONTACT} | _SCORE,
    "intervention-recorded-1": {"entity": "Jx0u7yV3hCq9sTnE", "answered_by": CONTACT, "intervention": "visit"},
    "model-restored-1": {"restored_by": CONTACT, "model": _MODEL},
    "model-promoted-1": {"promoted_by": CONTACT, "name": "kalman"},
}


def write_of_scores(event_type: str) -> Event:
    """A valid event of what people say of scores and of the models that make them."""
    data = {"recorded_at": RECORDED} | deepcopy(_OF_SCORES[event_type])
    return envelop("decisions", event_type, data) | {"id": "SC-2025-0001"}


def write_by_officer(event_type: str) -> Event:
    """As the data protection officer's screens send it, who knows an event by its key."""
    event, held = write_correction(event_type) | {"source": RIGHTS_SOURCE}, "ff736119e5efa92108d772b1"
    if event_type == "record-rectified-1":
        event["data"]["replacement"] |= {"id": f"{held}/uk.police.northmoor", "source": RIGHTS_SOURCE}
    else:
        event["data"]["target"] = held
    return event


def write_merge() -> Event:
    """That two of a force's own numbers are one person's."""
    data = {"recorded_at": RECORDED, "kept": "P-100", "gone": "P-200", "contact": deepcopy(CONTACT)}
    return envelop("police", "record-merged-1", data) | {"id": "ME-2025-0001"}


LISTINGS = ("dwelling-listed-1", "record-erased-1")
TOLD = ("rules-adopted-1", "address-watched-1", *_ANSWERS)
DECISIONS = ("link-confirmed-1", "link-refused-1", "link-decision-withdrawn-1")
CORRECTIONS = ("record-rectified-1", "record-erased-1", "record-restricted-1")
VALID: list[tuple[str, Event]] = [
    *((agency, write_event(event_type)) for event_type, (agency, _) in TYPES.items()),
    *(("police", write_correction(event_type)) for event_type in CORRECTIONS),
    ("police", write_merge()),
    *(("decisions", write_by_officer(event_type)) for event_type in CORRECTIONS),
    *(("decisions", write_decision(event_type)) for event_type in DECISIONS),
    *(("decisions", write_told(event_type)) for event_type in TOLD),
    *(("decisions", write_of_scores(event_type)) for event_type in _OF_SCORES),
    *(("gazetteer", write_listing(event_type)) for event_type in LISTINGS),
]


@dataclass(frozen=True, slots=True)
class Case:
    """``raw``, sent to the topic ``agency`` (or Linnet's own), is to be refused with ``code``, naming ``field``."""

    name: str
    agency: str
    raw: bytes
    code: str
    field: str = ""


ABSENT = object()
_POLICE = write_event("police-incident-recorded-1")
_RAW = orjson.dumps(_POLICE)


def spoil(event: Event, path: str, value: object) -> bytes:
    """With ``value`` at ``path``, or without what was there if it is :data:`ABSENT`."""
    spoilt = deepcopy(event)
    *steps, last = path.split(".")
    part = spoilt
    for step in steps:
        part = part[step]
    if value is ABSENT:
        del part[last]
    else:
        part[last] = value
    return orjson.dumps(spoilt)


def _spoil_each(event: Event, path: str, code: str, values: dict[str, object], agency: str = "police") -> list[Case]:
    return [
        Case(f"{event['type']}, {path}: {name}", agency, spoil(event, path, v), code, path)
        for name, v in values.items()
    ]


def _lose_each(event: Event, agency: str, paths: Iterable[str]) -> list[Case]:
    code = {"type": "type-missing"}
    kind = event["type"]
    return [
        Case(f"{kind} without {path}", agency, spoil(event, path, ABSENT), code.get(path, "field-missing"), path)
        for path in paths
    ]


def _add_each(event: Event, agency: str, paths: Iterable[str], value: object = NOTE) -> list[Case]:
    return [
        Case(f"{event['type']}, {path}: added", agency, spoil(event, path, value), "field-unknown", path)
        for path in paths
    ]


def _replace(old: str, new: str | bytes) -> bytes:
    assert old.encode() in _RAW
    return _RAW.replace(old.encode(), new if isinstance(new, bytes) else new.encode())


_TEXT = _RAW.decode()
_TOO_LARGE = orjson.dumps(_POLICE | {"id": "x" * 65_536})

BYTES = [
    Case("no bytes", "police", b"", "empty"),
    Case("spaces and line ends", "police", b" \r\n\t ", "empty"),
    Case("byte order mark", "police", b"\xef\xbb\xbf" + _RAW, "not-json"),
    Case("UTF-16 with its mark", "police", _TEXT.encode("utf-16"), "not-utf8"),
    Case("UTF-16, big-endian with its mark", "police", b"\xfe\xff" + _TEXT.encode("utf-16-be"), "not-utf8"),
    Case("UTF-16 without a mark", "police", _TEXT.encode("utf-16-le"), "not-utf8"),
    Case("UTF-16, big-endian without a mark", "police", _TEXT.encode("utf-16-be"), "not-utf8"),
    Case("Windows-1252", "police", _replace("Zebedee", "Zoë".encode("cp1252")), "not-utf8"),
    Case("UTF-8 cut inside a letter", "police", _replace("Zebedee", b"Zo\xc3"), "not-utf8"),
    Case("UTF-8 longer than need be", "police", _replace("Zebedee", b"\xc1\xa1"), "not-utf8"),
    Case("half a surrogate pair", "police", _replace("Zebedee", r"\ud83d"), "not-json"),
    Case("half a surrogate pair in UTF-8", "police", _replace("Zebedee", b"\xed\xa0\xbd"), "not-utf8"),
    Case("JSON cut short", "police", _RAW[:-40], "not-json"),
    Case("JSON cut inside a string", "police", _RAW[: _RAW.index(b"Quill") + 3], "not-json"),
    Case("only an opening brace", "police", b"{", "not-json"),
    Case("words after the JSON", "police", _RAW + b" sent by Quillfeather", "not-json"),
    Case("a NUL after the JSON", "police", _RAW + b"\0", "not-json"),
    Case("two objects", "police", _RAW + _RAW, "not-json"),
    Case("two objects on two lines", "police", _RAW + b"\n" + _RAW, "not-json"),
    Case("a NUL", "police", b"\0", "not-json"),
    Case("a control character in a string", "police", _replace("Zebedee", b"Zeb\x01edee"), "not-json"),
    Case("a line end in a string", "police", _replace("Canary Street", b"Canary\nStreet"), "not-json"),
    Case("an unknown escape", "police", _replace("Zebedee", r"Zeb\edee"), "not-json"),
    Case("nested too deeply", "police", b'{"data":' + b"[" * 30_000 + b"]" * 30_000 + b"}", "not-json"),
    Case("objects nested too deeply", "police", b'{"data":' * 5_000 + b"1" + b"}" * 5_000, "not-json"),
    Case("single quotes", "police", _TEXT.replace('"', "'").encode(), "not-json"),
    Case("names without quotes", "police", _replace('"specversion"', "specversion"), "not-json"),
    Case("a comma at the end", "police", _RAW[:-1] + b",}", "not-json"),
    Case("a comment", "police", b"/* nightly */ " + _RAW, "not-json"),
    Case("Python's words", "police", _replace('"U"', "None"), "not-json"),
    Case("a number too long to read", "police", _replace('"EV-2025-0001"', "9" * 5_000), "not-json"),
    Case("a number with a nought in front", "police", _replace('"EV-2025-0001"', "007"), "not-json"),
    Case("not a number", "police", _replace('"EV-2025-0001"', "NaN"), "not-text", "id"),
    Case("infinity", "police", _replace('"EV-2025-0001"', "-Infinity"), "not-text", "id"),
    Case("a number too large to hold", "police", _replace('"EV-2025-0001"', "1e999"), "not-text", "id"),
    Case("an array of events", "police", b"[" + _RAW + b"]", "not-an-object"),
    Case("an empty array", "police", b"[]", "not-an-object"),
    Case("a string", "police", b'"Quillfeather"', "not-an-object"),
    Case("JSON inside a string", "police", orjson.dumps(_TEXT), "not-an-object"),
    Case("a number", "police", b"9990000018", "not-an-object"),
    Case("null", "police", b"null", "not-an-object"),
    Case("true", "police", b"true", "not-an-object"),
    Case("an empty object", "police", b"{}", "type-missing", "type"),
    Case("CSV", "police", b"id,name\r\n1,Quillfeather\r\n", "not-json"),
    Case("XML", "police", b"<?xml version='1.0'?><Incident><Name>Quillfeather</Name></Incident>", "not-json"),
    Case("HL7 v2", "police", b"MSH|^~\\&|PAS|NM|||202505060930||ADT^A01\rPID|||9990000018", "not-json"),
    Case("a web page", "police", b"<!DOCTYPE html><title>502 Bad Gateway</title>", "not-json"),
    Case("gzip", "police", gzip.compress(_RAW, mtime=0), "not-utf8"),
    Case("an Office document", "police", b"PK\x03\x04\x14\x00\x06\x00" + bytes(60), "not-utf8"),
    Case("base 64", "police", b"eyJzcGVjdmVyc2lvbiI6ICIxLjAifQ==", "not-json"),
    Case("too large", "police", _TOO_LARGE, "too-large"),
    Case("too large by padding", "police", _RAW + b" " * 65_536, "too-large"),
    Case("a field twice", "police", _replace('"area":', '"area":"eastvale","area":'), "field-repeated", "area"),
    Case(
        "sensitivity twice",
        "police",
        _replace('"sensitivity":"U"', '"sensitivity":"V","sensitivity":"U"'),
        *("field-repeated", "sensitivity"),
    ),
    Case(
        "a field twice, once in escapes",
        "police",
        _replace('"family_name":', '"family_\\u006eame":"Other","family_name":'),
        *("field-repeated", "family_name"),
    ),
]

ENVELOPE = [
    *_lose_each(_POLICE, "police", ("specversion", "id", "source", "type", "time", "area", "data")),
    *_spoil_each(
        _POLICE, "specversion", "code-unknown", {"older": "0.3", "newer": "1.0.2", "a number": 1.0, "null": None}
    ),
    *_spoil_each(_POLICE, "id", "not-text", {"a number": 20250001, "null": None, "a list": ["EV-2025-0001"]}),
    *_spoil_each(
        _POLICE,
        *("id", "form"),
        {
            "empty": "",
            "with a space": "EV 2025 0001",
            "too long": "E" * 101,
            "with a line end": "EV-2025\n0001",
            "begins with a hyphen": "-EV",
            "a person's name": "Quillfeather, Zebedee",
        },
    ),
    *_spoil_each(
        _POLICE,
        *("source", "form"),
        {
            "one word": "police",
            "capitals": "UK.Police.Northmoor",
            "an address of the web": "https://police.example/northmoor",
            "empty": "",
            "with a space": "uk.police northmoor",
        },
    ),
    *_spoil_each(_POLICE, "source", "too-long", {"too long": "uk." + "x" * 100}),
    *_spoil_each(
        _POLICE, "source", "source-unknown", {"unknown": "uk.police.nowhere", "of another area": "uk.police.eastvale"}
    ),
    *_spoil_each(_POLICE, "source", "source-of-another", {"of another agency": "uk.fire.northmoor"}),
    *_spoil_each(_POLICE, "source", "not-text", {"a list": ["uk.police.northmoor"], "null": None}),
    *_spoil_each(_POLICE, "area", "area-unknown", {"unknown": "southmoor"}),
    *_spoil_each(
        _POLICE, "area", "form", {"capital": "Northmoor", "a label": "north moor", "empty": "", "a code": "1"}
    ),
    *_spoil_each(_POLICE, "area", "not-text", {"null": None, "a number": 7}),
    *_spoil_each(
        _POLICE,
        *("type", "type-unknown"),
        {
            "unknown": "police-incident-closed-1",
            "another version": "police-incident-recorded-2",
            "no version": "police-incident-recorded",
            "capitals": "Police-Incident-Recorded-1",
            "null": None,
            "a number": 1,
            "an object": {},
            "empty": "",
        },
    ),
    *_spoil_each(
        _POLICE,
        *("time", "time-without-offset"),
        {
            "no offset": "2025-05-06T09:31:00",
            "only a date": "2025-05-06",
            "no offset, with a space": "2025-05-06 09:31:00",
        },
    ),
    *_spoil_each(
        _POLICE,
        *("time", "time-form"),
        {
            "Unix seconds": 1746520260,
            "Unix milliseconds": 1746520260000,
            "Unix seconds as text": "1746520260",
            "Unix milliseconds as text": "1746520260000",
            "a fraction": 1746520260.5,
            "null": None,
            "true": True,
            "empty": "",
            "a word": "yesterday",
            "a day that is not": "2025-02-30T09:31:00Z",
            "a month that is not": "2025-13-06T09:31:00Z",
            "an hour that is not": "2025-05-06T25:31:00Z",
            "day, month, year": "06/05/2025 09:31",
            "an offset that is not": "2025-05-06T09:31:00+25:00",
            "a zone's name": "2025-05-06T09:31:00 BST",
            "two digits of the year": "25-05-06T09:31:00Z",
            "a list": ["2025-05-06T09:31:00Z"],
        },
    ),
    *_spoil_each(
        _POLICE, "time", "moment-ahead", {"far ahead": "2099-05-06T09:31:00Z", "last": "9999-12-31T23:59:59Z"}
    ),
    *_spoil_each(
        _POLICE, "time", "moment-early", {"year one": "0001-01-01T00:00:00+14:00", "1899": "1899-12-31T00:00:00Z"}
    ),
    *_spoil_each(_POLICE, "datacontenttype", "code-unknown", {"XML": "text/xml", "null": None}),
    *_spoil_each(_POLICE, "data", "not-an-object", {"null": None, "a list": [], "a string": _TEXT, "a number": 1}),
    *_add_each(_POLICE, "police", ("subject", "notes", "data_base64", "traceparent", "Area", "dataschema")),
    Case("a name no field has", "police", spoil(_POLICE, "Zebedee Quillfeather", 1), "field-unknown", "?"),
]

TICK = envelop("police", "tick-1", {"at": RECORDED})
LINK = envelop(
    *("police", "link-revised-1"),
    {"kind": "person", "log_partition": 0, "log_offset": 1, "before": {}, "after": {"A": ["B"]}},
)
LETTER = envelop("police", "message-resent-1", {"letter": "police-0-5"})

SENDERS = [
    Case("a tick from an agency", "police", orjson.dumps(TICK), "type-unknown", "type"),
    Case("a link from an agency", "police", orjson.dumps(LINK), "type-unknown", "type"),
    Case("a dead letter from an agency", "police", orjson.dumps(LETTER), "type-unknown", "type"),
    *(
        Case(
            f"{event_type} by way of another agency",
            other,
            orjson.dumps(write_event(event_type) | {"source": SOURCES[other]}),
            *("type-of-another", "type"),
        )
        for event_type, (agency, _) in TYPES.items()
        for other in [next(a.value for a in Agency if a.value != agency)]
    ),
    Case("a police event on the fire topic", "fire", _RAW, "source-of-another", "source"),
]

_REFERRAL = write_event("mh-referral-received-1")
_FIRE = write_event("fire-incident-recorded-1")
_CONTACT = write_event("mh-contact-recorded-1")
_SPELL = write_event("mh-spell-started-1")
_COUNCIL = write_event("council-case-opened-1")
_DATA = ("data.happened_at", "data.recorded_at", "data.contact", "data.category")

FIELDS = [
    *_lose_each(_POLICE, "police", _DATA),
    *_lose_each(_POLICE, "police", ("data.contact.name", "data.contact.role", "data.contact.team")),
    *_lose_each(_POLICE, "police", ("data.person.local_record_id",)),
    *_lose_each(_FIRE, "fire", ("data.address",)),
    *_lose_each(_REFERRAL, "ehr", ("data.person", "data.case_id")),
    *_lose_each(_CONTACT, "ehr", ("data.team",)),
    *_lose_each(_SPELL, "ehr", ("data.case_id",)),
    *_lose_each(_COUNCIL, "council", ("data.case_id",)),
    *_add_each(_POLICE, "police", ("data.notes", "data.narrative", "data.description", "data.risk_score", "data.team")),
    *_add_each(
        _POLICE, "police", ("data.person.notes", "data.person.ethnicity", "data.person.name", "data.person.dob")
    ),
    *_add_each(_POLICE, "police", ("data.address.what3words", "data.address.notes", "data.contact.mobile")),
    *_add_each(_POLICE, "police", ("data.person.Family_Name", "data.person.family-name")),
    *_add_each(write_event("ecds-attendance-recorded-1"), "health", ("data.chief_complaint", "data.diagnosis")),
    *_add_each(write_event("mh-medication-changed-1"), "ehr", ("data.drug",)),
    *_spoil_each(_POLICE, "data.person", "not-an-object", {"a name": "Zebedee Quillfeather", "a list": [PERSON]}),
    *_spoil_each(_POLICE, "data.address", "not-an-object", {"a line": "14 Canary Street", "a list": [ADDRESS]}),
    *_spoil_each(_POLICE, "data.contact", "not-an-object", {"a name": "Jocasta Bellweather", "null": None}),
    *_spoil_each(_REFERRAL, "data.person", "not-an-object", {"null": None}, "ehr"),
    Case(
        "nobody, nowhere",
        "police",
        orjson.dumps(_POLICE | {"data": _POLICE["data"] | {"person": None, "address": None}}),
        *("nobody-nowhere", "data"),
    ),
    Case(
        "a person without a name",
        "police",
        spoil(_POLICE, "data.person", {"local_record_id": "R1"}),
        "person-empty",
        "data.person",
    ),
    Case(
        "an address without a place",
        "police",
        spoil(_POLICE, "data.address", {"postcode": "NM6 3TR"}),
        "address-empty",
        "data.address",
    ),
    Case(
        "an empty person", "police", spoil(_POLICE, "data.person", {}), "field-missing", "data.person.local_record_id"
    ),
    Case("an empty address", "police", spoil(_POLICE, "data.address", {}), "address-empty", "data.address"),
]

CODES = [
    *_spoil_each(
        _POLICE,
        *("data.category", "code-unknown"),
        {
            "of another list": "primary-fire",
            "its label": "Domestic incident",
            "capitals": "DOMESTIC-INCIDENT",
            "empty": "",
            "null": None,
            "a number": 12,
            "a list": ["domestic-incident"],
            "two in one": "domestic-incident,missing-person",
            "with a space behind": "domestic-incident ",
        },
    ),
    *_spoil_each(_FIRE, "data.category", "code-unknown", {"of the police": "missing-person"}, "fire"),
    *_spoil_each(
        write_event("ecds-attendance-recorded-1"),
        "data.category",
        "code-unknown",
        {"without its nought": "1", "a number": 1},
        "health",
    ),
    *_spoil_each(_REFERRAL, "data.category", "code-unknown", {"small letter": "a02", "retired": "A03"}, "ehr"),
    *_spoil_each(
        _REFERRAL, "data.priority", "code-unknown", {"unknown": "5", "a number": 1, "a word": "urgent"}, "ehr"
    ),
    *_spoil_each(
        _REFERRAL, "data.accepted", "not-boolean", {"yes": "yes", "the word": "true", "one": 1, "null": None}, "ehr"
    ),
    *_spoil_each(_CONTACT, "data.category", "code-unknown", {"in the future": "0", "of another list": "A06"}, "ehr"),
    *_spoil_each(_SPELL, "data.admission_method", "code-unknown", {"small letter": "2a", "unknown": "99"}, "ehr"),
    *_spoil_each(
        write_event("mh-crisis-plan-recorded-1"), "data.category", "code-unknown", {"another plan": "10"}, "ehr"
    ),
    *_spoil_each(
        write_event("mh-diagnosis-group-recorded-1"),
        "data.category",
        "code-unknown",
        {"a diagnosis itself": "F20.0"},
        "ehr",
    ),
    *_spoil_each(
        _POLICE,
        *("data.person.gender", "code-unknown"),
        {
            "a word": "Female",
            "small letter": "m",
            "a number": 1,
            "unknown": "3",
            "of FHIR": "male",
            "empty": "",
            "true": True,
        },
    ),
    *_spoil_each(
        _POLICE,
        *("data.sensitivity", "code-unknown"),
        {
            "unknown": "S",
            "small letter": "v",
            "a word": "restricted",
            "null": None,
            "redacted": "REDACTED",
            "empty": "",
        },
    ),
]

PEOPLE = [
    *_spoil_each(
        _POLICE,
        *("data.person.family_name", "name-form"),
        {
            "digits": "Quillfeather2",
            "only digits": "9990000018",
            "a control character": "Quill\x07feather",
            "a NUL": "Quill\x00feather",
            "a space of no width": "Quill\u200bfeather",
            "turned about": "\u202eQuillfeather",
            "a comma": "Quillfeather, Zebedee",
            "a mark": "<b>Quillfeather</b>",
            "a question mark": "Quillfeather?",
            "an emoji": "Quillfeather \U0001f600",
            "a full stop": ".",
            "an accent alone": "\u0301Quillfeather",
            "an underscore": "Quill_feather",
            "what Windows-1252 became": "QuillfeatherÃ©©",
        },
    ),
    *_spoil_each(
        _POLICE, "data.person.given_name", "name-form", {"and an age": "Zebedee (64)", "a slash": "Zebedee/Zeb"}
    ),
    *_spoil_each(_POLICE, "data.person.given_name", "too-long", {"too long": "Zebedee" * 6}),
    *_spoil_each(_POLICE, "data.person.given_name", "too-short", {"empty": "", "spaces": "   "}),
    *_spoil_each(
        _POLICE, "data.person.given_name", "not-text", {"a number": 7, "a list": ["Zebedee"], "an object": {}}
    ),
    *_spoil_each(
        _POLICE,
        *("data.person.birth_date", "birth-date-form"),
        {
            "day, month, year": "14/03/1961",
            "day first": "14-03-1961",
            "day and month swapped": "1961-14-03",
            "no such day": "1961-02-30",
            "no leap year": "1961-02-29",
            "day nought": "1961-03-00",
            "month nought": "1961-00-14",
            "without noughts": "1961-3-14",
            "no hyphens": "19610314",
            "long ago": "1803-03-14",
            "two digits": "61-03-14",
            "a word": "unknown",
            "digits of another script": "١٩٦١",
            "empty": "",
            "noughts": "0000-00-00",
        },
    ),
    *_spoil_each(_POLICE, "data.person.birth_date", "too-long", {"with a time": "1961-03-14T00:00:00Z"}),
    *_spoil_each(_POLICE, "data.person.birth_date", "not-text", {"a number": 1961, "days since 1900": 22353.0}),
    *_spoil_each(
        _POLICE,
        "data.person.birth_date",
        "birth-date-future",
        {"next day": "2025-05-07", "next month": "2025-06", "2031": "2031"},
    ),
    *_spoil_each(
        _POLICE,
        *("data.person.nhs_number", "nhs-number-check"),
        {
            "wrong check digit": "9990000019",
            "two digits swapped": "9990000081",
            "nine digits": "999000001",
            "eleven digits": "99900000181",
            "letters": "ABCDEFGHIJ",
            "the letter O": "999OOOOO18",
            "noughts": "0000000000",
            "one digit repeated": "999 999 9999",
            "digits of another script": "٩٩٩٠٠٠٠٠١٨",
            "empty": "",
            "the word": "unknown",
        },
    ),
    *_spoil_each(_POLICE, "data.person.nhs_number", "too-long", {"two of them": "9990000018 9990000026"}),
    *_spoil_each(_POLICE, "data.person.nhs_number", "not-text", {"a number": 9990000018}),
    *_spoil_each(
        _POLICE,
        *("data.person.local_record_id", "form"),
        {
            "empty": "",
            "with a space": "REC 4471",
            "too long": "R" * 41,
            "a name": "Quillfeather, Zebedee",
            "a mark": "#4471",
        },
    ),
    *_spoil_each(_POLICE, "data.person.local_record_id", "not-text", {"a number": 4471, "null": None}),
]

PLACES = [
    *_spoil_each(
        _POLICE,
        *("data.address.postcode", "postcode-form"),
        {
            "only the first half": "NM6",
            "only the second half": "3TR",
            "a hyphen": "NM6-3TR",
            "a ZIP code": "90210",
            "letters for digits": "NMA QXX",
            "digits for letters": "1M4 2QX",
            "the word": "unknown",
            "empty": "",
            "of Ireland": "D02 AF30",
        },
    ),
    *_spoil_each(_POLICE, "data.address.postcode", "too-long", {"with the town": "Northmoor NM6 3TR"}),
    *_spoil_each(_POLICE, "data.address.postcode", "not-text", {"a number": 42, "a list": ["NM6 3TR"]}),
    *_spoil_each(
        _POLICE,
        *("data.address.uprn", "form"),
        {
            "letters": "UPRN100012345678",
            "thirteen digits": "1000123456789",
            "a decimal point": "100012345678.0",
            "as a spreadsheet has it": "1.00012E+11",
            "below nought": "-1",
            "digits of another script": "١٢٣",
            "empty": "",
        },
    ),
    *_spoil_each(_POLICE, "data.address.uprn", "uprn-zero", {"nought": "0", "noughts": "000000000000"}),
    *_spoil_each(_POLICE, "data.address.uprn", "not-text", {"a number": 100012345678}),
    *_spoil_each(_POLICE, "data.address.text", "too-long", {"a note": f"{NOTE}. " * 5}),
    *_spoil_each(_POLICE, "data.address.text", "too-short", {"empty": "", "spaces": " \t "}),
    *_spoil_each(
        _POLICE, "data.address.text", "not-printable", {"a NUL": "14 Canary\x00Street", "turned": "14 \u202eCanary"}
    ),
    *_spoil_each(
        _POLICE, "data.address.text", "not-text", {"lines": ["14 Canary Street", "Northmoor"], "an object": {}}
    ),
]

CONTACTS = [
    *_spoil_each(_POLICE, "data.contact.name", "too-short", {"empty": "", "spaces": "  "}),
    *_spoil_each(_POLICE, "data.contact.role", "too-long", {"a note": f"{NOTE}. {NOTE}."}),
    *_spoil_each(_POLICE, "data.contact.team", "not-text", {"null": None, "a number": 4}),
    *_spoil_each(_POLICE, "data.contact.name", "not-printable", {"an escape": "Jocasta \x1b[31mBellweather"}),
    *_spoil_each(
        _POLICE,
        *("data.contact.phone", "form"),
        {
            "letters": "ring Jocasta",
            "two of them": "01632 960123 / 01632 960124",
            "too short": "12",
            "too long": "0163296012345678",
            "no digits": "( ) ( )",
            "a word": "n/a",
            "empty": "",
            "an address of mail": "jocasta.bellweather@desk.example",
            "a plus behind": "01632 960123+",
        },
    ),
    *_spoil_each(_POLICE, "data.contact.phone", "not-text", {"a number": 1632960123}),
    *_spoil_each(
        _POLICE,
        *("data.contact.email", "form"),
        {
            "no at": "jocasta.bellweather.desk.example",
            "no domain": "jocasta.bellweather@",
            "no dot": "jocasta.bellweather@desk",
            "two of them": "jocasta@desk.example; duty@desk.example",
            "with the name": "Jocasta Bellweather <jocasta@desk.example>",
            "a space": "jocasta bellweather@desk.example",
            "empty": "",
            "a phone": "01632 960123",
        },
    ),
    *_spoil_each(_POLICE, "data.contact.email", "not-text", {"a list": ["jocasta@desk.example"]}),
    *_spoil_each(
        _COUNCIL, "data.case_id", "form", {"with a space": "CASE 9", "too long": "C" * 41, "empty": ""}, "council"
    ),
    *_spoil_each(_COUNCIL, "data.case_id", "not-text", {"a number": 9, "null": None}, "council"),
]

MOMENTS = [
    *_spoil_each(
        _POLICE,
        *("data.happened_at", "dates-out-of-order"),
        {
            "after it was recorded": "2025-05-07T08:15:00+01:00",
            "in 1899": "1899-12-31T23:00:00Z",
            "in year one": "0001-01-01T00:00:00Z",
        },
    ),
    Case(
        "recorded before it happened",
        "police",
        spoil(_POLICE, "data.recorded_at", "2024-05-06T09:30:00+01:00"),
        *("dates-out-of-order", "data.happened_at"),
    ),
    *_spoil_each(
        _POLICE,
        "data.recorded_at",
        "moment-ahead",
        {"in 2099": "2099-05-06T09:30:00Z", "last": "9999-12-31T23:59:59.999999Z"},
    ),
    *_spoil_each(
        _POLICE, "data.happened_at", "time-without-offset", {"no offset": "2025-05-06T08:15:00", "a date": "2025-05-06"}
    ),
    *_spoil_each(
        _POLICE,
        "data.happened_at",
        "time-form",
        {"null": None, "a number": 1746515700, "swapped": "06/05/2025", "empty": ""},
    ),
    *_spoil_each(
        _POLICE, "data.recorded_at", "time-form", {"a number": 1746519000, "no such day": "2025-04-31T09:30:00Z"}
    ),
]

_RECTIFIED, _ERASED, _RESTRICTED = (write_correction(event_type) for event_type in CORRECTIONS)

CORRECTED = [
    *_lose_each(_RECTIFIED, "police", ("data.recorded_at", "data.replacement")),
    *_lose_each(_ERASED, "police", ("data.recorded_at", "data.target")),
    *_lose_each(_RESTRICTED, "police", ("data.recorded_at", "data.target", "data.sensitivity")),
    *_spoil_each(_ERASED, "data.target", "form", {"with a space": "EV 1", "empty": "", "too long": "E" * 101}),
    *_spoil_each(_ERASED, "data.target", "not-text", {"a number": 1, "null": None, "several": ["EV-1", "EV-2"]}),
    *_add_each(_ERASED, "police", ("data.reason", "data.sensitivity", "data.person")),
    *_add_each(_RESTRICTED, "police", ("data.replacement",)),
    *_spoil_each(_RESTRICTED, "data.sensitivity", "code-unknown", {"unknown": "S", "null": None, "small letter": "r"}),
    *_spoil_each(_ERASED, "data.recorded_at", "moment-ahead", {"in 2099": "2099-05-06T09:30:00Z"}),
    *_spoil_each(_ERASED, "data.recorded_at", "moment-early", {"in year one": "0001-01-01T00:00:00+14:00"}),
    *_spoil_each(
        _RECTIFIED,
        *("data.replacement.source", "replacement-source"),
        {"of another force": "uk.police.eastvale", "of another agency": "uk.fire.northmoor"},
    ),
    *_spoil_each(_RECTIFIED, "data.replacement.area", "replacement-source", {"another": "eastvale"}),
    Case(
        "replacement of another agency's type",
        "police",
        spoil(_RECTIFIED, "data.replacement", _FIRE | {"source": SOURCES["police"]}),
        *("type-of-another", "data.replacement.type"),
    ),
    *(
        Case(
            f"{kind} inside a rectification",
            "police",
            spoil(_RECTIFIED, "data.replacement", inner),
            *("type-unknown", "data.replacement.type"),
        )
        for kind, inner in {"an erasure": _ERASED, "a rectification": _RECTIFIED, "a tick": TICK}.items()
    ),
    *_lose_each(_RECTIFIED, "police", ("data.replacement.specversion", "data.replacement.id", "data.replacement.data")),
    Case(
        "a replacement without its type",
        "police",
        spoil(_RECTIFIED, "data.replacement.type", ABSENT),
        *("type-missing", "data.replacement.type"),
    ),
    *_spoil_each(
        _RECTIFIED, "data.replacement", "not-an-object", {"null": None, "an id": "EV-2025-0001", "a list": [_POLICE]}
    ),
    *_add_each(_RECTIFIED, "police", ("data.notes", "data.target", "data.replacement.data.notes")),
    *_spoil_each(_RECTIFIED, "data.replacement.data.recorded_at", "moment-ahead", {"in 2099": "2099-05-06T09:30:00Z"}),
    *_spoil_each(_RECTIFIED, "data.replacement.time", "moment-ahead", {"in 2099": "2099-05-06T09:30:00Z"}),
    *_spoil_each(_RECTIFIED, "data.replacement.data.person.family_name", "name-form", {"digits": "Quillfeather2"}),
]

_MERGED = write_merge()

MERGED = [
    *_lose_each(_MERGED, "police", ("data.recorded_at", "data.kept", "data.gone", "data.contact")),
    *_spoil_each(_MERGED, "data.gone", "form", {"empty": "", "with a space": "P 200", "too long": "P" * 41}),
    *_spoil_each(_MERGED, "data.gone", "not-text", {"a number": 200, "several": ["P-200", "P-300"]}),
    *_spoil_each(_MERGED, "data.gone", "records-alike", {"the same": "P-100"}),
    *_spoil_each(_MERGED, "data.recorded_at", "moment-ahead", {"in 2099": "2099-05-06T09:30:00Z"}),
    *_add_each(_MERGED, "police", ("data.reason", "data.person", "data.target")),
    Case(
        "a merge inside a rectification",
        "police",
        spoil(_RECTIFIED, "data.replacement", _MERGED),
        *("type-unknown", "data.replacement.type"),
    ),
]

_CONFIRMED, _REFUSED, _WITHDRAWN = (write_decision(event_type) for event_type in DECISIONS)

DECIDED = [
    *_lose_each(_CONFIRMED, "decisions", ("specversion", "type", "data.recorded_at", "data.subject", "data.one")),
    *_lose_each(_REFUSED, "decisions", ("data.other", "data.decided_by", "data.decided_by.team", "data.reason")),
    *_lose_each(_WITHDRAWN, "decisions", ("data.recorded_at", "data.target", "data.withdrawn_by")),
    *_spoil_each(
        _CONFIRMED,
        *("data.one", "form"),
        {
            "a name": "Quillfeather, Ze",
            "an NHS number": "9990000018",
            "too short": "b_FP1mpxXw2-Kq0",
            "too long": "b_FP1mpxXw2-Kq0AA",
            "base 64 of another kind": "b/FP1mpxXw2+Kq0A",
            "with a line end": "b_FP1mpxXw2-Kq0\n",
            "empty": "",
        },
        "decisions",
    ),
    *_spoil_each(_REFUSED, "data.other", "form", {"of two records": "Jx0u7yV3hCq9sTnE b_FP1mpxXw2-Kq0A"}, "decisions"),
    *_spoil_each(_REFUSED, "data.other", "not-text", {"null": None, "a list": ["Jx0u7yV3hCq9sTnE"]}, "decisions"),
    *_spoil_each(_CONFIRMED, "data.other", "records-alike", {"the same record": "b_FP1mpxXw2-Kq0A"}, "decisions"),
    *_spoil_each(
        _CONFIRMED,
        *("data.subject", "code-unknown"),
        {"a household": "household", "capital": "Person", "null": None, "two": ["person", "address"]},
        "decisions",
    ),
    *_spoil_each(
        _REFUSED, "data.reason", "code-unknown", {"a note": NOTE, "its label": "A document was seen"}, "decisions"
    ),
    *_spoil_each(_CONFIRMED, "data.decided_by", "not-an-object", {"a name": "Jocasta Bellweather"}, "decisions"),
    *_spoil_each(_WITHDRAWN, "data.withdrawn_by.phone", "form", {"a word": "Jocasta's desk"}, "decisions"),
    *_spoil_each(_WITHDRAWN, "data.target", "form", {"with a space": "DE 1", "empty": ""}, "decisions"),
    *_add_each(_CONFIRMED, "decisions", ("data.notes", "data.comment", "data.weight", "data.target")),
    *_add_each(_WITHDRAWN, "decisions", ("data.reason", "data.one")),
    *_spoil_each(_CONFIRMED, "data.recorded_at", "moment-ahead", {"in 2099": "2099-05-06T09:30:00Z"}, "decisions"),
    *_spoil_each(_REFUSED, "time", "moment-early", {"in year one": "0001-01-01T00:00:00+14:00"}, "decisions"),
    *_spoil_each(_CONFIRMED, "area", "area-unknown", {"unknown": "southmoor"}, "decisions"),
    *_spoil_each(
        _CONFIRMED,
        *("source", "source-unknown"),
        {"an agency": "uk.police.northmoor", "another part of Linnet": "uk.linnet.clock"},
        "decisions",
    ),
    Case("an incident among decisions", "decisions", _RAW, "type-unknown", "type"),
    Case("an agency's erasure among decisions", "decisions", orjson.dumps(_ERASED), "source-unknown", "source"),
    *_spoil_each(
        write_by_officer("record-erased-1"),
        *("source", "source-unknown"),
        {"of who reviews links": "uk.linnet.review", "of an agency": "uk.police.northmoor"},
        "decisions",
    ),
    *_spoil_each(
        write_by_officer("record-restricted-1"),
        *("data.target", "target-form"),
        {"an agency's id": "EV-2025-0001", "too short": "ff736119e5efa921", "in capitals": "FF736119E5EFA92108D772B1"},
        "decisions",
    ),
    *_spoil_each(
        write_by_officer("record-rectified-1"),
        *("data.replacement.id", "target-form"),
        {"an agency's id": "EV-2025-0001", "a case of nobody": "ff736119e5efa92108d772b1/"},
        "decisions",
    ),
    Case(
        "an officer's erasure from an agency",
        "police",
        orjson.dumps(write_by_officer("record-erased-1")),
        *("source-unknown", "source"),
    ),
    Case("a decision from an agency", "police", orjson.dumps(_CONFIRMED), "type-unknown", "type"),
    Case(
        "a decision from an agency in its own name",
        "police",
        orjson.dumps(_WITHDRAWN | {"source": SOURCES["police"]}),
        *("type-unknown", "type"),
    ),
    Case(
        "a decision inside a rectification",
        "police",
        spoil(_RECTIFIED, "data.replacement", _CONFIRMED),
        *("type-unknown", "data.replacement.type"),
    ),
]

_LISTED, _DELISTED = (write_listing(event_type) for event_type in LISTINGS)

LISTED = [
    *_lose_each(_LISTED, "gazetteer", ("specversion", "data.recorded_at", "data.address")),
    *_lose_each(_LISTED, "gazetteer", ("data.address.text", "data.address.uprn")),
    Case(
        "a withdrawal of nothing", "gazetteer", spoil(_DELISTED, "data.target", ABSENT), "field-missing", "data.target"
    ),
    *_spoil_each(
        _LISTED,
        "data.address.uprn",
        "form",
        {"letters": "UPRN 1", "too long": "1000123456789", "empty": ""},
        "gazetteer",
    ),
    *_spoil_each(_LISTED, "data.address.uprn", "uprn-zero", {"noughts": "000000000000"}, "gazetteer"),
    *_spoil_each(_LISTED, "data.address.uprn", "not-text", {"null": None, "a number": 100012345678}, "gazetteer"),
    *_spoil_each(
        _LISTED, "data.address.text", "too-long", {"of a whole street": "14 Canary Street " * 20}, "gazetteer"
    ),
    *_spoil_each(_LISTED, "data.address.postcode", "postcode-form", {"of no country": "NM6 3T"}, "gazetteer"),
    *_spoil_each(_LISTED, "data.address", "not-an-object", {"a text": "14 Canary Street, NM6 3TR"}, "gazetteer"),
    *_add_each(_LISTED, "gazetteer", ("data.person", "data.contact", "data.notes", "data.address.owner")),
    *_spoil_each(_LISTED, "data.recorded_at", "moment-ahead", {"in 2099": "2099-05-06T09:30:00Z"}, "gazetteer"),
    *_spoil_each(_LISTED, "area", "area-unknown", {"unknown": "southmoor"}, "gazetteer"),
    *_spoil_each(
        _LISTED,
        *("source", "source-unknown"),
        {"an agency": "uk.council.northmoor", "another part of Linnet": "uk.linnet.review"},
        "gazetteer",
    ),
    *_spoil_each(_DELISTED, "source", "source-unknown", {"an agency": "uk.police.northmoor"}, "gazetteer"),
    Case("an incident among listings", "gazetteer", _RAW, "type-unknown", "type"),
    Case("a restriction among listings", "gazetteer", orjson.dumps(_RESTRICTED), "type-unknown", "type"),
    Case("a listing from an agency", "council", orjson.dumps(_LISTED), "type-unknown", "type"),
    Case("a listing among decisions", "decisions", orjson.dumps(_LISTED), "type-unknown", "type"),
    Case("a listing withdrawn by an agency", "police", orjson.dumps(_DELISTED), "source-unknown", "source"),
]

CASES: list[Case] = [
    *(*BYTES, *ENVELOPE, *SENDERS, *FIELDS, *CODES, *PEOPLE),
    *(*PLACES, *CONTACTS, *MOMENTS, *CORRECTED, *MERGED, *DECIDED, *LISTED),
]
