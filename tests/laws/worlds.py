"""Small worlds that collide often: few names, few front doors, few NHS numbers, so that every link is contested."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from scoring.observed import observe
from scoring.revisions import read_revision
from streams.codec import OBSERVATION
from streams.contract import event_key
from streams.events.corrections import RIGHTS_SOURCE, name_held
from streams.events.decisions import REVIEW_SOURCE
from streams.events.gazetteer import GAZETTEER_SOURCE, DwellingListed
from streams.events.observation import DecisionEvent, ObservationEvent, SentEvent

START = datetime(2026, 1, 1, tzinfo=UTC)
NHS_NUMBERS = ["9990000018", "9990000026", "9990000034"]

people = st.fixed_dictionaries(
    {"local_record_id": st.sampled_from(["L1", "L2"]), "family_name": st.sampled_from(["Ashby", "ASHBY", "Okafor"])},
    optional={
        "given_name": st.sampled_from(["Maureen", "MAUREEN", "Mo", "Groß", "GROSS"]),
        "birth_date": st.sampled_from(["1961-03-14", "1988-07-02", "1961"]),
        "nhs_number": st.sampled_from(NHS_NUMBERS),
    },
)
places = st.fixed_dictionaries(
    {
        "text": st.sampled_from(
            [
                "Flat 2, 14 Curlew Street",
                "FLAT 2, 14 CURLEW STREET",
                "14 Curlew St Flt 2",
                "14 Curlew Street",
                "Rose Cottage",
            ]
        )
    },
    optional={"postcode": st.sampled_from(["NM4 2QX", "NM4 2QY"]), "uprn": st.sampled_from(["100", "200"])},
)
moments = st.integers(0, 400).map(lambda days: (START + timedelta(days=days)).isoformat())
_POLICE = "uk.police.northmoor"
WORKER = {"name": "Jo Bell", "role": "PC", "team": "Northmoor NPT"}
sensitivities = st.sampled_from(["U", "U", "U", "R", "V"])


def _envelope(event_type: str, event_id: str, data: dict[str, Any], source: str = _POLICE) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": source,
        "type": event_type,
        "time": START.isoformat(),
        "area": "northmoor",
        "data": data,
    }


@st.composite
def incidents(draw: st.DrawFn, event_ids: st.SearchStrategy[str]) -> dict[str, Any]:
    happened = draw(moments)
    data: dict[str, Any] = {
        "happened_at": happened,
        "recorded_at": max(happened, draw(moments)),
        "category": draw(st.sampled_from(["asb-personal", "domestic-incident"])),
        "contact": WORKER,
        "sensitivity": draw(sensitivities),
    }
    about = draw(st.sampled_from(["both", "both", "person", "address"]))
    if about != "address":
        data["person"] = draw(people)
    if about != "person":
        data["address"] = draw(places)
    return _envelope("police-incident-recorded-1", draw(event_ids), data)


@st.composite
def merges(draw: st.DrawFn, event_id: str) -> dict[str, Any]:
    """Of the two numbers that people have here, or of one of them and a number that nobody has."""
    kept, gone = draw(st.permutations(["L1", "L2", "L3"]))[:2]
    data = {"recorded_at": draw(moments), "kept": kept, "gone": gone, "contact": WORKER}
    return _envelope("record-merged-1", event_id, data)


@st.composite
def corrections(draw: st.DrawFn, targets: st.SearchStrategy[str], event_id: str) -> dict[str, Any]:
    """By the agency itself, or by the data protection officer."""
    recorded, source = draw(moments), draw(st.sampled_from([_POLICE, RIGHTS_SOURCE]))
    if source == RIGHTS_SOURCE:
        targets = targets.map(lambda target: name_held(event_key(_POLICE, target), _POLICE))
    match draw(st.sampled_from(["record-rectified-1", "record-erased-1", "record-restricted-1"])):
        case "record-rectified-1" as kind:
            replacement = draw(incidents(targets)) | {"source": source}
            data: dict[str, Any] = {"recorded_at": recorded, "replacement": replacement}
        case "record-erased-1" as kind:
            data = {"recorded_at": recorded, "target": draw(targets)}
        case kind:
            data = {"recorded_at": recorded, "target": draw(targets), "sensitivity": draw(sensitivities)}
    return _envelope(kind, event_id, data, source)


@st.composite
def opinions(draw: st.DrawFn, records: list[tuple[str, str]], event_id: str) -> DecisionEvent:
    """What a clinician says of the score of one of these persons."""
    people = [record for subject, record in records if subject == "person"]
    said = {"recorded_at": draw(moments), "entity": draw(st.sampled_from(people)), "made_at": START.isoformat()}
    data = said | {"probability": 0.1, "opinion": "agree", "reason": "other", "answered_by": WORKER}
    told: DecisionEvent = OBSERVATION.validate_python(_envelope("score-answered-1", event_id, data, REVIEW_SOURCE))
    return told


@st.composite
def listings(draw: st.DrawFn, event_id: str) -> dict[str, Any]:
    address = draw(places) | {"uprn": draw(st.sampled_from(["100", "200"]))}
    data = {"recorded_at": draw(moments), "address": address}
    return _envelope("dwelling-listed-1", event_id, data, GAZETTEER_SOURCE)


def delisting(target: str, event_id: str) -> dict[str, Any]:
    data = {"recorded_at": START.isoformat(), "target": target}
    return _envelope("record-erased-1", event_id, data, GAZETTEER_SOURCE)


def find_records(events: Iterable[SentEvent | DwellingListed]) -> list[tuple[str, str]]:
    """Subject and record id of all that is stated in ``events``, and of two records of each that never are."""
    cells = [read_revision(observe(event)).cell for event in events]
    contacts = [cell.contact for cell in cells if cell.contact]
    found = {("person", contact.person) for contact in contacts} | {("address", c.address) for c in contacts}
    found |= {("address", cell.listing.address) for cell in cells if cell.listing}
    never = [(subject, letter * 16) for subject in ("person", "address") for letter in "AB"]
    return [*sorted(each for each in found if each[1]), *never]


@st.composite
def decisions(draw: st.DrawFn, records: list[tuple[str, str]], event_id: str) -> DecisionEvent:
    subject, one = draw(st.sampled_from(records))
    data = {
        "recorded_at": draw(moments),
        "subject": subject,
        "one": one,
        "other": draw(st.sampled_from([other for kind, other in records if kind == subject and other != one])),
        "decided_by": WORKER,
        "reason": "records-compared",
    }
    kind = draw(st.sampled_from(["link-confirmed-1", "link-refused-1"]))
    decided: DecisionEvent = OBSERVATION.validate_python(_envelope(kind, event_id, data, REVIEW_SOURCE))
    return decided


def withdrawal(target: str, event_id: str) -> DecisionEvent:
    data = {"recorded_at": START.isoformat(), "target": target, "withdrawn_by": WORKER}
    withdrawn: DecisionEvent = OBSERVATION.validate_python(
        _envelope("link-decision-withdrawn-1", event_id, data, REVIEW_SOURCE)
    )
    return withdrawn


@st.composite
def histories(draw: st.DrawFn, corrected: bool = True) -> list[ObservationEvent]:
    """Up to twelve incidents with distinct ids, and up to six corrections of them or of ids never sent; up to four
    decisions on their records or on records that never were, and up to two withdrawals, of decisions made or not; up
    to three dwellings listed, and up to two such listings erased, made or not; up to two merges of the agency's own
    numbers, which the corrections may be of too."""
    count = draw(st.integers(1, 12))
    sent = [draw(incidents(st.just(f"E{n}"))) for n in range(count)]
    sent += [draw(listings(f"G{n}")) for n in range(draw(st.integers(0, 3)))]
    sent += [draw(merges(f"M{n}")) for n in range(draw(st.integers(0, 2)))]
    targets = st.sampled_from([*(f"E{n}" for n in range(count + 1)), "M0", "M1"])
    if corrected:
        sent += [draw(corrections(targets, f"C{n}")) for n in range(draw(st.integers(0, 6)))]
        sent += [delisting(f"G{draw(st.integers(0, 3))}", f"Y{n}") for n in range(draw(st.integers(0, 2)))]
    events = [OBSERVATION.validate_python(event) for event in sent]
    records = find_records(events)
    decided = [draw(decisions(records, f"D{n}")) for n in range(draw(st.integers(0, 4)))]
    if corrected:
        decided += [withdrawal(f"D{draw(st.integers(0, 4))}", f"W{n}") for n in range(draw(st.integers(0, 2)))]
    return [*events, *decided]
