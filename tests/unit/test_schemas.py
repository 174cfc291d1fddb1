"""Published schemas are those of the code, and change only so that yesterday's events can be read."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from streams.errors import Broken
from streams.schemas.compatibility import Breakage, find_breakages
from streams.schemas.generate import INDEX, PUBLISHED, generate_schemas, lay_out, read_schemas, write_schemas
from streams.schemas.members import Schema
from tests.unit.malformed import VALID

POLICE = "police-incident-recorded-1"
RECTIFIED = "record-rectified-1"
GENERATED = generate_schemas()


def test_published_is_generated() -> None:
    """The files in the repository say what the code does."""
    published = read_schemas(PUBLISHED)
    stale = sorted(name for name in published.keys() | GENERATED.keys() if published.get(name) != GENERATED.get(name))
    assert stale == [], "the contracts have changed; run: uv run poe schemas"


def test_files_have_one_layout() -> None:
    """Files are written the same way on every machine, so a difference is a change."""
    for name, schema in GENERATED.items():
        assert (PUBLISHED / f"{name}.json").read_bytes() == lay_out(schema), "run: uv run poe schemas"


def test_every_sendable_type_is_published() -> None:
    """Each type an agency may send has a file, requires what CloudEvents requires, and is on its agency's topic."""
    for agency, event in VALID:
        schema = GENERATED[event["type"]]
        assert {"specversion", "id", "source", "type"} <= set(schema["required"])
        assert event["type"] in GENERATED[INDEX][agency]["types"]
        assert event["type"] in GENERATED[INDEX]["observations"]["types"]
    assert "fire-incident-recorded-1" not in GENERATED[INDEX]["police"]["types"]


def test_schemas_stand_alone() -> None:
    """A file holds all the definitions it refers to, and no other."""
    for name, schema in GENERATED.items():
        if name != INDEX:
            text = lay_out(schema).decode()
            referred = {part.split('"')[0] for part in text.split("#/$defs/")[1:]}
            assert referred == set(schema["$defs"])


Change = Callable[[Schema], object]


def breakages(change: Change, event_type: str = POLICE) -> list[Breakage]:
    changed = deepcopy(GENERATED[event_type])
    change(changed)
    return find_breakages(GENERATED[event_type], changed)


def data(schema: Schema) -> Schema:
    found: Schema = schema["$defs"]["PoliceIncident"]
    return found


def person(schema: Schema) -> Schema:
    found: Schema = schema["$defs"]["PersonAsKnown"]
    return found


def rename(schema: Schema, old: str, new: str) -> None:
    schema["properties"][new] = schema["properties"].pop(old)


def replace(schema: Schema, name: str, value: Any) -> None:
    schema["properties"][name] = value


BREAKING: dict[str, tuple[Change, str]] = {
    "a property removed": (lambda s: data(s)["properties"].pop("case_id"), "data.case_id would be removed"),
    "a nested property removed": (
        lambda s: person(s)["properties"].pop("nhs_number"),
        "data.person.nhs_number would be removed",
    ),
    "a property renamed": (
        lambda s: rename(person(s), "birth_date", "born"),
        "data.person.birth_date would be removed",
    ),
    "an attribute of the envelope removed": (lambda s: s["properties"].pop("area"), "area would be removed"),
    "a new required property": (
        lambda s: (data(s)["properties"].update(ward={"type": "string"}), data(s)["required"].append("ward")),
        "data.ward would be required",
    ),
    "a property required from now on": (
        lambda s: data(s)["required"].append("person"),
        "data.person would be required",
    ),
    "a code removed": (
        lambda s: s["$defs"]["PoliceCategory"]["enum"].remove("hoax"),
        "data.category would no longer take hoax",
    ),
    "a code renamed": (
        lambda s: s["$defs"]["Sensitivity"].update(enum=["U", "R", "S"]),
        "data.sensitivity would no longer take V",
    ),
    "a list of codes where text was free": (
        lambda s: replace(s["$defs"]["ContactPerson"], "role", {"type": "string", "enum": ["PC"]}),
        "data.contact.role would take nothing but PC",
    ),
    "another constant": (
        lambda s: s["properties"]["specversion"].update(const="1.1"),
        "specversion would no longer take 1.0",
    ),
    "another type": (
        lambda s: replace(s["$defs"]["AddressAsWritten"], "uprn", {"type": "integer"}),
        "data.address.uprn would no longer allow string",
    ),
    "null no longer allowed": (
        lambda s: s["$defs"]["AddressAsWritten"]["properties"]["postcode"]["anyOf"].pop(),
        "data.address.postcode would no longer allow null",
    ),
    "a shorter text": (
        lambda s: s["$defs"]["ContactPerson"]["properties"]["team"].update(maxLength=69),
        "data.contact.team would have maxLength 69, not 70",
    ),
    "a longer minimum": (
        lambda s: s["$defs"]["ContactPerson"]["properties"]["team"].update(minLength=2),
        "data.contact.team would have minLength 2, not 1",
    ),
    "a limit where none was": (
        lambda s: data(s)["properties"]["happened_at"].update(maxLength=25),
        "data.happened_at would have maxLength 25, not none",
    ),
    "another pattern": (lambda s: s["properties"]["id"].update(pattern="^[0-9]+$"), "id would have another pattern"),
    "a pattern where none was": (
        lambda s: s["$defs"]["ContactPerson"]["properties"]["name"].update(pattern="^[a-z]+$"),
        "data.contact.name would have another pattern",
    ),
    "another format": (
        lambda s: s["properties"]["time"].update(format="date"),
        "time would have format date, not date-time",
    ),
    "a format where none was": (
        lambda s: s["properties"]["source"].update(format="uri"),
        "source would have format uri, not none",
    ),
    "another default": (
        lambda s: data(s)["properties"]["sensitivity"].update(default="V"),
        "data.sensitivity would be V in events that leave it out, not U",
    ),
    "a keyword not known": (
        lambda s: data(s).update({"not": {"required": ["address"]}}),
        "data would have another not, which nobody here can judge",
    ),
}


