"""What stands in the log of what was accepted, and what is read of it."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from streams.codec import OBSERVATION, SENT, decode, encode
from streams.contract import EventKey, event_key
from streams.errors import Broken
from streams.sealing.envelope import seal, unseal
from streams.sealing.keyring import Keyring
from streams.sealing.tree import Node
from streams.sealing.wrapping import open_wrapping, own_wrapping_file, unwrap, wrap
from streams.settings import Settings
from tests.events import envelope, erasure, incident, raw
from tests.partnerships import SOURCE

AREA, WHEN = "northmoor", datetime(2026, 11, 1, 9, tzinfo=UTC)


class Held:
    """Keys that are there."""

    def __init__(self) -> None:
        self.ring = Keyring()
        self.ring.take(AREA, 1, "", Node(seed=os.urandom(32)))

    def find(self, area: str, epoch: int, key: EventKey) -> bytes | None:
        return self.ring.find(area, epoch, key)

    def latest(self, area: str) -> int:
        return self.ring.latest[area]

    def destroy(self, event_id: str) -> None:
        list(self.ring.destroy(AREA, event_key(SOURCE, event_id)))


def sealed(event: dict[str, Any], held: Held) -> bytes:
    accepted = decode(SENT, raw(event))
    return seal(accepted, encode(accepted), WHEN, held)  # type: ignore[arg-type]


def corrections(target: dict[str, Any]) -> list[dict[str, Any]]:
    moment = {"recorded_at": WHEN.isoformat()}
    return [
        envelope(AREA, "rectified", "record-rectified-1", moment | {"replacement": target}),
        envelope(AREA, "restricted", "record-restricted-1", moment | {"target": target["id"], "sensitivity": "V"}),
    ]


def test_nothing_of_what_was_sent_can_be_read_and_all_of_it_is_there() -> None:
    """Sealed, an event shows its area, when it came in, and a digest; it is opened to the very bytes."""
    held, event = Held(), incident(AREA, 1)
    found = sealed(event, held)
    assert not any(word in found for word in (b"Ashby", b"Curlew", b"police", b"Constable", b"asb-personal"))
    assert unseal(found, held.find) == encode(decode(SENT, raw(event)))
    shown = decode(OBSERVATION, found)
    assert (shown.area, shown.time, shown.data.key) == (AREA, WHEN, event_key(SOURCE, "E1"))


def test_with_its_key_an_event_and_its_corrections_are_gone() -> None:
    """Once a key is destroyed, what it sealed reads as an erasure of its event, for corrections of it as well."""
    held, event = Held(), incident(AREA, 1)
    boxes = [sealed(each, held) for each in (event, *corrections(event), incident(AREA, 2))]
    held.destroy("E1")
    *gone, other = [orjson.loads(unseal(each, held.find)) for each in boxes]
    assert [each["type"] for each in gone] == ["record-erased-1"] * 3
    assert all("Ashby" not in str(each) for each in gone)
    assert other["id"] == "E2"


def test_what_comes_after_is_not_kept() -> None:
    """What is sent again after its erasure stands in the log without its contents."""
    held = Held()
    held.destroy("E1")
    found = sealed(incident(AREA, 1), held)
    assert decode(OBSERVATION, found).data.box == b""
    assert orjson.loads(unseal(found, held.find))["type"] == "record-erased-1"


def test_an_erasure_is_not_sealed() -> None:
    """It must be read when nothing else can be."""
    held = Held()
    assert sealed(erasure(AREA, 1, "E1"), held) == encode(decode(SENT, raw(erasure(AREA, 1, "E1"))))


@pytest.mark.parametrize("change", ["box", "key", "area"])
def test_what_was_changed_is_not_taken_for_erased(change: str) -> None:
    """A box that was altered, put under another event or into another area stops who reads it."""
    held = Held()
    held.ring.take("eastvale", 1, "", held.ring.trees[AREA, 1][""])
    found = orjson.loads(sealed(incident(AREA, 1), held))
    if change == "area":
        found["area"] = "eastvale"
    elif change == "key":
        found["data"]["key"] = event_key(SOURCE, "E2")
    else:
        found["data"]["box"] = found["data"]["box"][:-8] + "AAAAAAA="
    with pytest.raises(Broken, match="its key does not open"):
        unseal(orjson.dumps(found), held.find)


def test_without_its_keys_nothing_is_taken_for_erased() -> None:
    """Who has no keys of an epoch, or of the area, stops: that is another cluster's log, or keys that were lost."""
    found = sealed(incident(AREA, 1), Held())
    with pytest.raises(Broken, match="no keys of epoch 1 of area northmoor"):
        unseal(found, Keyring().find)


def test_without_a_setting_all_processes_wrap_under_one_key_of_their_own(tmp_path: Path) -> None:
    """Whoever starts first makes it, and all that start at the same moment have the same."""
    settings = Settings(data_dir=tmp_path, wrapping_keys=SecretStr(""))
    with ThreadPoolExecutor(8) as pool:
        wrappings = list(pool.map(open_wrapping, [settings] * 8))
    token = wrappings[0].encrypt(b"node")
    assert all(wrapping.decrypt(token) == b"node" for wrapping in wrappings)
    assert own_wrapping_file(settings).stat().st_mode & 0o077 == 0
    assert [path.name for path in own_wrapping_file(settings).parent.iterdir()] == ["wrapping.key"]


def test_a_wrapping_key_that_is_none_is_told() -> None:
    """By the setting's name, without the value."""
    with pytest.raises(Broken, match="LINNET_WRAPPING_KEYS holds a key that is none"):
        open_wrapping(Settings(wrapping_keys=SecretStr("secret")))


def test_a_node_in_the_place_of_another_is_refused() -> None:
    """Whoever writes one area's keys over another's has shut nobody in."""
    wrapping = open_wrapping(Settings(wrapping_keys=SecretStr(Fernet.generate_key().decode())))
    token = wrap(wrapping, AREA, 1, "", Node(seed=bytes(32)))
    assert unwrap(wrapping, AREA, 1, "", token) == Node(seed=bytes(32))
    with pytest.raises(Broken, match="are those of another place"):
        unwrap(wrapping, "eastvale", 1, "", token)
