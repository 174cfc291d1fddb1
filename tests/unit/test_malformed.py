"""Every kind of malformed message is refused whole, with where it stood and a reason that repeats nothing of it."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from consumers import dead_letters
from consumers.admission import Admitted, Received, Refused, admit
from infra.partnership.plan import PARTNERSHIP_FILE
from streams.codec import DEAD_LETTER, OBSERVATION, SENT, decode
from streams.errors import Invalid
from streams.events.agency import agency_of
from streams.events.dead_letters import Refusal
from streams.events.faults import FORMS
from streams.partnership import read_partnership
from streams.publisher import Outgoing
from streams.schemas.generate import generate_schemas
from streams.settings import Settings
from streams.topics import INTAKE_TOPICS, MAX_DEAD_LETTER_BYTES
from tests.unit.malformed import (
    CASES,
    CONTACTS,
    PEOPLE,
    PERSONAL,
    PLACES,
    TYPES,
    VALID,
    Case,
    spoil,
    write_correction,
    write_event,
)

PARTNERSHIP = read_partnership(PARTNERSHIP_FILE)
CAME_IN = datetime(2025, 5, 6, 9, 0, tzinfo=UTC)
MILLISECONDS = int(CAME_IN.timestamp() * 1000)


def receive(raw: bytes | None, agency: str = "police", timestamp: int = MILLISECONDS) -> Received:
    return Received(agency, partition=2, offset=4711, timestamp=timestamp, key=b"northmoor", value=raw)


def refusal(received: Received) -> Refusal:
    answer = admit(received, PARTNERSHIP)
    assert isinstance(answer, Refused)
    letter = decode(DEAD_LETTER, answer.outgoing.value, MAX_DEAD_LETTER_BYTES)
    assert letter.data.code == answer.code
    found: Refusal = letter.data
    return found


def admitted(event: dict[str, Any], agency: str = "police") -> Any:
    answer = admit(receive(orjson.dumps(event), agency), PARTNERSHIP)
    assert isinstance(answer, Admitted)
    return decode(OBSERVATION, answer.outgoing.value)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_malformed_is_refused(case: Case) -> None:
    """The dead letter holds the very bytes, their position, the code and the field, and a reason."""
    letter = refusal(receive(case.raw, case.agency))
    assert (letter.code, letter.field) == (case.code, case.field)
    assert letter.original == case.raw
    assert letter.key == b"northmoor"
    assert (letter.topic, letter.partition, letter.offset) == (case.agency, 2, 4711)
    assert letter.received_at == CAME_IN
    assert len(letter.reason) > 10
    assert case.field in letter.reason


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reasons_repeat_nothing_personal(case: Case) -> None:
    """Neither the reason, nor the field, nor the exception's own text holds anything the message says of anyone."""
    letter = refusal(receive(case.raw, case.agency))
    said = f"{letter.reason} {letter.field} {letter.code}"
    assert [value for value in PERSONAL if value in said] == []


@pytest.mark.parametrize("case", [*PEOPLE, *PLACES, *CONTACTS], ids=lambda case: case.name)
def test_exceptions_say_their_code(case: Case) -> None:
    """The text of the exception, which reaches logs, is the code and nothing else."""
    with pytest.raises(Invalid) as fault:
        decode(SENT, case.raw)
    assert str(fault.value) == case.code


def test_cases_are_many_and_distinct() -> None:
    """There are well over 120 kinds, no two of one name, and no two of the same bytes on the same topic."""
    assert len(CASES) >= 300
    assert len({case.name for case in CASES}) == len(CASES)
    assert len({(case.agency, case.raw) for case in CASES}) == len(CASES)


def test_every_pattern_is_put_into_words() -> None:
    """Whoever breaks a pattern is told what it means, not the pattern."""
    patterned = {name for schema in generate_schemas().values() for name in _patterned(schema)}
    assert patterned == FORMS.keys()


