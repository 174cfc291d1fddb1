import base64
import json
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from standardwebhooks import Webhook
from typer.testing import CliRunner

from consumers.delivery.attempts import Clock
from consumers.delivery.daily import Daily
from consumers.delivery.destinations import DailySummary
from consumers.delivery.mail import open_post
from consumers.delivery.parking import Held, read_parked
from consumers.delivery.summary import due_before
from consumers.delivery.wording import LONDON
from infra.cli import app
from infra.stack.embedded import EmbeddedStack
from streams.codes.alerts import Change
from streams.events.alerts import AlertChanged
from streams.publisher import Publisher
from streams.settings import Settings
from tests.alerting import to_kafka, write_alert
from tests.integration.receivers import PostOffice, Receiver, free_port, post_office, receiving
from tests.integration.roles import await_true, kill, leave, running

pytestmark = pytest.mark.integration
AREA = "delivered"
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
CHANGES = (Change.RAISED, Change.ACKNOWLEDGED, Change.ACTIONED)


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINNET_TEST_SECRET", SECRET)


def webhook(name: str, url: str, **more: Any) -> str:
    words: dict[str, Any] = {"kind": "webhook", "url": url, "secret": "LINNET_TEST_SECRET", "timeout_seconds": 1.0}
    return table(name, words | more)


def email(name: str, **more: Any) -> str:
    return table(name, {"kind": "e-mail", "addresses": ["hub@council.example"]} | more)


def table(name: str, words: dict[str, Any]) -> str:
    lines = (f"{key} = {json.dumps(value)}" for key, value in ({"areas": [AREA]} | words).items())
    return "\n".join([f"[destinations.{name}]", *lines, ""])


def configure(settings: Settings, directory: Path, *tables: str, **more: Any) -> Settings:
    routes = directory / "delivery.toml"
    routes.write_text("\n".join(tables), encoding="utf-8")
    return settings.model_copy(update={"delivery_file": routes, "data_dir": directory} | more)


def write_alerts(first: int, count: int) -> list[AlertChanged]:
    """Each with all its changes, as they would come: every alert's first, then every one's second."""
    return [write_alert(first + number, change, AREA) for change in CHANGES for number in range(count)]


def tell(settings: Settings, events: list[AlertChanged]) -> None:
    Publisher(settings).publish_blocking([to_kafka(event) for event in events])


def await_opened(settings: Settings, first: int, *receivers: Receiver | PostOffice) -> None:
    """A new destination is told of what comes after it was opened, so the first alerts may be missed."""
    count = 0

    def opened() -> bool:
        nonlocal count
        tell(settings, [write_alert(first - 1 - count, Change.RAISED, AREA)])
        count += 1
        time.sleep(0.5)
        return all(heard(one) for one in receivers)

    await_true(opened, 60)


def heard(receiver: Receiver | PostOffice) -> bool:
    return bool(receiver.requests if isinstance(receiver, Receiver) else receiver.mails)


def has_all(receiver: Receiver, events: list[AlertChanged]) -> Callable[[], bool]:
    return lambda: {event.id for event in events} <= set(receiver.ids)


def assert_ordered(receiver: Receiver, events: list[AlertChanged]) -> None:
    """Each alert's changes came first in the order in which they happened."""
    once = receiver.once()
    for alert in {event.data.alert for event in events}:
        ids = [event.id for event in events if event.data.alert == alert]
        assert [one for one in once if one in ids] == ids


def find_parked(settings: Settings, destination: str) -> list[Held]:
    return [one for one in read_parked(settings) if one.parking.destination == destination and not one.resent]


def test_every_alert_reaches_every_receiver_and_none_waits_for_another(settings: Settings, directory: Path) -> None:
    """One receiver is well, one answers too late, one fails, one drops connections, one asks to be left alone and
    one is down at first: the well one has all at once, the others all in the end, each alert's changes in order."""
    events, port = write_alerts(1000, 12), free_port()
    with (
        receiving() as well,
        receiving(lambda number, _: "slow" if number % 3 == 1 else 200) as slow,
        receiving(lambda number, _: 500 if number % 2 else 200) as failing,
        receiving(lambda number, _: "drop" if number % 2 else 200) as dropping,
        receiving(lambda number, _: 503 if number % 5 == 1 else 200) as busy,
    ):
        receivers = {"well": well, "slow": slow, "failing": failing, "dropping": dropping, "busy": busy}
        tables = [webhook(f"many-{name}", one.url) for name, one in receivers.items()]
        configured = configure(settings, directory, *tables, webhook("many-down", f"http://127.0.0.1:{port}/"))
        with running(configured, "delivery"):
            await_opened(settings, 1000, *receivers.values())
            tell(settings, events)
            await_true(has_all(well, events), 5)
            for one in receivers.values():
                await_true(has_all(one, events), 60)
            with receiving(port=port) as down:
                await_true(has_all(down, events), 60)
                assert_ordered(down, events)
    for one in receivers.values():
        assert_ordered(one, events)
    assert len(well.ids) == len(well.once())


