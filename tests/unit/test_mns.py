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
