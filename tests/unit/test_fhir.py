"""FHIR R4 Bundles, base and UK Core, as events: what is read, refused, taken back and left behind."""

from typing import Any

import orjson
import pytest

from consumers.feeds.converted import Converted
from consumers.feeds.documents import Node
from consumers.feeds.faults import FileRefused
from consumers.feeds.fhir.bundle import read_bundle
from consumers.feeds.fhir.converting import convert_bundle
from consumers.feeds.fhir.persons import MAX_LABELS
from streams.codes.agencies import Agency
from tests.messages.senders import author, bundle, encounter, patient


def events(converted: Converted) -> list[dict[str, Any]]:
    return [orjson.loads(told.event) for told in converted.told]


def codes(converted: Converted) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in converted.faults]


@pytest.mark.parametrize("kind", ["transaction", "message"])
def test_an_attendance_is_told_with_its_person_and_address(kind: str) -> None:
    """An emergency Encounter and its Patient become one attendance; the clinical reason is counted, not read."""
    found = convert_bundle(bundle(patient(), encounter(), kind=kind), author())
    (event,) = events(found)
    assert (event["type"], event["id"]) == ("ecds-attendance-recorded-1", "fhir-attendance:e1")
    assert event["data"]["person"] == {
        "local_record_id": "12345", "given_name": "Sean", "family_name": "O'Neill", "birth_date": "1985-04-12",
        "gender": "1", "nhs_number": "9990000018",
    }  # fmt: skip
    assert event["data"]["address"] == {"text": "14 Mill Rd, Northmoor", "postcode": "NM4 2QX"}
    assert found.dropped["Encounter.reasonCode"] == found.dropped["Patient.telecom"] == 1
    assert (len(found.items), found.refused, found.silent) == (2, 0, 1)


@pytest.mark.parametrize(
    "reference",
    ["urn:uuid:p1", "Patient/p1", "https://trust.example/fhir/Patient/p1", "Patient/p1/_history/2", "#within",
     "Patient?identifier=https://ngh.example/mrn|12345"],
)  # fmt: skip
def test_references_are_found_in_the_bundle(reference: str) -> None:
    """urn:uuid, relative, absolute, versioned, contained and conditional references all mean the same Patient."""
    said = encounter(subject={"reference": reference}, contained=[patient(id="within")])
    (event,) = events(convert_bundle(bundle(patient(), said), author()))
    assert event["data"]["person"]["family_name"] == "O'Neill"


class Counted(dict[str, Any]):
    """A resource that counts how often it is asked who it is."""

    asked = 0

    def get(self, name: str, default: Any = None) -> Any:
        Counted.asked += name in ("identifier", "id")
        return super().get(name, default)


@pytest.mark.parametrize("reference", ["Patient?identifier=mrn|{}", "#p{}"])
def test_many_references_are_looked_up_at_the_cost_of_one_look_at_each(reference: str) -> None:
    """A body that a sender may post, with thousands of references into it, takes seconds and not minutes."""
    numbers = range(2_000)
    said = [
        Counted(resourceType="Patient", id=f"p{number}", identifier=[{"system": "mrn", "value": str(number)}])
        for number in numbers
    ]
    entries = [{"resource": each} for each in said]
    found = read_bundle({"resourceType": "Bundle", "type": "batch", "entry": entries})
    holder, Counted.asked = Node({"contained": said}, "Patient"), 0
    for number in numbers:
        entry = found.find(Node({"reference": reference.format(number)}, "subject"), "Patient", holder)
        assert entry is not None
        assert entry.resource.raw is said[number]
    assert Counted.asked < 10_000


def test_of_several_with_one_identifier_the_first_is_meant() -> None:
    """By any system where none is named, and by the named one alone where one is; another kind is never meant."""
    said = ({"system": system, "value": "7"} for system in ("a", "b", "b"))
    others = patient(id="p0", resourceType="Flag", identifier=[{"system": "a", "value": "7"}])
    found = read_bundle(orjson.loads(bundle(others, *(patient(id=each["system"], identifier=[each]) for each in said))))
    for reference, number in (("?identifier=7", 1), ("?identifier=|7", 1), ("?identifier=b|7", 2)):
        entry = found.find(Node({"reference": f"Patient{reference}"}, "subject"), "Patient")
        assert entry is not None
        assert entry.number == number
    assert found.find(Node({"reference": "Patient?identifier=c|7"}, "subject"), "Patient") is None


def test_a_reference_to_nobody_is_refused() -> None:
    """An Encounter whose Patient is not there is refused, with what would do, and the other entries go on."""
    found = convert_bundle(bundle(patient(), encounter(subject={"reference": "Patient/other"})), author())
    assert codes(found) == [("person", "reference-unresolved")]
    assert [item.refused for item in found.items] == [False, True]