def test_an_alert_survives_kill_of_delivery_and_of_kafka(
    stack: EmbeddedStack, settings: Settings, directory: Path
) -> None:
    """Delivery and Kafka are killed while a thousand changes are on their way: each arrives, in order, and the receiver
    has each once after it looked at the ids."""
    events = write_alerts(2000, 340)
    with receiving() as receiver:
        configured = configure(settings, directory, webhook("killed", receiver.url))
        with running(configured, "delivery") as processes:
            await_opened(settings, 2000, receiver)
            telling = threading.Thread(target=tell, args=(settings, events))
            telling.start()
            for harm in (lambda: kill(processes, "delivery"), stack.restart_kafka, lambda: kill(processes, "delivery")):
                time.sleep(1.5)
                harm()
            telling.join()
            await_true(has_all(receiver, events), 120)
    assert_ordered(receiver, events)


def test_one_alert_that_is_not_taken_holds_up_no_other(settings: Settings, directory: Path) -> None:
    """A receiver fails on one alert only: the rest arrives, is not sent again after kill -9, and the one is parked
    once patience is at its end."""
    events = [write_alert(3000 + number, Change.RAISED, AREA) for number in range(20)]
    poison = events[3]
    with receiving(lambda _, event: 500 if event["id"] == poison.id else 200) as receiver:
        others = [event for event in events if event is not poison]
        configured = configure(settings, directory, webhook("poisoned", receiver.url, patience_hours=0.003))
        with running(configured, "delivery") as processes:
            await_opened(settings, 3000, receiver)
            tell(settings, events)
            await_true(has_all(receiver, others), 10)
            time.sleep(1)
            kill(processes, "delivery")
            tell(settings, [write_alert(3100, Change.RAISED, AREA)])
            await_true(lambda: len(find_parked(settings, "poisoned")) == 1, 60)
    assert len(receiver.ids) == len(receiver.once())
    (parked,) = find_parked(settings, "poisoned")
    assert (parked.parking.code, parked.parking.alert) == ("too-late", poison.data.alert)


def test_a_flood_that_is_not_taken_holds_up_no_other(settings: Settings, directory: Path) -> None:
    """A receiver takes nothing of a flood, of which there are more than wait at once: what comes after it is taken, and
    delivery that is killed then goes on so. Once the receiver is mended it has all of the flood too, none is parked."""
    flood = [write_alert(3200 + number, change, AREA) for change in CHANGES[:2] for number in range(240)]
    others = [write_alert(3600 + number, Change.RAISED, AREA) for number in range(4)]
    refused = {event.id for event in flood}
    with receiving(lambda _, event: 500 if event["id"] in refused else 200) as receiver:
        configured = configure(settings, directory, webhook("flooded", receiver.url))
        with running(configured, "delivery") as processes:
            await_opened(settings, 3200, receiver)
            tell(settings, [*flood, *others[:2]])
            await_true(has_all(receiver, others[:2]), 30)
            kill(processes, "delivery")
            tell(settings, others[2:])
            await_true(has_all(receiver, others), 60)
            receiver.manner = lambda *_: 200
            await_true(has_all(receiver, flood), 90)
    assert_ordered(receiver, [*flood, *others])
    assert find_parked(settings, "flooded") == []


def test_a_second_process_shares_the_work_and_takes_it_over(settings: Settings, directory: Path) -> None:
    """It joins while one alert is stuck and another process has delivered the rest: nothing of that is sent again. Then
    the first is stopped for good, and what was its comes too."""
    stuck = write_alert(3500, Change.RAISED, AREA)
    events = [write_alert(3501 + number, Change.RAISED, AREA) for number in range(20)]
    with receiving(lambda _, event: 500 if event["id"] == stuck.id else 200) as receiver:
        first = configure(settings, directory, webhook("shared", receiver.url))
        second = first.model_copy(update={"instance": "2", "data_dir": directory / "second"})
        with running(first, "delivery") as processes:
            await_opened(settings, 3500, receiver)
            tell(settings, [stuck, *events[:10]])
            await_true(has_all(receiver, events[:10]), 20)
            with running(second, "delivery"):
                time.sleep(8)
                leave(processes, "delivery").kill()
                tell(settings, events[10:])
                await_true(has_all(receiver, events), 90)
                receiver.manner = lambda *_: 200
                await_true(has_all(receiver, [stuck]), 60)
    assert len(receiver.ids) == len(receiver.once())


def test_what_is_parked_can_be_sent_again(settings: Settings, directory: Path) -> None:
    """A receiver that says 410 is left alone; what it should have had is parked and arrives by resend, as it was."""
    gone = True
    with receiving(lambda *_: 410 if gone else 200) as receiver:
        configured = configure(settings, directory, webhook("gone", receiver.url))
        with running(configured, "delivery"):
            await_opened(settings, 4000, receiver)
            events = write_alerts(4000, 3)
            tell(settings, events)
            await_true(lambda: {event.id for event in events} <= set(read_ids(find_parked(settings, "gone"))), 30)
        assert len(receiver.requests) == 1
        gone = False
        held = find_parked(settings, "gone")
        assert held[0].id in command(configured, "parked")
        assert f"delivered {len(held)} of {len(held)}" in command(configured, "resend", "--destination", "gone")
        assert receiver.ids == read_ids(held)
        assert find_parked(settings, "gone") == []