@pytest.mark.parametrize(("change", "told"), BREAKING.values(), ids=BREAKING)
def test_breakages_are_found(change: Change, told: str) -> None:
    """Whatever could refuse, or read otherwise, an event already in the log is found and named by its path."""
    found = [str(breakage) for breakage in breakages(change)]
    assert any(text.startswith(told) for text in found), found


def test_a_lost_replacement_is_found() -> None:
    """An event type that a rectification could bring stays one that it can bring."""

    def lose(schema: Schema) -> None:
        schema["$defs"]["Rectification"]["properties"]["replacement"]["oneOf"].pop(0)

    assert [str(b) for b in breakages(lose, RECTIFIED)] == [
        "data.replacement would no longer allow council-case-opened-1"
    ]


def test_breakages_inside_a_union_are_found() -> None:
    """The path leads through a union to the very field."""

    def lose(schema: Schema) -> None:
        schema["$defs"]["FireIncident"]["properties"].pop("case_id")

    found = [str(b) for b in breakages(lose, RECTIFIED)]
    assert found == ["data.replacement.data.case_id would be removed, and events that have it refused"]


WIDENING: dict[str, Change] = {
    "nothing": lambda _: None,
    "a new optional property": lambda s: replace(data(s), "ward", {"type": "string", "default": None}),
    "a property no longer required": lambda s: data(s)["required"].remove("contact"),
    "a new code": lambda s: s["$defs"]["PoliceCategory"]["enum"].append("stalking"),
    "codes in another order": lambda s: s["$defs"]["PoliceCategory"]["enum"].reverse(),
    "any text where codes were": lambda s: s["$defs"]["PoliceCategory"].pop("enum"),
    "a constant among others": lambda s: allow_also(s["properties"]["datacontenttype"], "text/plain"),
    "null allowed": lambda s: replace(
        data(s), "contact", {"anyOf": [data(s)["properties"]["contact"], {"type": "null"}]}
    ),
    "a list of types": lambda s: s["properties"]["id"].update(type=["string", "integer"]),
    "a longer text": lambda s: s["$defs"]["ContactPerson"]["properties"]["team"].update(maxLength=71),
    "no limit": lambda s: s["$defs"]["ContactPerson"]["properties"]["team"].pop("maxLength"),
    "a shorter minimum": lambda s: s["$defs"]["ContactPerson"]["properties"]["team"].update(minLength=0),
    "no pattern": lambda s: s["properties"]["id"].pop("pattern"),
    "a pattern and another": lambda s: s["properties"]["area"].update(
        pattern=s["properties"]["area"]["pattern"] + "|^x$"
    ),
    "no format": lambda s: s["properties"]["time"].pop("format"),
    "further properties": lambda s: data(s).pop("additionalProperties"),
    "removed, where anything is allowed": lambda s: (
        data(s).update(additionalProperties=True),
        data(s)["properties"].pop("case_id"),
    ),
    "other words": lambda s: data(s).update(title="Incident", description="What the police saw", examples=[{}]),
    "another name of a definition": lambda s: rename_definition(s, "ContactPerson", "Colleague"),
    "a definition put in its place": lambda s: replace(data(s), "contact", s["$defs"].pop("ContactPerson")),
}


def allow_also(schema: Schema, value: str) -> None:
    schema["enum"] = [schema.pop("const"), value]


def rename_definition(schema: Schema, old: str, new: str) -> None:
    schema["$defs"][new] = schema["$defs"].pop(old)
    replace(data(schema), "contact", {"$ref": f"#/$defs/{new}"})


@pytest.mark.parametrize("change", WIDENING.values(), ids=WIDENING)
def test_widening_is_allowed(change: Change) -> None:
    """Whatever leaves yesterday's events readable is let through."""
    assert breakages(change) == []


