"""Notifications of the Multicast Notification Service: what can be told of a signal."""

from typing import Any

import orjson
import pytest

from consumers.feeds.converted import Converted
from consumers.feeds.mns.converting import convert_notifications
from streams.codes.agencies import Agency
from tests.messages.senders import NHS_NUMBER, author, notification


def convert(*sent: dict[str, Any], agency: Agency = Agency.EHR) -> Converted:
    return convert_notifications(orjson.dumps(sent), author(agency))


def test_a_death_is_told() -> None:
    """PDS's notification of a death becomes an event of the trust about whoever has the NHS number."""
    found = convert(notification())
    (event,) = (orjson.loads(told.event) for told in found.told)
    assert (event["type"], event["data"]["category"]) == ("mh-death-recorded-1", "2")
    assert event["data"]["person"]["nhs_number"] == NHS_NUMBER
    assert found.dropped == {"notification.dataref": 1, "notification.versionid": 1}


@pytest.mark.parametrize("kind", ["pds-record-change-2", "nhs-number-change-2", "pds-change-of-gp-2"])
def test_a_signal_that_something_changed_tells_of_nothing(kind: str) -> None:
    """It is accepted; what changed is not in it."""
    assert (convert(notification(kind)).silent, convert(notification(), agency=Agency.HEALTH).silent) == (1, 1)


def in_fhir(kind: str = "pds-death-notification-2", **replaced: Any) -> dict[str, Any]:
    """As the service's schema of its signals has it; ``replaced``: parts of additional-context by name."""
    context: dict[str, Any] = {
        "event-type": {"valueString": kind},
        "source": {"valueUri": "https://fhir.nhs.uk/Id/nhsSpineASID/477121000324"},
        "subject": {"valueReference": {"identifier": {"value": NHS_NUMBER}}},
    } | replaced
    event = [
        {"name": "event-number", "valueString": "1"},
        {"name": "timestamp", "valueInstant": "2026-11-20T13:00:00Z"},
        {"name": "focus", "valueReference": {"reference": f"https://pds.example/Patient/{NHS_NUMBER}"}},
    ]
    parameters = [
        {"name": "status", "valueCode": "active"},
        {"name": "notification-event", "part": event},
        {"name": "additional-context", "part": [{"name": name, **said} for name, said in context.items()]},
    ]
    signal = {"resource": {"resourceType": "Parameters", "id": "p", "parameter": parameters}}
    changed = {"resource": {"resourceType": "Patient", "id": NHS_NUMBER, "name": [{"family": "SECRET"}]}}
    return {
        "resourceType": "Bundle", "id": "236a1d4a-5d69-4fa9-9c7f-e72bf505aa5b", "type": "history",
        "timestamp": "2026-11-20T13:00:01Z", "entry": [signal, changed],
    }  # fmt: skip


def test_the_fhir_form_says_the_same() -> None:
    """A signal as a Bundle becomes the event that its CloudEvent becomes, under the same id; the changed record that
    comes with it is not read."""
    plain, fhir = (list(convert(said).told) for said in (notification(), in_fhir()))
    assert [(told.id, told.digest) for told in fhir] == [(told.id, told.digest) for told in plain]
    found = convert(in_fhir())
    assert found.dropped["Bundle.entry.resource"] == 1
    assert not any("SECRET" in path for path in found.dropped)
    assert convert(in_fhir("nhs-number-change-2")).silent == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (in_fhir("pds-death"), "type-unknown"), (in_fhir(subject={}), "field-missing"),
        (in_fhir() | {"type": "message"}, "code-unknown"), (in_fhir() | {"id": None}, "field-missing"),
        (in_fhir() | {"entry": []}, "type-unknown"), (in_fhir() | {"entry": [7]}, "not-an-object"),
        (in_fhir(subject={"valueReference": {"identifier": {"value": "9990000017"}}}), "nhs-number-check"),
    ],
)  # fmt: skip
def test_a_faulty_bundle_is_refused(wrong: dict[str, Any], code: str) -> None:
    """With a code, and without spoiling the others."""
    found = convert(wrong, in_fhir())
    assert [fault.code for fault in found.faults][:1] == [code]
    assert len(list(found.told)) == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"type": "pds-death"}, "type-unknown"), ({"subject": None}, "field-missing"),
        ({"subject": "9990000017"}, "nhs-number-check"), ({"time": "yesterday"}, "date-form"),
        ({"time": "2027-11-28T13:00:00Z"}, "moment-ahead"), ({"id": ""}, "field-missing"),
        ({"specversion": "0.3"}, "code-unknown"), ({"subject": 9990000018}, "not-text"),
    ],
)  # fmt: skip
def test_a_faulty_notification_is_refused(wrong: dict[str, Any], code: str) -> None:
    """With a code, and without spoiling the others."""
    found = convert(notification(**wrong), notification())
    assert [fault.code for fault in found.faults][:1] == [code]
    assert len(list(found.told)) == 1
