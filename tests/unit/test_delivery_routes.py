import base64
from pathlib import Path

import pytest

from consumers.delivery.letters import Letter
from consumers.delivery.routes import Routes, read_routes
from streams.codes.alerts import Change, Severity
from streams.errors import Broken
from streams.partnership import read_partnership
from tests.alerting import NOW, to_kafka, write_alert
from tests.partnerships import write_partnership

SECRETS = {"LINNET_HUB_SECRET": "whsec_" + base64.b64encode(bytes(24)).decode(), "LINNET_SHORT": "whsec_c2hvcnQ="}
HUB = '[destinations.hub]\nkind = "webhook"\nurl = "https://hub.example/alerts"\nsecret = "LINNET_HUB_SECRET"\n'
MAIL = '[destinations.desk]\nkind = "e-mail"\naddresses = ["desk@council.example"]\n'


def read(directory: Path, text: str) -> Routes:
    partnership = read_partnership(write_partnership(directory / "partnership.toml"))
    routes = directory / "delivery.toml"
    routes.write_text(text, encoding="utf-8")
    return read_routes(routes, partnership, SECRETS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[destinations.hub\n", "line 1"),
        ("", "destinations: is required"),
        ("destinations = 3\n", "destinations: must be tables"),
        ("[destinations.hub]\n", "destinations.hub: kind is required"),
        (HUB.replace("webhook", "pager"), "destinations.hub: kind must be one of 'webhook', 'e-mail', 'daily-summary'"),
        (HUB.replace("hub]", "Hub]"), "must be lower-case letters, digits and hyphens"),
        (HUB.replace("https", "http"), "destinations.hub.url: must begin with https://"),
        (HUB.replace('"https://hub.example/alerts"', "3"), "destinations.hub.url"),
        *(
            (HUB.replace("https://hub.example/alerts", url), "destinations.hub.url: must begin with https://")
            for url in ("https:///alerts", "https://hub:x/", "https://hub:99999/", "http://localhost:a@hub.example/")
        ),
        (HUB.replace("secret =", "sekret ="), "destinations.hub.sekret: is not known; it may be misspelt"),
        (HUB.replace("LINNET_HUB_SECRET", "whsec_abc"), "never the secret itself"),
        (HUB.replace("HUB_SECRET", "OTHER"), "LINNET_OTHER is not set in the environment"),
        (HUB.replace("HUB_SECRET", "SHORT"), "LINNET_SHORT must be whsec_ and then 24 to 64 bytes"),
        (HUB + 'areas = ["atlantis"]\n', "destinations.hub.areas: atlantis is no area of the partnership"),
        (HUB + 'areas = "northmoor"\n', "destinations.hub.areas: must be a list"),
        (HUB + 'severities = ["purple"]\n', "must be 'red', 'amber' or 'notice'"),
        (HUB + 'receivers = ["everyone"]\n', "destinations.hub.receivers.0: must be 'hub'"),
        (HUB + 'format = "xml"\n', "must be 'cloudevents' or 'fhir-flag'"),
        (HUB + "patience_hours = 0\n", "destinations.hub.patience_hours"),
        (MAIL.replace("desk@council.example", "desk"), "must be one e-mail address"),
        (MAIL.replace('"desk@council.example"', ""), "destinations.desk.addresses: must have at least one entry"),
        (MAIL + "hour = 8\n", "destinations.desk.hour: is not known"),
        (MAIL.replace("e-mail", "daily-summary") + "hour = 24\n", "destinations.desk.hour"),
    ],
)
def test_a_file_that_cannot_be_followed_is_refused(directory: Path, text: str, said: str) -> None:
    """With the file, where in it, and what is expected; a secret is not repeated."""
    with pytest.raises(Broken) as refusal:
        read(directory, text)
    assert "delivery.toml" in str(refusal.value)
    assert said in str(refusal.value)
    assert "c2hvcnQ" not in str(refusal.value)


def test_the_example_of_the_handbook_can_be_followed(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its secrets set."""
    for name in ("HUB_WEBHOOK_SECRET", "TRUST_WEBHOOK_SECRET"):
        monkeypatch.setitem(SECRETS, name, SECRETS["LINNET_HUB_SECRET"])
    handbook = (Path(__file__).parents[2] / "docs" / "delivery.md").read_text(encoding="utf-8")
    routes = read(directory, handbook.split("```toml\n")[1].split("```")[0])
    assert list(routes.destinations) == ["hub-system", "trust", "duty-desk", "north-team"]


def test_every_fault_is_said_at_once(directory: Path) -> None:
    """So that one reading mends the file."""
    with pytest.raises(Broken) as refusal:
        read(directory, HUB.replace("https", "ftp") + 'areas = "all"\n' + MAIL + 'cc = "x"\n')
    assert str(refusal.value).count("destinations.") == 3


def letter(change: Change = Change.RAISED, teams: tuple[str, ...] = (), severity: Severity = Severity.RED) -> Letter:
    event = write_alert(1, change, teams=teams, severity=severity)
    return Letter(4, 1, NOW, to_kafka(event).value, event)


@pytest.mark.parametrize(
    ("conditions", "concerned"),
    [
        ("", True),
        ('areas = ["northmoor"]', True),
        ('areas = ["eastvale"]', False),
        ('receivers = ["hub", "children"]', True),
        ('receivers = ["children"]', False),
        ('severities = ["amber"]', False),
        ('teams = ["North"]', True),
        ('teams = ["South"]', False),
        ('receivers = ["hub"]\nseverities = ["notice"]', False),
        ('changes = ["cleared"]', False),
    ],
)
def test_a_destination_is_told_what_meets_all_its_conditions(directory: Path, conditions: str, concerned: bool) -> None:
    """What is left out is no condition."""
    hub = read(directory, f"{HUB}{conditions}\n").destinations["hub"]
    assert hub.concerns(letter(teams=("North", "East"))) == concerned


def test_e_mail_brings_news_and_a_webhook_everything(directory: Path) -> None:
    """Unless the file says otherwise: people read the rest in the console, systems need it all."""
    routes = read(directory, HUB + MAIL).destinations
    told = {name: [change for change in Change if one.concerns(letter(change))] for name, one in routes.items()}
    assert told["hub"] == list(Change)
    assert told["desk"] == [Change.RAISED, Change.REOPENED, Change.WITHDRAWN]
