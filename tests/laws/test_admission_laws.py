"""Whatever arrives, intake answers, and what it lets in can be read for ever after."""

from copy import deepcopy
from typing import Any

import orjson
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consumers.admission import Admitted, Received, Refused, admit
from infra.partnership.plan import PARTNERSHIP_FILE
from streams.codec import DEAD_LETTER, OBSERVATION, decode, encode
from streams.partnership import read_partnership
from streams.topics import INTAKE_TOPICS, MAX_DEAD_LETTER_BYTES
from tests.unit.malformed import VALID

PARTNERSHIP = read_partnership(PARTNERSHIP_FILE)
LATER = 1_800_000_000_000
FEW, MANY = settings(max_examples=100, deadline=None), settings(max_examples=600, deadline=None)

topics = st.sampled_from([topic.name for topic in INTAKE_TOPICS])
timestamps = st.one_of(st.just(LATER), st.integers(-(2**63), 2**63 - 1))
texts = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-23:59", "1e9", "-1"]),
    st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()),
    st.dates().map(lambda day: day.isoformat()),
    st.from_regex(r"[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{9,12}", fullmatch=True),
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False), texts)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=5
)

Place = tuple[str | int, ...]


def list_places(part: Any, place: Place = ()) -> list[Place]:
    """Every node of a JSON value but the whole, by the way to it."""
    steps = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [found for step, inner in steps for found in [(*place, step), *list_places(inner, (*place, step))]]


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, Any]:
    """A valid event of any type with one node deleted, replaced, inserted or moved, and the topic it goes to."""
    agency, event = deepcopy(draw(st.sampled_from(VALID)))
    places = list_places(event)
    *way, last = draw(st.sampled_from(places))
    part: Any = event
    for step in way:
        part = part[step]
    match draw(st.sampled_from(["delete", "replace", "respell", "insert", "move"])):
        case "delete":
            del part[last]
        case "replace":
            part[last] = draw(values)
        case "respell":
            part[last] = respell(part[last], draw(texts), draw(st.integers(0, 20)))
        case "insert" | "move" if isinstance(part, list):
            part.insert(draw(st.integers(0, len(part))), draw(values))
        case "insert":
            part[draw(texts | st.sampled_from([str(place[-1]) for place in places]))] = draw(values)
        case "move":
            part[draw(st.sampled_from([str(place[-1]) for place in places]))] = part.pop(last)
    return agency, event


def respell(value: object, text: str, at: int) -> object:
    return value[:at] + text[:3] + value[at:] if isinstance(value, str) else text


def check(received: Received) -> Admitted | Refused:
    """Raises nothing, and what it answers can be read: an observation as it stands, or a letter with all of it."""
    answer = admit(received, PARTNERSHIP)
    if isinstance(answer, Admitted):
        event = decode(OBSERVATION, answer.outgoing.value)
        assert encode(event) == answer.outgoing.value
        again = admit(Received(received.topic, 0, 0, received.timestamp, None, answer.outgoing.value), PARTNERSHIP)
        assert again == answer
    else:
        letter = decode(DEAD_LETTER, answer.outgoing.value, MAX_DEAD_LETTER_BYTES)
        assert (letter.data.original, letter.data.key) == (received.value, received.key)
        assert letter.data.code
        assert letter.data.reason
    return answer


@FEW
@given(topics, st.none() | st.binary(max_size=200), st.none() | st.binary(max_size=20), timestamps)
def test_any_bytes_are_answered(topic: str, raw: bytes | None, key: bytes | None, timestamp: int) -> None:
    """Arbitrary bytes, keys and timestamps are admitted or refused; nothing is raised."""
    check(Received(topic, 0, 0, timestamp, key, raw))


@FEW
@given(topics, values)
def test_any_json_is_answered(topic: str, value: Any) -> None:
    """Arbitrary JSON is admitted or refused; nothing is raised."""
    check(Received(topic, 0, 0, LATER, None, orjson.dumps(value)))


@FEW
@given(st.sampled_from(VALID), st.integers(0, 2000), st.integers(0, 3), st.binary(max_size=3))
def test_any_damage_is_answered(sent: tuple[str, Any], at: int, gone: int, put: bytes) -> None:
    """A valid event with a few bytes lost or put in anywhere is admitted or refused; nothing is raised."""
    raw = orjson.dumps(sent[1])
    check(Received(sent[0], 0, 0, LATER, None, raw[:at] + put + raw[at + gone :]))


@MANY
@given(mutations(), timestamps)
@example(("police", {}), LATER)
def test_any_mutation_is_answered(mutation: tuple[str, Any], timestamp: int) -> None:
    """A valid event changed in one place is admitted or refused; what is admitted stays as it is when read and
    written again, and when sent again."""
    agency, event = mutation
    check(Received(agency, 0, 0, timestamp, b"key", orjson.dumps(event)))


@FEW
@given(st.lists(st.one_of(mutations(), st.sampled_from(VALID)), max_size=20))
def test_accepted_and_refused_are_all(sent: list[tuple[str, Any]]) -> None:
    """Accepted and refused add up to what was sent: nothing is lost, nothing comes twice."""
    received = [Received(agency, 0, n, LATER, None, orjson.dumps(event)) for n, (agency, event) in enumerate(sent)]
    answers = [check(message) for message in received]
    accepted = [answer for answer in answers if isinstance(answer, Admitted)]
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(accepted) + len(refused) == len(sent)
    letters = {decode(DEAD_LETTER, answer.outgoing.value, MAX_DEAD_LETTER_BYTES).id for answer in refused}
    assert len(letters) == len(refused)