def _patterned(part: Any, name: str = "") -> list[str]:
    if isinstance(part, list):
        return [found for value in part for found in _patterned(value, name)]
    if not isinstance(part, dict):
        return []
    own = [name] if "pattern" in part else []
    inner = [_patterned(value, name if key == "anyOf" else key) for key, value in part.items()]
    return own + [found for names in inner for found in names]


def test_no_value_is_refused() -> None:
    """A message without a value, or without a key, is refused, and its letter can be read."""
    answer = admit(Received("police", 0, 5, MILLISECONDS, None, None), PARTNERSHIP)
    assert isinstance(answer, Refused)
    letter = decode(DEAD_LETTER, answer.outgoing.value)
    assert (letter.data.code, letter.data.key, letter.data.original) == ("empty", None, None)


@pytest.mark.parametrize(
    ("key", "raw"), [(b"northmoor", b" " * MAX_DEAD_LETTER_BYTES), (b"k" * MAX_DEAD_LETTER_BYTES, b"{")]
)
def test_what_is_too_large_for_a_dead_letter_has_one_without_its_bytes(key: bytes, raw: bytes) -> None:
    """Brokers weigh what is packed, so a message may be larger than any letter; it stops nobody else's."""
    answer = admit(Received("police", 2, 4711, MILLISECONDS, key, raw), PARTNERSHIP)
    assert isinstance(answer, Refused)
    assert len(answer.outgoing.value) < MAX_DEAD_LETTER_BYTES - 1_000
    letter = decode(DEAD_LETTER, answer.outgoing.value, MAX_DEAD_LETTER_BYTES).data
    assert (letter.key, letter.original, letter.offset) == (None, None, 4711)
    assert "on its topic for 30 days" in letter.reason


