"""An area is linked for as many people as live there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from consumers.projection import LogMessage, Projection
from scoring.linkage.models import Models, choose_models
from scoring.state.keys import CLOCK, kind_of
from scoring.state.readiness import check_areas
from scoring.state.reads import Shelf, answer_at_rest, answer_in_passing
from streams.errors import Broken, Transient
from streams.partitions import partition_of
from streams.sealing.keyring import Keyring
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.events import incident, raw
from tests.integration.asking import connected
from tests.integration.knowledge import read_knowledge

pytestmark = pytest.mark.integration
_ALI = {"local_record_id": "L1", "given_name": "Mohammed", "family_name": "Ali", "birth_date": "1985"}
_SEEN = [
    {"person": _ALI, "address": {"text": "3 Mill Lane, Linfold", "postcode": "NM1 4AB"}},
    {"person": _ALI | {"local_record_id": "L2"}, "address": {"text": "15 Queens Road", "postcode": "NM6 1AJ"}},
]


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    async with connected(settings.redis_url) as connection:
        yield connection


@pytest.fixture
def models(tmp_path: Path) -> dict[str, Models]:
    """Of a town whose file says nothing, and of two counties of one size."""
    sizes = {"sizedtown": "", "sizedcounty": "people = 1_200_000", "sizedother": "people = 1_200_000"}
    text = (f'[areas.{area}]\nlabel = "{area}"\n{size}\n[areas.{area}.sources]\n' for area, size in sizes.items())
    path = tmp_path / "partnership.toml"
    path.write_text("".join(text), encoding="utf-8")
    return choose_models(Settings(partnership_file=path))


async def project(redis: Redis, area: str, models: Models, start: int = 0) -> None:
    partition = partition_of(area, OBSERVATIONS.partitions)
    log = [LogMessage(partition, start + n, 0, raw(incident(area, start + n, **seen))) for n, seen in enumerate(_SEEN)]
    projection = Projection(redis, {area: models}, Keyring().find)
    await projection.resume(partition, 0, start + len(log))
    await projection.project(log)


def count_people(settings: Settings, area: str) -> int:
    return sum(kind_of(key) == "person" for key in read_knowledge(settings, area))


async def test_two_of_one_common_name_are_one_in_a_town_and_two_in_a_county(
    redis: Redis, settings: Settings, models: dict[str, Models]
) -> None:
    """Of one year, at two homes: in a town there is hardly a second one."""
    for area in ("sizedtown", "sizedcounty"):
        await project(redis, area, models[area])
    assert [count_people(settings, area) for area in ("sizedtown", "sizedcounty")] == [1, 2]
    assert models["sizedcounty"] is models["sizedother"]


async def test_nobody_is_told_of_by_another_model_than_they_were_linked_by(
    redis: Redis, models: dict[str, Models]
) -> None:
    """An API that was started with another number, and an area that is not rebuilt: it answers that the area is to be
    rebuilt, and not with other people, and says so where it says whether it is ready."""
    await project(redis, "sizedasked", models["sizedtown"])
    answer, _ = await answer_at_rest(redis, "sizedasked", models["sizedtown"], _ask)
    assert answer == "answered"
    for answering in (answer_at_rest(redis, "sizedasked", models["sizedcounty"], _ask), _pass(redis, models)):
        with pytest.raises(Transient, match=r"linked by uk-. and .*, not by uk-. among 1200000 .*; rebuild it"):
            await answering
    told = {}
    for town in ("sizedtown", "sizedcounty"):
        (condition,) = await check_areas(redis, {"sizedasked": models[town].lineage}, 0.0, 60.0)
        told[town] = any("rebuild it" in reason for reason in condition.reasons)
    assert told == {"sizedtown": False, "sizedcounty": True}


async def _ask(shelf: Shelf) -> str:
    await shelf.fetch([CLOCK])
    return "answered"


async def _pass(redis: Redis, models: dict[str, Models]) -> object:
    return await answer_in_passing(redis, "sizedasked", models["sizedcounty"], lambda open_shelf: _ask(open_shelf()))


async def test_an_area_of_another_size_is_not_gone_on_with(redis: Redis, models: dict[str, Models]) -> None:
    """Half by one number and half by another would be people by neither: the worker stops, and says which and what to
    do."""
    await project(redis, "sizedother", models["sizedtown"])
    with pytest.raises(Broken, match=r"by the models uk-. and .*, and this worker has uk-. among 1200000 .*rebuild"):
        await project(redis, "sizedother", models["sizedother"], 2)