@pytest.mark.parametrize("agency", [Agency.HEALTH, Agency.EHR, Agency.COUNCIL])
def test_a_patient_that_is_replaced_is_merged(agency: Agency) -> None:
    """Patient.link of both kinds and both ends is the same statement: the two numbers, and which of them stands."""
    kept = patient(link=[{"type": "replaces", "other": {"reference": "Patient/p2"}}])
    gone = patient(id="p2", identifier=[{"type": {"coding": [{"code": "MR"}]}, "value": "99999"}])
    back = gone | {"link": [{"type": "replaced-by", "other": {"reference": "urn:uuid:p1"}}]}
    for said in (bundle(kept, gone), bundle(patient(), back)):
        (event,) = events(convert_bundle(said, author(agency)))
        assert (event["type"], event["id"]) == ("record-merged-1", "fhir-merge:99999:12345")
        assert (event["data"]["kept"], event["data"]["gone"]) == ("12345", "99999")


def test_the_other_patient_may_be_named_by_identifier() -> None:
    """One that is not in the Bundle is known by the sender's own identifier; by anything else it is refused, and links
    that say nothing of which record stands are left behind."""
    own = {"identifier": {"system": "https://ngh.example/mrn", "value": "99999"}}
    declared = author(identifiers=["https://ngh.example/mrn"])
    (event,) = events(convert_bundle(bundle(patient(link=[{"type": "replaces", "other": own}])), declared))
    assert event["data"]["gone"] == "99999"
    lost = patient(link=[{"type": "replaced-by", "other": {"reference": "Patient/elsewhere"}}])
    assert codes(convert_bundle(bundle(lost), declared)) == [("kept", "reference-unresolved")]
    alike = patient(link=[{"type": "seealso", "other": {"reference": "Patient/elsewhere"}}])
    found = convert_bundle(bundle(alike), declared)
    assert (list(found.told), found.refused, found.dropped["Patient.link.other"]) == ([], 0, 1)


@pytest.mark.parametrize(("status", "taken"), [("01", True), ("02", False), ("04", False), (None, True)])
def test_an_nhs_number_counts_if_verified(status: str | None, taken: bool) -> None:
    """A number that UK Core says was not verified is left behind; base R4 says nothing of it, and it is taken."""
    url = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus"
    number: dict[str, Any] = {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}
    if status:
        number["extension"] = [{"url": url, "valueCodeableConcept": {"coding": [{"code": status}]}}]
    said = patient(identifier=[number, {"type": {"coding": [{"code": "MR"}]}, "value": "12345"}])
    (event,) = events(convert_bundle(bundle(said, encounter()), author()))
    assert ("nhs_number" in event["data"]["person"]) is taken


def test_a_uprn_is_read_from_uk_core() -> None:
    """The address key of type UPRN is the address's UPRN."""
    key = {
        "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AddressKey",
        "extension": [{"url": "type", "valueCoding": {"code": "UPRN"}}, {"url": "value", "valueString": "10012345678"}],
    }
    said = patient(address=[{"use": "home", "line": ["1 Mill Rd"], "extension": [key]}])
    (event,) = events(convert_bundle(bundle(said, encounter()), author()))
    assert event["data"]["address"]["uprn"] == "10012345678"


@pytest.mark.parametrize(("labels", "sensitivity"), [(["R"], "R"), (["U", "V"], "V"), (["N"], "U"), ([], "U")])
def test_restrictions_are_kept(labels: list[str], sensitivity: str) -> None:
    """Whatever a Patient is labelled with as confidential, the event is."""
    system = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
    said = patient(meta={"security": [{"system": system, "code": label} for label in labels]})
    (event,) = events(convert_bundle(bundle(said, encounter()), author()))
    assert event["data"]["sensitivity"] == sensitivity


def test_a_redacted_patient_is_refused() -> None:
    """A label that PDS never gives out is not read as unrestricted."""
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "REDACTED"}
    found = convert_bundle(bundle(patient(meta={"security": [label]}), encounter()), author())
    assert codes(found) == [("sensitivity", "code-unknown")]


def test_what_was_entered_in_error_is_taken_back() -> None:
    """An Encounter in error, or deleted, erases what it may have told; one put again puts it right."""
    wrong = events(convert_bundle(bundle(patient(), encounter(status="entered-in-error")), author()))
    assert [event["data"]["target"] for event in wrong] == ["fhir-attendance:e1", "fhir-left:e1"]
    gone = orjson.dumps({
        "resourceType": "Bundle", "type": "transaction",
        "entry": [{"request": {"method": "DELETE", "url": "Encounter/e1"}}],
    })  # fmt: skip
    assert [event["type"] for event in events(convert_bundle(gone, author()))] == ["record-erased-1"] * 2
    again = events(convert_bundle(bundle(patient(), encounter(), method="PUT"), author()))
    assert [event["type"] for event in again] == ["ecds-attendance-recorded-1", "record-rectified-1"]