SMALL: dict[str, tuple[Schema, Schema, list[str]]] = {
    "whole numbers become numbers": ({"type": "integer"}, {"type": "number"}, []),
    "numbers become whole": ({"type": "number"}, {"type": "integer"}, ["the event would no longer allow number"]),
    "anything becomes text": ({}, {"type": "string"}, ["the event would no longer allow anything"]),
    "a lower maximum": (
        {"type": "integer", "maximum": 9},
        {"type": "integer", "maximum": 8},
        ["the event would have maximum 8, not 9"],
    ),
    "items narrowed": (
        {"type": "array", "items": {"type": "string"}},
        {"type": "array", "items": {"type": "string", "maxLength": 3}},
        ["[] would have maxLength 3, not none"],
    ),
    "items said where none were": (
        {"type": "array"},
        {"type": "array", "items": {"type": "string"}},
        ["[] would no longer allow anything"],
    ),
    "further properties narrowed": (
        {"type": "object", "additionalProperties": {"type": "string"}},
        {"type": "object", "additionalProperties": {"type": "integer"}},
        ["* would no longer allow string"],
    ),
    "further properties refused": (
        {"type": "object"},
        {"type": "object", "additionalProperties": False},
        ["* would be refused"],
    ),
    "a further property named, and narrowed": (
        {"type": "object", "additionalProperties": {"type": "string"}},
        {"type": "object", "additionalProperties": {"type": "string"}, "properties": {"a": {"type": "null"}}},
        ["a would no longer allow string"],
    ),
    "a property among the further ones": (
        {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False},
        {"type": "object", "additionalProperties": {"type": "string"}},
        [],
    ),
    "a member of a union removed": (
        {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        {"type": "string"},
        ["the event would no longer allow integer"],
    ),
    "members in another order": (
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        {"oneOf": [{"type": "null"}, {"type": "string"}]},
        [],
    ),
    "a schema that holds itself": (
        {"$defs": {"T": {"properties": {"t": {"$ref": "#/$defs/T"}}}}, "$ref": "#/$defs/T"},
        {"$defs": {"T": {"properties": {"t": {"$ref": "#/$defs/T"}}, "required": ["t"]}}, "$ref": "#/$defs/T"},
        ["t would be required"],
    ),
}


@pytest.mark.parametrize(("old", "new", "told"), SMALL.values(), ids=SMALL)
def test_each_keyword_is_judged(old: Schema, new: Schema, told: list[str]) -> None:
    """What the contracts do not use yet is judged as well."""
    assert [str(breakage) for breakage in find_breakages(old, new)] == told


def test_a_breaking_change_is_not_written(tmp_path: Path) -> None:
    """The refusal names type, path and reason, and no file is touched, not even of the types that did not break."""
    write_schemas(tmp_path)
    older = deepcopy(GENERATED[POLICE])
    data(older)["properties"]["vehicle"] = {"type": "string"}
    (tmp_path / f"{POLICE}.json").write_bytes(lay_out(older))
    (tmp_path / "mh-spell-ended-1.json").unlink()
    with pytest.raises(Broken, match=f"{POLICE}: data.vehicle would be removed"):
        write_schemas(tmp_path)
    assert (tmp_path / f"{POLICE}.json").read_bytes() == lay_out(older)
    assert not (tmp_path / "mh-spell-ended-1.json").exists()


def test_a_removed_type_is_not_written(tmp_path: Path) -> None:
    """An event type, once published, stays readable, and stays on its topics."""
    write_schemas(tmp_path)
    (tmp_path / "police-incident-sketched-1.json").write_bytes(lay_out(GENERATED[POLICE]))
    index = deepcopy(GENERATED[INDEX])
    index["observations"]["types"].append("police-incident-sketched-1")
    index["whispers"] = {"types": ["whisper-heard-1"]}
    (tmp_path / f"{INDEX}.json").write_bytes(lay_out(index))
    with pytest.raises(Broken) as fault:
        write_schemas(tmp_path)
    told = str(fault.value)
    assert "police-incident-sketched-1: the event type was removed" in told
    assert "police-incident-sketched-1: topic observations would no longer hold it" in told
    assert "whisper-heard-1: topic whispers would no longer hold it" in told


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    """All at first, nothing the second time, and afterwards what differs."""
    assert set(write_schemas(tmp_path)) == GENERATED.keys()
    assert write_schemas(tmp_path) == []
    narrower = deepcopy(GENERATED[POLICE])
    narrower["$defs"]["PoliceCategory"]["enum"].remove("hoax")
    (tmp_path / f"{POLICE}.json").write_bytes(lay_out(narrower))
    assert write_schemas(tmp_path) == [POLICE]


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    """A file damaged by a merge is not mistaken for one that says nothing."""
    (tmp_path / f"{POLICE}.json").write_text("<<<<<<<", encoding="utf-8")
    with pytest.raises(Broken, match=f"{POLICE}.json is not JSON"):
        write_schemas(tmp_path)
