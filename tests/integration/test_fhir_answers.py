"""FHIR R4 as it is served. ``python -m tests.fhir`` has the same answers judged by HAPI."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from fhir.resources.R4B import get_fhir_model_class

from streams.codes.access import Role
from streams.fhir import read_fhir_id
from streams.settings import Settings
from tests.e2e.visiting import serving
from tests.fhir.gathering import Resource, find_next, gather
from tests.fuzzing.world import fill, sign_in
from tests.household import AREA
from tests.integration.asking import connected
from tests.integration.indexing import index_until
from tests.signed_in import COOKIE

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def filled(audited: Settings, redis_url: str) -> Settings:
    fill(redis_url)
    return audited.model_copy(update={"redis_url": redis_url})


@pytest.fixture(scope="module")
def address(filled: Settings) -> Iterator[str]:
    with serving(filled) as found:
        yield found


@pytest.fixture(scope="module")
def hub(address: str, filled: Settings) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, cookies={COOKIE: sign_in(filled, Role.HUB_OFFICER)}, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def told(address: str, filled: Settings) -> dict[str, Resource]:
    gather(address, filled)
    asyncio.run(_index(filled))  # what was asked just now is on the audit
    return gather(address, filled)


async def _index(settings: Settings) -> None:
    async with connected(settings.redis_url) as redis:
        await index_until(settings, redis)


def test_everything_is_of_the_shape_that_fhir_has(told: dict[str, Resource]) -> None:
    """By a library that is not ours. These resources are the same in R4 and R4B, which is what it has."""
    for name, resource in told.items():
        assert get_fhir_model_class(resource["resourceType"]).model_validate(resource), name
    kinds = {one["resource"]["resourceType"] for bundle in told.values() for one in bundle.get("entry", ())}
    assert kinds >= {"Flag", "RiskAssessment", "Provenance", "AuditEvent"}


def test_a_flag_is_the_alert_that_the_api_tells_of(hub: httpx.Client, told: dict[str, Resource]) -> None:
    """Its id, whom it is about and when it was raised; nobody is named in it."""
    alerts = hub.get(f"/v1/areas/{AREA}/alerts").json()["alerts"]
    flag = told["flag"]
    (alert,) = [one for one in alerts if one["id"] == read_fhir_id(flag["id"])]
    assert flag["subject"]["identifier"]["value"] == alert["about"]["id"]
    assert flag["code"]["text"] == alert["title"]
    assert "Ashby" not in str(told["flags"])


def test_pages_of_a_search_hold_each_alert_once(hub: httpx.Client) -> None:
    """By the links, one page after another."""
    whole = [one["id"] for one in hub.get(f"/v1/areas/{AREA}/alerts").json()["alerts"]]
    found: list[str] = []
    link: str | None = f"/fhir/{AREA}/Flag?_count=2"
    while link:
        bundle = hub.get(link).json()
        found += [read_fhir_id(entry["resource"]["id"]) for entry in bundle["entry"]]
        link = find_next(bundle)
    assert found == whole
    assert len(found) > 4


def test_links_are_what_was_asked_whatever_a_proxy_is_said_to_have_heard(hub: httpx.Client, address: str) -> None:
    """Anybody can send a proxy's headers, from this machine too."""
    path, said = f"/fhir/{AREA}/Flag?_count=2", {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    assert hub.get(path, headers=said).json()["link"][0]["url"] == f"{address}{path}"


def test_a_score_is_in_per_cent_and_nobody_in_crisis_has_one(told: dict[str, Resource]) -> None:
    """As R4 has a probability, for the 28 days that come."""
    predictions = [one["resource"]["prediction"][0] for one in told["risks"]["entry"]]
    scored = [one["probabilityDecimal"] for one in predictions if "probabilityDecimal" in one]
    assert scored
    assert all(0 < one <= 100 for one in scored)
    assert [one["qualitativeRisk"]["text"] for one in predictions if "probabilityDecimal" not in one] == ["In crisis"]


def test_a_link_says_of_which_records_it_is(told: dict[str, Resource], hub: httpx.Client) -> None:
    """Each record of the person is a source of it."""
    linkage = told["links"]["entry"][0]["resource"]
    person = linkage["target"][0]["identifier"]["value"]
    records = [one["id"] for one in hub.get(f"/v1/persons/{person}/links").json()["records"]]
    assert [one["what"]["identifier"]["value"] for one in linkage["entity"]] == [f"{AREA}.{one}" for one in records]
    assert len(records) > 1


def test_what_cannot_be_answered_is_an_outcome(told: dict[str, Resource]) -> None:
    """With the code that a problem would have."""
    codes = {name: told[name]["issue"][0]["details"]["coding"][0]["code"] for name in ("unknown", "invalid", "refused")}
    assert codes == {"unknown": "id-unknown", "invalid": "request-invalid", "refused": "role-may-not"}