@pytest.mark.parametrize("url", ["Encounter?identifier=https://ngh.example/enc|77", "Encounter?_id=e1"])
def test_what_is_deleted_by_a_search_is_refused(url: str) -> None:
    """Which resource that is only its own system knows; nothing is taken back that may be another."""
    request = {"method": "DELETE", "url": url}
    gone = orjson.dumps({"resourceType": "Bundle", "type": "transaction", "entry": [{"request": request}]})
    found = convert_bundle(gone, author())
    assert (events(found), codes(found)) == ([], [("id", "id-missing")])


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ({"identifier": {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000026"}}, "9990000026"),
        ({"display": "somebody"}, None),
    ],
)
def test_who_is_not_referred_to_is_not_the_first_patient(subject: dict[str, Any], number: str | None) -> None:
    """In a Bundle without fullUrls, of which R4 requires none where a resource is put under its own id."""
    entries = [
        {"resource": each, "request": {"method": "PUT", "url": f"{each['resourceType']}/{each['id']}"}}
        for each in (patient(), encounter(subject=subject))
    ]
    found = convert_bundle(orjson.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}), author())
    told = [event["data"]["person"] for event in events(found) if "person" in event["data"]]
    assert [person["nhs_number"] for person in told] == ([number] if number else [])
    assert codes(found) == ([] if number else [("person", "reference-unresolved")])


def test_urgent_care_tells_who_left_and_who_did_not_come() -> None:
    """A declared discharge status is leaving before treatment; an appointment with nobody there is a non-attendance."""
    left = encounter(hospitalization={"dischargeDisposition": {"coding": [{"code": "left-early"}]}})
    missed = {
        "resourceType": "Appointment", "id": "a1", "status": "noshow", "start": "2026-11-19T09:00:00Z",
        "participant": [{"actor": {"reference": "Location/1"}}, {"actor": {"reference": "Patient/p1"}}],
    }  # fmt: skip
    told = events(convert_bundle(bundle(patient(), left, missed), author()))
    assert [(event["type"], event["data"]["category"]) for event in told] == [
        ("ecds-dna-recorded-1", "left-before-treatment"), ("ecds-dna-recorded-1", "outpatient"),
    ]  # fmt: skip


def test_a_mental_health_record_is_told() -> None:
    """A referral, its end, a contact and a spell of a trust, with its own codes and the data dictionary's."""
    team = {"coding": [{"system": "https://datadictionary.nhs.uk/service_or_team_type", "code": "A02"}]}
    asked = {
        "resourceType": "ServiceRequest", "id": "r1", "status": "active", "authoredOn": "2026-11-20",
        "priority": "urgent", "subject": {"reference": "urn:uuid:p1"}, "performerType": team,
    }  # fmt: skip
    episode = {
        "resourceType": "EpisodeOfCare", "id": "c1", "status": "finished", "patient": {"reference": "urn:uuid:p1"},
        "referralRequest": [{"reference": "urn:uuid:r1"}], "team": [{"display": "CMHT-NORTH"}],
        "period": {"start": "2026-11-20", "end": "2026-11-26"}, "careManager": {"display": "Una Byrne"},
    }  # fmt: skip
    seen = encounter("AMB", id="e2", serviceType={"text": "CMHT-NORTH"})
    method = {
        "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AdmissionMethod",
        "valueCodeableConcept": {"coding": [{"code": "21"}]},
    }
    stay = encounter("IMP", id="e3", serviceType={"text": "ROWAN"}, hospitalization={"extension": [method]})
    found = convert_bundle(bundle(patient(), asked, episode, seen, stay), author(Agency.EHR))
    assert codes(found) == []
    assert [(event["type"], event["data"]["category"]) for event in events(found)] == [
        ("mh-referral-received-1", "A02"), ("mh-referral-closed-1", "A06"), ("mh-contact-recorded-1", "5"),
        ("mh-spell-ended-1", "200"), ("mh-spell-started-1", "200"),
    ]  # fmt: skip
    received, closed, *_, started = events(found)
    assert received["data"]["case_id"] == closed["data"]["case_id"] == "r1"
    assert closed["data"]["contact"]["name"] == "Una Byrne"
    assert started["data"]["admission_method"] == "21"


