"""What is past its age: at the door, in the log, and for analysis."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic import SecretStr

from consumers.ageing import is_past
from consumers.pseudonyms import Pseudonyms, open_pseudonyms
from scoring.aged import AgedNews
from scoring.outgoing import LogPoint, write_news
from streams.codec import AGED, SENT, decode, encode
from streams.errors import Broken
from streams.events.observation import IntakeEvent
from streams.publisher import Outgoing
from streams.sealing.envelope import seal, unseal
from streams.settings import Settings
from streams.topics import ANALYSIS, LINKS
from tests.events import envelope, incident, raw
from tests.unit.test_sealing import AREA, WHEN, Held

YEAR_AGO = datetime(2025, 11, 1, 9, tzinfo=UTC)
POINT = LogPoint(AREA, 2, 71, int(WHEN.timestamp() * 1000))
LEFT = AgedNews(
    month=datetime(2025, 3, 1, tzinfo=UTC),
    agency="police",
    kind="police-incident-recorded",
    category="domestic-incident",
    sex="2",
    age_band="26-64",
    child=False,
    outward="NM4",
    person="a" * 32,
    place="",
)


def accepted(event: dict[str, Any]) -> IntakeEvent:
    said: IntakeEvent = decode(SENT, raw(event))
    return said


def happened(moment: datetime) -> dict[str, Any]:
    said = {"happened_at": moment.isoformat(), "recorded_at": moment.isoformat()}
    return incident(AREA, "old", **said)


def test_only_what_stands_by_itself_is_past_its_age_at_the_door() -> None:
    """To the second; not a case, which may be open for years, and no correction of what may still be known."""
    assert is_past(accepted(happened(YEAR_AGO)), WHEN, 12)
    assert not is_past(accepted(happened(YEAR_AGO + timedelta(seconds=1))), WHEN, 12)
    assert not is_past(accepted(happened(YEAR_AGO)), WHEN, 13)
    moment = YEAR_AGO.isoformat()
    case = {**happened(YEAR_AGO)["data"], "category": "child-in-need", "case_id": "C1"}
    assert not is_past(accepted(envelope(AREA, "case", "council-case-opened-1", case)), WHEN, 12)
    assert is_past(accepted(envelope(AREA, "call", "police-incident-recorded-1", happened(YEAR_AGO)["data"])), WHEN, 12)
    rectified = {"recorded_at": moment, "replacement": happened(YEAR_AGO)}
    assert not is_past(accepted(envelope(AREA, "R1", "record-rectified-1", rectified)), WHEN, 12)


def test_of_what_is_past_its_age_the_log_has_that_it_came() -> None:
    """Nothing of what it said can be read, with all the keys there are; and it is no erasure, so that a rectification
    that says that it was yesterday is known."""
    held, event = Held(), accepted(happened(YEAR_AGO))
    stored = seal(event, encode(event), WHEN, held, aged=True)  # type: ignore[arg-type]
    assert orjson.loads(stored)["data"]["box"] == ""
    assert orjson.loads(unseal(stored, held.find))["type"] == "record-aged-1"


def test_a_month_that_was_destroyed_is_no_erasure_either() -> None:
    """What is left of it is opened as before, all else says that it went; and what was destroyed by itself and comes
    again is known to have been."""
    held = Held()
    events = [accepted(incident(AREA, number)) for number in range(3)]
    stored = [seal(event, encode(event), WHEN, held) for event in events]  # type: ignore[arg-type]
    keys = [orjson.loads(each)["data"]["key"] for each in stored]
    held.destroy(events[2].id)
    list(held.ring.fell(AREA, 1, [keys[0], keys[2]]))
    assert [orjson.loads(unseal(each, held.find))["type"] for each in stored] == [
        *("police-incident-recorded-1", "record-aged-1", "record-aged-1")
    ]
    assert [held.ring.was_destroyed(AREA, key) for key in keys] == [False, False, True]


def test_what_is_left_for_analysis_is_of_its_contract_and_from_its_month() -> None:
    """It is stamped with the first of the month in which it happened, by which Kafka lets go of it; what is for other
    topics passes by untouched."""
    topic, event = write_news(POINT, 3, LEFT)
    covered = Pseudonyms(bytes(32)).cover(Outgoing(topic, AREA.encode(), event))
    said = decode(AGED, covered.value)
    assert (covered.topic, covered.stamp) == (ANALYSIS.name, int(LEFT.month.timestamp() * 1000))
    assert (said.data.month, said.data.outward, said.data.place) == ("2025-03", "NM4", "")
    other = Outgoing(LINKS.name, b"x", event)
    assert Pseudonyms(bytes(32)).cover(other) is other


def test_a_pseudonym_is_one_person_of_one_area_under_one_key() -> None:
    """The same again and again, and another under another key, in another area, or for a place."""
    _, event = write_news(POINT, 1, LEFT)
    elsewhere = event.replace(b'"area":"northmoor"', b'"area":"eastvale"')

    def name(key: bytes, value: bytes) -> str:
        return str(orjson.loads(Pseudonyms(key).cover(Outgoing(ANALYSIS.name, b"x", value)).value)["data"]["person"])

    names = [name(bytes(32), event), name(bytes(32), event), name(b"k" * 32, event), name(bytes(32), elsewhere)]
    assert names[0] == names[1] != "a" * 32
    assert len(set(names)) == 3


def test_the_key_of_pseudonyms_is_given_or_made_once(tmp_path: Path) -> None:
    """Of its own it is the same after a restart; one that is no key is refused."""
    own = Settings(data_dir=tmp_path)
    _, event = write_news(POINT, 1, LEFT)
    sent = Outgoing(ANALYSIS.name, b"x", event)
    assert open_pseudonyms(own).cover(sent) == open_pseudonyms(own).cover(sent)
    assert (tmp_path / "keys" / "pseudonym.key").stat().st_mode & 0o777 == 0o600
    for wrong in ("feed", "no key"):
        with pytest.raises(Broken, match="64 hexadecimal digits"):
            open_pseudonyms(Settings(data_dir=tmp_path, pseudonym_key=SecretStr(wrong)))
