"""The Python client against the API as it is served, let in by a provider's token."""

import json
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from api.streaming.events import write_place
from infra.client.__main__ import main
from linnet_client import ClientCredentials, Heard, Linnet, Refused, models
from streams.events.alerts import AlertChanged
from streams.partitions import partition_of
from streams.publisher import Publisher
from streams.settings import Settings
from streams.topics import ALERTS
from tests.alerting import to_kafka, write_alert
from tests.e2e.visiting import serving
from tests.household import AREA
from tests.integration.receivers import free_port
from tests.provider import AUDIENCE, PROGRAM, Signer, running_signer, settings_for

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def signer() -> Iterator[Signer]:
    with running_signer() as found:
        yield found


@pytest.fixture(scope="module")
def address(filled: str, audited: Settings, signer: Signer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    more = {"kafka_bootstrap": audited.kafka_bootstrap, "redis_url": filled, "api_port": 0}
    settings = settings_for(signer.issuer, tmp_path_factory.mktemp("claims"), oidc_api_audience=AUDIENCE, **more)
    with serving(settings, lambda: datetime.now(UTC)) as announced:
        yield announced


@pytest.fixture
def credentials(signer: Signer) -> ClientCredentials:
    return ClientCredentials(f"{signer.issuer}/token", PROGRAM, "its-own-secret", audience=AUDIENCE)


def test_a_program_finds_and_opens_with_types(address: str, credentials: ClientCredentials) -> None:
    """From one box to a page of its timeline and the alerts, in FHIR too; one token for all of it."""
    with Linnet(address, credentials, "missing", "MASH 7") as linnet:
        found = linnet.search(models.AddressesAsked(q="Maureen Ashby 14 3 1961"))
        assert found.persons is not None
        assert found.addresses is None
        first = found.persons.results[0]
        assert (first.person.name, first.sure) == ("Maureen Ashby", models.Sureness.STRONG)
        opened = linnet.read_person(first.id, limit=2)
        assert [one.agency for one in opened.involved] == [models.Agency.POLICE, models.Agency.COUNCIL]
        assert (len(opened.timeline.entries), opened.timeline.next_offset) == (2, 2)
        assert opened.as_at.tzinfo is not None
        back = linnet.read_person(first.id, at=datetime(2026, 6, 10, tzinfo=UTC))
        assert back.timeline.total < opened.timeline.total
        assert linnet.list_alerts(AREA, severity=models.Severity.RED).next is None
        assert linnet.search_flags(AREA)["resourceType"] == "Bundle"


def test_what_is_refused_says_why(address: str, credentials: ClientCredentials) -> None:
    """By a code to go by, from the API and from FHIR; an id cannot lead to another path."""
    with Linnet(address, credentials, "missing") as linnet:
        refusals: tuple[tuple[Callable[[], object], tuple[int, str]], ...] = (
            (lambda: linnet.read_person(f"{AREA}.{'A' * 16}"), (404, "id-unknown")),
            (lambda: linnet.read_person("../catalogue"), (404, "not-found")),
            (lambda: linnet.search(models.AddressesAsked(q="?")), (422, "query-empty")),
            (lambda: linnet.list_alerts("eastvale"), (403, "area-not-yours")),
            (lambda: linnet.read_flag(AREA, "nothing"), (404, "id-unknown")),
        )
        for ask, told in refusals:
            with pytest.raises(Refused) as refused:
                ask()
            assert (refused.value.status, refused.value.code) == told
    with Linnet(address, credentials, "") as linnet, pytest.raises(Refused, match="purpose-missing"):
        linnet.search(models.AddressesAsked(q="Ashby"))


def test_a_token_that_is_not_believed_any_more_is_had_anew(
    address: str, signer: Signer, credentials: ClientCredentials
) -> None:
    """Once, where the provider has changed its keys meanwhile; then the refusal is told."""
    with Linnet(address, credentials, "missing") as linnet:
        assert linnet.read_catalogue().areas
        credentials._token = signer.sign(signer.access_claims(), signer.other, type="at+jwt")
        assert linnet.read_catalogue().areas
        signer.audience, credentials._ends = "another", 0.0
        try:
            with pytest.raises(Refused, match="token-refused"):
                linnet.read_catalogue()
        finally:
            signer.audience = AUDIENCE


def test_alerts_are_followed_though_the_api_ends(
    filled: str, audited: Settings, signer: Signer, credentials: ClientCredentials, tmp_path: Path
) -> None:
    """From where one was, each once, with what happened while nothing answered; meanwhile it is said not to be live."""
    more = {"kafka_bootstrap": audited.kafka_bootstrap, "redis_url": filled, "api_port": free_port()}
    settings = settings_for(signer.issuer, tmp_path, oidc_api_audience=AUDIENCE, **more)
    before, after = ([write_alert(number, area=AREA) for number in range(at, at + 3)] for at in (7_100, 7_200))
    start = write_place(partition_of(AREA, ALERTS.partitions), -1)
    with Linnet(f"http://127.0.0.1:{settings.api_port}", credentials, "missing") as linnet:
        heard = linnet.follow_alerts(AREA, severity=[models.Severity.RED], after=start)
        with serving(settings, lambda: datetime.now(UTC)):
            Publisher(settings).publish_blocking([to_kafka(event) for event in before])
            assert _hear(heard, before) == [True] * 3
        assert not next(heard).live
        Publisher(settings).publish_blocking([to_kafka(event) for event in after])
        with serving(settings, lambda: datetime.now(UTC)):
            back = next(heard)
            assert (back.live, back.change) == (True, None)
            assert _hear(heard, after) == [True] * 3
            heard.close()


def _hear(heard: Generator[Heard, None, None], events: list[AlertChanged]) -> list[bool]:
    """Whether each of these comes next, of those of this test."""
    numbers = range(7_100, 7_300)
    told = (one.change for one in heard if one.change and one.change["data"]["log_offset"] in numbers)
    return [next(told) == json.loads(to_kafka(event).value) for event in events]


def test_a_stream_that_is_refused_is_no_stream(address: str, credentials: ClientCredentials) -> None:
    """Nor is one that nothing answers at first: who follows is told at once."""
    with Linnet(address, credentials, "missing") as linnet:
        with pytest.raises(Refused, match="area-not-yours"):
            next(linnet.follow_alerts("eastvale"))
        with pytest.raises(Refused, match="place-unknown"):
            next(linnet.follow_alerts(AREA, after="yesterday"))
    nowhere = f"http://127.0.0.1:{free_port()}"
    with Linnet(nowhere, credentials, "missing") as linnet, pytest.raises(httpx.ConnectError):
        next(linnet.follow_alerts(AREA))


def test_figures_come_as_a_table(address: str, credentials: ClientCredentials) -> None:
    """As the console's download has it."""
    with Linnet(address, credentials, "missing") as linnet:
        first, *rows = linnet.read_insight_table(AREA).splitlines()
    assert first.startswith("figure")
    assert rows


def test_the_client_is_as_the_document_has_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever changes a route makes the client anew, by the command that is named."""
    main(["--check"])
    assert capsys.readouterr().err == ""