def test_a_plan_is_told_from_a_councils_flag_alone() -> None:
    """The flag of a child protection plan opens and closes a case for a council; of a hospital it is left behind."""
    flag = {
        "resourceType": "Flag", "id": "f1", "status": "inactive", "subject": {"reference": "urn:uuid:p1"},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "342191000000101"}]},
        "period": {"start": "2026-09-01", "end": "2026-11-01"},
    }  # fmt: skip
    told = events(convert_bundle(bundle(patient(), flag), author(Agency.COUNCIL)))
    assert [event["type"] for event in told] == ["council-case-closed-1", "council-case-opened-1"]
    hospital = convert_bundle(bundle(patient(), flag), author())
    assert (events(hospital), hospital.dropped["Flag"]) == ([], 1)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "file-empty"),
        (b"{", "not-json"),
        (b"PK\x03\x04", "not-json"),
        (b'{"resourceType": "Bundle", "type": "transaction", "type": "message"}', "field-repeated"),
        (b'{"a": NaN}', "not-json"),
        (b'{"a": "\\ud800"}', "not-json"),
        (b"[" * 100_000, "not-json"),
        (b'{"a":' * 900 + b"1" + b"}" * 900, "not-a-bundle"),
        (b'{"resourceType": "Bundle", "a": "\xff"}', "not-utf8"),
        (b'{"resourceType": "Bundle", "type": "searchset"}', "bundle-type"),
        (b'{"resourceType": "Bundle", "type": {}}', "not-text"),
        (b'{"resourceType": "Bundle", "type": "batch", "entry": 7}', "too-large"),
        (b'{"resourceType": "Patient"}', "not-a-bundle"),
        (b"9" * 5_000, "not-json"),
        (b'{"a":' + b"9" * 5_000 + b"}", "not-json"),
        (b" " * (65 << 20), "too-large"),
    ],
)
def test_what_is_no_bundle_is_answered(raw: bytes, code: str) -> None:
    """Whatever is sent instead of a Bundle, its sender gets a code and a reason."""
    with pytest.raises(FileRefused, match=code) as refused:
        convert_bundle(raw, author())
    assert refused.value.reason


def test_labels_of_a_whole_bundle_cost_no_more_than_it_has_entries() -> None:
    """Thousands of them are refused, and of those that are not known one is told: else each entry would have a fault
    for each, which is more than the process can hold."""
    labels = [{"system": "v3-Confidentiality", "code": f"X{number}"} for number in range(MAX_LABELS)]
    others = (encounter(id=f"e{number}", subject={"reference": "Patient/p1"}) for number in range(5))
    entries = [{"resource": each} for each in (patient(), *others)]
    whole = {"resourceType": "Bundle", "type": "batch", "meta": {"security": labels}, "entry": entries}
    assert codes(convert_bundle(orjson.dumps(whole), author())) == [("sensitivity", "code-unknown")] * 5
    labels.append({"system": "v3-Confidentiality", "code": "N"})
    assert codes(convert_bundle(orjson.dumps(whole), author())) == [("sensitivity", "too-large")] * 5


def test_a_byte_order_mark_is_no_fault() -> None:
    """Windows writes one before JSON."""
    assert events(convert_bundle(b"\xef\xbb\xbf" + bundle(patient(), encounter()), author()))


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"birthDate": "12/04/1985"}, "person.birth_date", "birth-date-form"),
        ({"birthDate": 1985}, "Patient.birthDate", "not-text"),
        ({"gender": "M"}, "person.gender", "code-unknown"),
        ({"name": [{"family": "O'Neill (known to police)"}]}, "person.family_name", "name-form"),
        ({"name": "O'Neill"}, "Patient.name", "not-an-object"),
        ({"address": [{"line": ["1 Mill Rd"], "postalCode": "NM4"}]}, "address.postcode", "postcode-form"),
        ({"identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000017"}]},
         "person.nhs_number", "nhs-number-check"),
    ],
)  # fmt: skip
def test_a_fault_of_a_patient_refuses_what_is_of_them(wrong: dict[str, Any], field: str, code: str) -> None:
    """The Patient and the Encounter are both refused, each once, for what is wrong with the Patient."""
    found = convert_bundle(bundle(patient(**wrong), encounter()), author())
    assert codes(found) == [(field, code)] * 2
    assert events(found) == []


def test_numbers_that_synthea_gives_names_are_no_part_of_them() -> None:
    """A name of the generator is a name without its number; an address abroad keeps its code in its text."""
    said = patient(
        name=[{"use": "official", "family": "Romaguera67", "given": ["Dionne995"]}],
        address=[{"line": ["1 Plaza"], "city": "Chelsea", "postalCode": "02149", "country": "US"}],
    )
    (event,) = events(convert_bundle(bundle(said, encounter()), author()))
    assert (event["data"]["person"]["given_name"], event["data"]["person"]["family_name"]) == ("Dionne", "Romaguera")
    assert event["data"]["address"] == {"text": "1 Plaza, Chelsea, 02149"}
