"""A list of addresses through real Kafka and back: texts resolve to it, and without it they are as they were."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from infra.commands import replay
from infra.linkage.loading import Edition, load_gazetteer
from scoring.linkage.records import Place, record_id
from streams.errors import Broken, Invalid
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from tests.events import incident, raw
from tests.integration.asking import asking, connected
from tests.integration.knowledge import read_knowledge
from tests.integration.roles import await_quiet, running
from tests.integration.test_decisions import without_cells

pytestmark = pytest.mark.integration

AREA = "listed"
NOW = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
HEADER = (
    "UPRN,UDPRN,SUB_BUILDING_NAME,BUILDING_NAME,BUILDING_NUMBER,DEPENDENT_THOROUGHFARE,THOROUGHFARE,POST_TOWN,POSTCODE"
)
LIST = """\
100,,FLAT 2,HERON HOUSE,14,,CURLEW STREET,NORTHMOOR,NM4 2QX
101,,FLAT 3,HERON HOUSE,14,,CURLEW STREET,NORTHMOOR,NM4 2QX
102,,,HERON HOUSE,14,,CURLEW STREET,NORTHMOOR,NM4 2QX
103,,,,16,,CURLEW STREET,NORTHMOOR,NM4 2
"""
MESSY = Place("Flat 2 14 Curlew St", "NM4 2QX", ""), Place("Heron House Flat 2 Curlew Street", "", "")


@pytest.fixture
def gazetteer(tmp_path: Path) -> Path:
    path = tmp_path / "addressbase.csv"
    path.write_text(f"{HEADER}\n{LIST}", encoding="utf-8")
    return path


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[AsyncClient]:
    async with connected(settings.redis_url) as redis, asking(settings, redis, lambda: NOW) as opened:
        yield opened


def incidents() -> list[Outgoing]:
    homes = [{"text": place.text} | ({"postcode": place.postcode} if place.postcode else {}) for place in MESSY]
    sent = [incident(AREA, n, person=None, address=home) for n, home in enumerate(homes)]
    return [Outgoing("police", AREA.encode(), raw(event)) for event in sent]


async def addresses(client: AsyncClient, settings: Settings) -> list[dict[str, Any]]:
    """What is told of each text, once all that was sent has taken effect."""
    await asyncio.to_thread(await_quiet, settings, 60)
    found = [await client.get(f"/v1/addresses/{AREA}.{record_id(place)}") for place in MESSY]
    assert [answer.status_code for answer in found] == [200, 200]
    return [answer.json() for answer in found]


async def load(settings: Settings, path: Path, days: int = 0, withdrawn: bool = False) -> tuple[int, list[str]]:
    edition = Edition(AREA, NOW + timedelta(days=days), withdrawn)
    loaded = await asyncio.to_thread(load_gazetteer, settings, path, edition)
    return loaded.sent, loaded.left_out


async def test_texts_resolve_to_a_list(settings: Settings, client: AsyncClient, gazetteer: Path) -> None:
    """Two texts that say nothing for each other become one address with the UPRN; loaded again, rebuilt, it is the same
    knowledge; withdrawn, all is as if there had never been a list."""
    with running(settings, "clock", "intake", "projector"):
        await asyncio.to_thread(Publisher(settings).publish_blocking, incidents())
        one, other = await addresses(client, settings)
        assert one["id"] != other["id"]
        before = read_knowledge(settings, AREA)

        left_out = ["UPRN 103: postcode must have the form of a UK postcode, such as NM4 2QX"]
        assert await load(settings, gazetteer) == (3, left_out)
        one, other = await addresses(client, settings)
        assert one == other
        assert one["address"]["uprn"] == "100"
        assert one["address"]["text"] == "Flat 2, Heron House, 14 Curlew Street, Northmoor"
        assert one["address"]["listed"]
        assert one["timeline"]["total"] == 2
        await check_neighbours(client, one["building"])

        listed = read_knowledge(settings, AREA)
        await load(settings, gazetteer, days=1)
        await asyncio.to_thread(await_quiet, settings, 60)
        assert read_knowledge(settings, AREA) == listed
        await replay(settings, [AREA], empty=True, move=lambda *_: None)
        assert read_knowledge(settings, AREA) == listed

        assert (await load(settings, gazetteer, withdrawn=True))[0] == 3
        one, other = await addresses(client, settings)
        assert one["id"] != other["id"]
        assert (one["address"]["uprn"], one["building"]["others"]) == (None, [])
        assert without_cells(read_knowledge(settings, AREA)) == without_cells(before)


async def check_neighbours(client: AsyncClient, building: dict[str, Any]) -> None:
    """A flat nobody was in contact with answers as such, on its page and in a search."""
    assert building["whole"]["address"]["uprn"] == "102"
    assert [(flat["address"]["uprn"], flat["last_contact"]) for flat in building["others"]] == [("101", None)]
    flat = await client.get(f"/v1/addresses/{building['others'][0]['id']}")
    assert flat.status_code == 200
    assert (flat.json()["timeline"]["total"], flat.json()["involved"]) == (0, [])
    asked = {"q": "Flat 3, Heron House, 14 Curlew Street", "area": AREA}
    hit = (await client.post("/v1/addresses/search", json=asked)).json()["results"][0]
    assert (hit["address"]["uprn"], hit["last_contact"], hit["people"], hit["agencies"]) == ("101", None, 0, [])


def test_a_list_of_nowhere_is_not_sent(settings: Settings, gazetteer: Path, tmp_path: Path) -> None:
    """An unknown area, and a file that is no list, are refused before anything is sent."""
    with pytest.raises(Broken, match="no such area: atlantis"):
        load_gazetteer(settings, gazetteer, Edition("atlantis", NOW))
    other = tmp_path / "other.csv"
    other.write_text("name,phone\nJo Bell,101\n", encoding="utf-8")
    with pytest.raises(Invalid):
        load_gazetteer(settings, other, Edition(AREA, NOW))