def test_a_letter_without_its_bytes_is_not_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty message would go in its place, and the letter would count as mended."""
    sent: list[Outgoing] = []
    publisher = SimpleNamespace(publish_blocking=sent.extend)
    monkeypatch.setattr(dead_letters, "Publisher", lambda _: publisher)
    whole, bare = refusal(receive(b"{")), refusal(receive(b" " * MAX_DEAD_LETTER_BYTES))
    letters = [dead_letters.Letter(name, said, resent=False) for name, said in (("whole", whole), ("bare", bare))]
    assert dead_letters.resend(Settings(), letters, CAME_IN) == 1
    assert [each.value for each in sent if each.topic == "police"] == [b"{"]
    assert [b'"letter":"whole"' in each.value for each in sent if each.topic == "dead-letters"] == [True]


@pytest.mark.parametrize("timestamp", [-(2**63), -1, 0, 2**62, 2**63 - 1])
def test_any_timestamp_is_borne(timestamp: int) -> None:
    """A timestamp out of the calendar, which a producer may set, ends no worker."""
    assert isinstance(admit(receive(b"{", timestamp=timestamp), PARTNERSHIP), Refused)
    admit(receive(orjson.dumps(write_event("police-incident-recorded-1")), timestamp=timestamp), PARTNERSHIP)


def test_several_faults_are_told_at_once() -> None:
    """Up to five faults are named, then their number, so that a sender need not send five times."""
    event = write_event("police-incident-recorded-1")
    event["data"]["contact"] = {f"field{n}": "Quillfeather" for n in range(7)}
    letter = refusal(receive(orjson.dumps(event)))
    assert letter.reason.count("data.contact.") == 5
    assert letter.reason.endswith("and 5 more")


@pytest.mark.parametrize(("agency", "event"), VALID, ids=lambda value: value["type"] if isinstance(value, dict) else "")
def test_valid_is_admitted(agency: str, event: dict[str, Any]) -> None:
    """One event of every type, with every field it can have, enters the log under its area and as it was sent."""
    answer = admit(receive(orjson.dumps(event), agency), PARTNERSHIP)
    assert isinstance(answer, Admitted)
    assert (answer.outgoing.topic, answer.outgoing.key) == ("observations", b"northmoor")
    assert orjson.loads(answer.outgoing.value) == event


def test_every_type_has_a_valid_event() -> None:
    """No type can be added without an example of it here."""
    sendable = generate_schemas()["topics"]
    assert {event["type"] for _, event in VALID} == {
        t for topic in INTAKE_TOPICS for t in sendable[topic.name]["types"]
    }
    assert all(agency_of(event_type).value == agency for event_type, (agency, _) in TYPES.items())


STANDARDISED = [
    *(("address.postcode", sent, "NM6 3TR") for sent in ("nm63tr", "NM63TR", " nm6  3tr ", "Nm6 3tR")),
    *(("address.postcode", sent, "ZZ99 3VZ") for sent in ("ZZ993VZ", "zz99 3vz")),
    *(("person.nhs_number", sent, "9990000018") for sent in ("999 000 0018", "999-000-0018", " 9990000018 ")),
    *(("person.gender", sent, kept) for sent, kept in (("M", "1"), ("F", "2"), ("X", "X"), ("9", "9"))),
    ("person.family_name", "  Quill   feather ", "Quill feather"),
    ("person.family_name", "Quill\u00a0feather", "Quill feather"),
    ("person.family_name", "Zoe\u0308", "Zo\u00eb"),
    ("person.family_name", "O\u2019Neil", "O\u2019Neil"),
    ("person.family_name", "Ng", "Ng"),
    ("person.family_name", "\u0928\u093f\u0930\u094d\u092e\u0932\u093e", "\u0928\u093f\u0930\u094d\u092e\u0932\u093e"),
    ("person.family_name", "\u0141uczak-M\u00fcller", "\u0141uczak-M\u00fcller"),
    *(("person.birth_date", sent, sent) for sent in ("1961", "1961-03", "1961-01-01", "2000-02-29", "2025-05-06")),
    ("address.text", "Flat 2,\r\n 14  Canary\tStreet", "Flat 2, 14 Canary Street"),
    ("address.uprn", "000012345678", "12345678"),
    ("contact.phone", " 01632  960123 ", "01632 960123"),
    *(("contact.phone", sent, sent) for sent in ("101", "101 ext 4471", "+44 (0)1632 960123", "(01632) 960123")),
    ("contact.team", " Duty \n desk ", "Duty desk"),
    *(("recorded_at", sent, sent) for sent in ("2025-05-06T09:30:00Z", "2025-05-06T09:30:00+01:00")),
    ("recorded_at", "2025-05-06t09:30:00.5z", "2025-05-06T09:30:00.500000Z"),
]


@pytest.mark.parametrize(("path", "sent", "kept"), STANDARDISED)
def test_text_is_standardised(path: str, sent: str, kept: str) -> None:
    """Two ways of typing one thing are one thing in the log; an offset is kept as it was sent."""
    raw = spoil(write_event("police-incident-recorded-1"), f"data.{path}", sent)
    answer = admit(receive(raw), PARTNERSHIP)
    assert isinstance(answer, Admitted)
    found = orjson.loads(answer.outgoing.value)["data"]
    for step in path.split("."):
        found = found[step]
    assert found == kept


def test_what_is_not_known_may_be_left_out() -> None:
    """An address alone or a person alone will do, null is as good as absent, and sensitivity is U if not said."""
    event = write_event("police-incident-recorded-1")
    for gone in ("person", "sensitivity"):
        del event["data"][gone]
    event["data"]["contact"] |= {"phone": None, "email": None}
    found = admitted(event).data
    assert (found.person, found.contact.phone, found.sensitivity.value) == (None, None, "U")


def test_a_replacement_is_standardised_too() -> None:
    """What a correction brings is put into the same form as what it corrects."""
    event = write_correction("record-rectified-1")
    event["data"]["replacement"]["data"]["address"]["postcode"] = "nm63tr"
    assert admitted(event).data.replacement.data.address.postcode == "NM6 3TR"
