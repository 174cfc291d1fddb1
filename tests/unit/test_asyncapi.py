"""The AsyncAPI document says what flows, in the specification's own form."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from infra.asyncapi.document import DOCUMENT, describe
from scoring.indicators.catalogue import INDICATORS
from streams.schemas.generate import INDEX, generate_schemas, lay_out
from streams.topics import TOPICS
from tests.unit.malformed import VALID

SPECIFICATION = Path(__file__).parent / "asyncapi" / "schema-3.0.0.json"
DESCRIBED = describe()


def follow(ref: str) -> Any:
    found: Any = DESCRIBED
    for name in ref.removeprefix("#/").split("/"):
        found = found[name]
    return found


def list_refs(part: Any) -> list[str]:
    if isinstance(part, list):
        return [ref for each in part for ref in list_refs(each)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
    return own + [ref for each in part.values() for ref in list_refs(each)]


def test_the_document_is_what_the_code_says() -> None:
    """The file in the repository is made from the topic table, the contracts and the catalogue as they are."""
    assert DOCUMENT.read_bytes() == lay_out(DESCRIBED), "run: python -m infra.asyncapi"


def test_it_is_asyncapi() -> None:
    """By the specification's published schema, which is not ours."""
    validator = Draft7Validator(orjson.loads(SPECIFICATION.read_bytes()))
    assert [f"{list(fault.absolute_path)}: {fault.message[:200]}" for fault in validator.iter_errors(DESCRIBED)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"channels": []},
        {"components": {"messages": {"tick-1": 1}}},
        {"operations": {"send-links": {"action": "eat", "channel": {"$ref": "#/channels/links"}}}},
        {"indicators": []},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_the_specification_is_held_to(wrong: dict[str, Any]) -> None:
    """Its schema refuses what is no AsyncAPI, so that passing says something."""
    validator = Draft7Validator(orjson.loads(SPECIFICATION.read_bytes()))
    assert not validator.is_valid(DESCRIBED | wrong)


def test_every_reference_leads_somewhere() -> None:
    """To a part of the document itself."""
    refs = set(list_refs(DESCRIBED))
    assert refs
    for ref in refs:
        assert ref.startswith("#/")
        assert follow(ref) is not None


def test_everything_that_flows_is_in_it() -> None:
    """Each topic with its partitions and types, and each indicator."""
    index = generate_schemas()[INDEX]
    assert set(DESCRIBED["channels"]) == {topic.name for topic in TOPICS}
    for topic in TOPICS:
        channel = DESCRIBED["channels"][topic.name]
        assert list(channel["messages"]) == index[topic.name]["types"]
        assert channel["bindings"]["kafka"]["partitions"] == topic.partitions
    assert [one["name"] for one in DESCRIBED["x-indicators"]] == [indicator.name for indicator in INDICATORS]


@pytest.mark.parametrize(("agency", "event"), VALID, ids=lambda one: one if isinstance(one, str) else one["type"])
def test_events_are_of_their_messages(agency: str, event: dict[str, Any]) -> None:
    """What an agency may send is what the document says of its channel; with a field more it is not."""
    message = follow(DESCRIBED["channels"][agency]["messages"][event["type"]]["$ref"])
    validator = Draft7Validator({**message["payload"], "components": DESCRIBED["components"]})
    assert [fault.message for fault in validator.iter_errors(event)] == []
    assert not validator.is_valid(event | {"extra": 1})
