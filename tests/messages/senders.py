"""Who sends messages in tests, what they declare, and small messages of each format."""

from datetime import UTC, datetime
from typing import Any

import orjson

from consumers.feeds.declaration import Hl7Declaration
from consumers.feeds.drafting import Author
from consumers.feeds.plan import Origin
from streams.codes.agencies import Agency

RECEIVED = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)
NHS_NUMBER = "9990000018"
CONTACT = {"name": "Safeguarding desk", "role": "Named nurse", "team": "Northmoor General"}
DECLARED: dict[str, Any] = {
    "contact": CONTACT,
    "teams": {"CMHT-NORTH": "A06"},
    "wards": {"ROWAN": "200"},
    "departments": {"UTC": "03"},
    "left": ["left-early"],
}


def author(agency: Agency = Agency.HEALTH, **more: Any) -> Author:
    declaration = Hl7Declaration.model_validate(DECLARED | more)
    return Author(Origin(f"uk.{agency}.tests", ("northmoor",), RECEIVED), agency, declaration)


def adt(trigger: str = "A04", visit: str = "", **replaced: str) -> bytes:
    """An ADT message; ``replaced``: whole segments by name, those set to empty left out."""
    segments = {
        "MSH": f"MSH|^~\\&|PAS|NORTHMOOR|LINNET|NM|202611201200||ADT^{trigger}|M1|P|2.5.1",
        "EVN": f"EVN|{trigger}|202611201201",
        "PID": (
            f"PID|1||12345^^^NGH^MR~{NHS_NUMBER}^^^NHS^NH||O'NEILL^SEAN^PATRICK^^MR^^L||19850412|M|||"
            "14 Mill Rd^^Northmoor^^NM4 2QX^^H||01632960999"
        ),
        "PV1": visit or visit_of("E"),
    } | replaced
    return "\r".join(segment for segment in segments.values() if segment).encode()


def visit_of(kind: str, number: str = "V100", place: str = "ED", began: str = "202611201130", ended: str = "") -> str:
    fields = [""] * 46
    fields[0], fields[1], fields[2], fields[3] = "PV1", "1", kind, f"{place}^^^NGH"
    fields[19], fields[44], fields[45] = number, began, ended
    return "|".join(fields).rstrip("|")


def patient(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [
            {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NHS_NUMBER},
            {"type": {"coding": [{"code": "MR"}]}, "system": "https://ngh.example/mrn", "value": "12345"},
        ],
        "name": [{"use": "official", "family": "O'Neill", "given": ["Sean", "Patrick"]}],
        "gender": "male",
        "birthDate": "1985-04-12",
        "address": [{"use": "home", "line": ["14 Mill Rd"], "city": "Northmoor", "postalCode": "NM4 2QX"}],
        "telecom": [{"system": "phone", "value": "01632960999"}],
    } | more


def encounter(kind: str = "EMER", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "finished",
        "class": {"code": kind},
        "subject": {"reference": "urn:uuid:p1"},
        "period": {"start": "2026-11-19T10:00:00Z", "end": "2026-11-19T14:00:00Z"},
        "reasonCode": [{"text": "a clinical reason"}],
    } | more


def bundle(*resources: dict[str, Any], kind: str = "transaction", method: str = "POST") -> bytes:
    entries = [
        {
            "fullUrl": f"urn:uuid:{each.get('id', number)}",
            "resource": each,
            "request": {"method": method, "url": f"{each.get('resourceType')}/{each.get('id', '')}"},
        }
        for number, each in enumerate(resources)
    ]
    return orjson.dumps({"resourceType": "Bundle", "type": kind, "entry": entries})


def child(**more: Any) -> dict[str, Any]:
    plan = {"child_protection_plan_id": "P1", "start_date": "2026-09-01", "purge": False}
    episode = {
        "social_care_episode_id": "E1",
        "referral_date": "2026-06-14",
        "referral_source": "1C",
        "care_worker_details": [{"worker_id": "W1", "start_date": "2026-06-14"}],
        "child_protection_plans": [plan],
        "purge": False,
    }
    return {
        "la_child_id": "Child1234",
        "mis_child_id": "Supplier-Child-1234",
        "purge": False,
        "child_details": {
            "first_name": "Jordan",
            "surname": "Gold",
            "date_of_birth": "2015-06-14",
            "sex": "M",
            "ethnicity": "WBRI",
            "postcode": "NM4 2QX",
            "purge": False,
        },
        "social_care_episodes": [episode],
    } | more


def notification(kind: str = "pds-death-notification-2", **more: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": "236a1d4a-5d69-4fa9-9c7f-e72bf505aa5b",
        "source": "uk.nhs.personal-demographics-service",
        "type": kind,
        "time": "2026-11-20T13:00:00Z",
        "subject": NHS_NUMBER,
        "dataref": f"https://pds.example/Patient/{NHS_NUMBER}",
        "versionid": "5",
    } | more
