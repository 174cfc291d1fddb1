"""Rules from a file through real Kafka into an area and back: adopted, refused, tried on what was there."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from infra.alerting.adopting import Adopter, adopt
from infra.alerting.commands import app
from infra.alerting.rules_file import parse_rules
from infra.alerting.running import read_running
from infra.deciding import read_person
from streams.codec import ALERT, decode
from streams.errors import Invalid
from streams.events.alerts import AlertChanged
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from tests.events import incident, raw
from tests.integration.roles import await_quiet, await_true, running
from tests.integration.telling import read_told

pytestmark = pytest.mark.integration

AREA = "ruled"
ME = ("--by", "Jocasta Bellweather", "--role", "Hub manager", "--team", "Safeguarding hub")
PERSON = {"local_record_id": "L1", "given_name": "Maureen", "family_name": "Ashby", "birth_date": "1961-03-14"}
RULES = """\
version: "one"
rules:
  - id: three-contacts
    title: Three contacts in four weeks
    subject: person
    severity: amber
    receivers: [hub]
    when:
      - {indicator: contacts, within: 28 days, at_least: 3}
    advice: Ring the agencies.
    source: Made for a test.
"""


@pytest.fixture(scope="module")
def filled(settings: Settings) -> Iterator[Settings]:
    """With three contacts of one person, of the last days, known in the area."""
    with running(settings, "clock", "intake", "projector", "relay"):
        days = [(datetime.now(UTC) - timedelta(days=age)).isoformat() for age in (2, 1, 0)]
        events = [incident(AREA, n, person=PERSON, happened_at=day, recorded_at=day) for n, day in enumerate(days)]
        Publisher(settings).publish_blocking([Outgoing("police", AREA.encode(), raw(event)) for event in events])
        await_quiet(settings, 60)
        yield settings


def run(settings: Settings, *words: object) -> Result:
    env = {
        "LINNET_KAFKA_BOOTSTRAP": settings.kafka_bootstrap,
        "LINNET_REDIS_URL": settings.redis_url,
        "LINNET_PARTNERSHIP_FILE": str(settings.partnership_file),
    }
    return CliRunner().invoke(app, [*map(str, words), "--area", AREA], env=env)


def write(folder: Path, text: str = RULES) -> Path:
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def version_in(settings: Settings) -> str:
    held = asyncio.run(read_running(settings, [AREA]))[AREA]
    return held.version if held else ""


def alerts_of(settings: Settings, version: str) -> list[AlertChanged]:
    found = [decode(ALERT, told) for told in read_told(settings, AREA)]
    return [event for event in found if event.data.version == version]


def test_rules_are_adopted_tried_and_kept(filled: Settings, tmp_path: Path) -> None:
    """An area runs what it was given, raises what is there already, and keeps it whatever wrong file comes."""
    done = run(filled, "adopt", write(tmp_path), *ME)
    assert (done.exit_code, done.output) == (0, "ruled runs version one, 1 rules\n"), done.output
    assert version_in(filled) == "one"
    await_true(lambda: [event.data.change for event in alerts_of(filled, "one")] == ["raised"], 30)

    assert run(filled, "adopt", write(tmp_path), *ME).exit_code == 0, "the same rules may be adopted again"
    for text, told in (
        (RULES.replace("amber", "orange").replace('"one"', "two"), "rules.yaml:6:15: severity: there is no 'orange'"),
        (RULES.replace("at_least: 3", "at_least: 2"), "rules.yaml:1:10: version: ruled was given other rules as one"),
    ):
        wrong = run(filled, "adopt", write(tmp_path, text), *ME)
        assert wrong.exit_code == Invalid.exit_code
        assert told in wrong.output
        assert version_in(filled) == "one"

    tried = run(filled, "dry-run", write(tmp_path, RULES.replace("at_least: 3", "at_least: 4").replace('"one"', "two")))
    assert tried.exit_code == 0, tried.output
    (line,) = [line.split() for line in tried.output.splitlines() if line.startswith("three-contacts")]
    assert line == ["three-contacts", "0", "0", "0.0", "0", "0", "0.2"]
    shown = run(filled, "show").output
    assert "ruled: version one, adopted" in shown
    assert "Contacts in 28 days: 3 or more" in shown


def test_what_intake_refuses_is_told(filled: Settings) -> None:
    """Rules that intake refuses are told with its reason, and the area runs what it ran."""
    before = version_in(filled)
    adopter = Adopter(read_person("Jo", "Manager", "Hub"), datetime.now(UTC) + timedelta(days=3), lambda: uuid4().hex)
    event = adopter.write(AREA, parse_rules(RULES.replace('"one"', "three"), "rules.yaml", {}))
    with pytest.raises(Invalid) as refused:
        asyncio.run(adopt(filled, [event]))
    assert "ruled refused it" in refused.value.reason
    assert "time is more than a day after the message came in" in refused.value.reason
    assert version_in(filled) == before
