"""Whatever is sent in one of the field's own formats: counted whole, told alike each time, never more than shared."""

import lzma
from pathlib import Path
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from consumers.feeds.converted import Converted
from consumers.feeds.drafting import Author
from consumers.feeds.faults import FileRefused
from consumers.feeds.formats import FORMATS
from streams.codes.agencies import Agency
from tests.messages.senders import adt, author, bundle, child, encounter, notification, patient

SECRET = "Zzyzx-Canary-7"
SYNTHEA = Path(__file__).parents[1] / "messages" / "synthea-bundle.json.xz"
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8) | st.sampled_from(["", "P1", "2026-11-01"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_AUTHORS = {name: author(format.agencies[0]) for name, format in FORMATS.items()}
# What a document says where a format has a place of its own: spoiled one by one.
_WHOLE: dict[str, Any] = {
    "fhir": orjson.loads(
        bundle(patient(), encounter(), {"resourceType": "Appointment", "id": "a", "status": "noshow"})
    ),
    "dfe": [child()],
    "notifications": [notification()],
}


def convert(name: str, raw: bytes, by: Author | None = None) -> Converted | None:
    """None for a document that is refused whole."""
    try:
        return FORMATS[name].convert(raw, by or _AUTHORS[name], lambda _: {})
    except FileRefused as fault:
        return None if fault.code and fault.reason else Converted()


def hold(found: Converted | None) -> None:
    if found is None:
        return
    accepted = [item for item in found.items if not item.refused]
    assert len(accepted) + found.refused == len(found.items)
    assert found.silent == sum(not item.told for item in accepted)
    assert all(fault.code and fault.expected for fault in found.faults)


def paths(value: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [before, *(path for key, each in inner for path in paths(each, (*before, key)))]


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


@given(st.sampled_from(sorted(_WHOLE)), st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_a_place_is_answered(name: str, data: st.DataObject) -> None:
    """Any JSON in any place of a good document: every item is accepted or refused, and nothing else happens."""
    whole = _WHOLE[name]
    spoiled = replaced(whole, data.draw(st.sampled_from(paths(whole))), data.draw(_JSON))
    hold(convert(name, orjson.dumps(spoiled)))


@settings(deadline=None)
@given(st.sampled_from(sorted(FORMATS)), st.binary(max_size=200))
def test_any_bytes_are_answered(name: str, raw: bytes) -> None:
    """No bytes make a converter fail."""
    hold(convert(name, raw))


@settings(deadline=None)
@given(st.binary(max_size=60), st.integers(0, 400))
def test_an_admission_with_bytes_put_into_it_is_answered(put: bytes, at: int) -> None:
    """A message that was damaged is accepted or refused."""
    raw = adt()
    hold(convert("hl7", raw[:at] + put + raw[at:]))


@settings(deadline=None)
@given(st.sampled_from([*sorted(_WHOLE), "hl7"]))
def test_the_same_bytes_tell_the_same(name: str) -> None:
    """Ids and bytes of events follow from what was sent, whose it is and when it came."""
    raw = adt() if name == "hl7" else orjson.dumps(_WHOLE[name])
    first, again = convert(name, raw), convert(name, raw)
    assert first is not None
    assert again is not None
    assert list(first.told) == list(again.told) != []
    ids = [told.id for told in first.told]
    assert len(ids) == len(set(ids))


def _with_secrets() -> dict[str, bytes]:
    """Each place that is not shared holds the canary, as a value or as a name that nobody has agreed on."""
    said = {"resourceType": "Encounter", SECRET: SECRET, "reasonCode": [{"text": SECRET}], "text": {"div": SECRET}}
    mother = {"url": "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName", "valueString": SECRET}
    person = patient(
        telecom=[{"value": SECRET}], extension=[mother], contact=[{"name": {"text": SECRET}}], **{SECRET: 1}
    )
    other = {"resourceType": "Condition", "code": {"text": SECRET}, SECRET: SECRET}
    young = child(health_and_wellbeing={"sdq_assessments": [{"score": SECRET}]}, **{SECRET: SECRET})
    young["child_details"]["postcode"] = SECRET
    young["social_care_episodes"][0]["care_worker_details"] = [{"worker_id": SECRET}]
    return {
        "fhir": bundle(person, encounter() | said, other, {"resourceType": SECRET}),
        "dfe": orjson.dumps([young]),
        "notifications": orjson.dumps([notification(dataref=SECRET, filtering={"gp": SECRET}, **{SECRET: SECRET})]),
        "hl7": adt(NK1=f"NK1|1|{SECRET}", OBX=f"OBX|1|TX|{SECRET}", ZPI=f"ZPI|{SECRET}")
        + f"\rPD1||||{SECRET}\rDG1|1||{SECRET}".encode(),
    }


def test_nothing_of_what_is_dropped_comes_out_anywhere() -> None:
    """A canary in every place that is not shared, in values and in names: not in events, faults or counts."""
    for name, raw in _with_secrets().items():
        found = convert(name, raw)
        assert found is not None
        assert list(found.told)
        assert SECRET not in repr((list(found.told), list(found.faults), found.dropped, [i.place for i in found.items]))


def test_a_bundle_of_synthea_goes_in_as_it_is() -> None:
    """A Bundle of a public generator, unchanged: attendances of one person at an address, and nothing refused."""
    found = convert("fhir", lzma.decompress(SYNTHEA.read_bytes()), author(Agency.HEALTH))
    assert found is not None
    events = [orjson.loads(told.event) for told in found.told]
    assert [event["type"] for event in events] == ["ecds-attendance-recorded-1"]
    assert events[0]["data"]["person"].keys() > {"given_name", "family_name", "birth_date", "gender"}
    assert events[0]["data"]["address"]["text"]
    assert (found.refused, found.dropped["Observation"] > 10) == (0, True)