def command(settings: Settings, *words: str) -> str:
    files = {"LINNET_PARTNERSHIP_FILE": settings.partnership_file, "LINNET_DELIVERY_FILE": settings.delivery_file}
    servers = {"LINNET_KAFKA_BOOTSTRAP": settings.kafka_bootstrap, "LINNET_REDIS_URL": settings.redis_url}
    environment = {name: str(value) for name, value in (files | servers).items()} | {"COLUMNS": "200"}
    answer = CliRunner().invoke(app, ["delivery", *words], env=environment)
    assert answer.exit_code == 0, answer.output
    return answer.output


def read_ids(held: list[Held]) -> list[str]:
    return [json.loads(one.parking.original)["id"] for one in held]


def test_a_webhook_can_be_verified_and_is_the_event_itself(settings: Settings, directory: Path) -> None:
    """The signature holds by the standard's own library, also for the receiver who still has the old secret; the body
    is the event byte for byte, or a FHIR Flag for who asked for one."""
    old = "whsec_" + base64.b64encode(b"o" * 24).decode()
    os.environ["LINNET_TEST_SECRET"] = f"{SECRET} {old}"
    event = write_alert(5000, Change.RAISED, AREA)
    with receiving() as plain, receiving() as fhir:
        tables = webhook("signed", plain.url), webhook("flagged", fhir.url, format="fhir-flag")
        with running(configure(settings, directory, *tables), "delivery"):
            await_opened(settings, 5000, plain, fhir)
            tell(settings, [event])
            await_true(lambda: event.id in plain.ids and event.id in fhir.ids, 10)
    for receiver, kind in ((plain, "application/cloudevents+json"), (fhir, "application/fhir+json")):
        headers, body = receiver.requests[receiver.ids.index(event.id)]
        assert headers["content-type"] == kind
        for known in (SECRET, old):
            Webhook(known).verify(body, headers)
    assert plain.requests[plain.ids.index(event.id)][1] == to_kafka(event).value
    assert fhir.taken[fhir.ids.index(event.id)]["resourceType"] == "Flag"


def test_an_e_mail_says_what_to_do_and_not_who(settings: Settings, directory: Path) -> None:
    """A mail server that is down, and then asks to come back, has the mail in the end, once; its subject says how
    urgent it is, its body links to the console, and neither has an id of a person or an address beyond that link."""
    port, event = free_port(), write_alert(6000, Change.RAISED, AREA)
    server = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", "smtp_sender": "linnet@hub.example"}
    configured = configure(settings, directory, email("mailed"), **server)
    with running(configured, "delivery"):
        with post_office(port) as office:
            await_opened(settings, 6000, office)
        tell(settings, [event, write_alert(6000, Change.ACKNOWLEDGED, AREA)])
        time.sleep(2)
        with post_office(port, answers=["451 later"]) as office:
            await_true(lambda: any("alert00000006000" in mail.get_content() for mail in office.mails), 30)
            time.sleep(1)
    (mail,) = office.mails
    assert mail["Subject"] == f"Red alert raised, respond by 11:30 Sun 1 Nov ({AREA})"
    assert event.data.entity not in mail.as_string()
    assert "Three small fires" in mail.get_content()
    assert mail["Message-ID"] == f"<{event.id}.mailed@hub.example>"


async def test_the_summary_is_sent_once_a_day_whoever_was_killed(settings: Settings) -> None:
    """At its hour one mail counts what came since the last and lists what nobody has taken on; asked again, or after a
    restart, there is no second one."""
    told = datetime.now(UTC)
    first_due = due_before(told + timedelta(hours=25), told.astimezone(LONDON).hour)
    tell(settings, [write_alert(7001, Change.RAISED, AREA, teams=("North",))])
    tell(settings, [write_alert(7002, change, AREA, teams=("North",)) for change in CHANGES])
    with post_office(answers=["451 later"]) as office:
        server = {"smtp_host": "127.0.0.1", "smtp_port": office.port, "smtp_security": "none"}
        mailing = settings.model_copy(update=server)
        words = {"kind": "daily-summary", "addresses": ["north@council.example"], "teams": ["North"]}
        summary = DailySummary.model_validate(words | {"hour": told.astimezone(LONDON).hour})

        async def look(now: datetime) -> int:
            # As a process that has just been started.
            clock = Clock(lambda: now, Random(1))
            await Daily(mailing, "summarised", summary, open_post(mailing), clock).send_due()
            return len(office.mails)

        assert await look(told) == 0
        assert await look(first_due - timedelta(minutes=1)) == 0
        assert [await look(first_due), await look(first_due), await look(first_due + timedelta(hours=3))] == [1, 1, 1]
        assert await look(first_due + timedelta(hours=25)) == 2
    news, nothing = (mail.get_content() for mail in office.mails)
    assert "   2 Raised (2 red)" in news
    assert "alert00000007001" in news
    assert "alert00000007002" not in news
    assert "nothing new" in nothing
    assert "alert00000007001" in nothing
