"""``linnet rules`` as it is typed, and rules tried on a past made up for it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner, Result

from infra.alerting.adopting import Adopter, check_version
from infra.alerting.commands import app
from infra.alerting.mistakes import WrongRules
from infra.alerting.past import Remembered, remember
from infra.alerting.rules_file import SHIPPED, RulesFile, parse_rules
from infra.alerting.running import Edition, to_core
from infra.alerting.tally import Tally, read_workers, tally
from infra.alerting.trial import mark, try_rules
from infra.deciding import read_person
from scoring.linkage.models import load_models
from streams.codec import DECIDED, decode, encode
from streams.errors import Invalid
from streams.events.rules import RulesAdopted
from tests.events import envelope, incident, raw

AREA = "northmoor"
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
RULES = """\
version: tried-1
rules:
  - id: three-contacts
    title: Three contacts in four weeks
    subject: person
    severity: amber
    receivers: [hub, adults]
    when:
      - {indicator: contacts, within: 28 days, at_least: 3}
    advice: Ring the agencies.
    source: Made for a test.
"""


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def write(folder: Path, text: str = RULES) -> Path:
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def file_of(text: str = RULES) -> RulesFile:
    return parse_rules(text, "rules.yaml", {})


def contact(number: int, day: datetime, area: str = AREA) -> bytes:
    """Of one person at one address."""
    moment = day.isoformat()
    return raw(incident(area, number, happened_at=moment, recorded_at=moment, person=PERSON))


PERSON = {"local_record_id": "L1", "given_name": "Maureen", "family_name": "Ashby", "birth_date": "1961-03-14"}


def tick(at: datetime) -> bytes:
    return orjson.dumps(envelope(AREA, f"T{at.timestamp():.0f}", "tick-1", {"at": at.isoformat()}))


def days_of(past: list[Remembered]) -> list[str]:
    """The day of each, with T for a tick that was made up."""
    return [f"{datetime.fromtimestamp(one.moment, UTC):%d}{'' if one.raw else 'T'}" for one in past]


def test_check_tells_every_mistake_and_fails(tmp_path: Path) -> None:
    """A wrong file ends with the exit code of invalid input and a line for each mistake."""
    wrong = RULES.replace("amber", "orange").replace("28 days", "28")
    done = run("check", write(tmp_path, wrong))
    assert done.exit_code == Invalid.exit_code
    assert [line.split(": ")[0] for line in done.output.splitlines()] == ["rules.yaml:6:15", "rules.yaml:9:39"]


def test_check_of_a_right_file_says_so(tmp_path: Path) -> None:
    """A right file is told with its version and how many rules it has."""
    done = run("check", write(tmp_path))
    assert (done.exit_code, done.output) == (0, "rules.yaml: version tried-1, 1 rules, no mistakes\n")


def test_the_shipped_rules_are_printed_as_the_file_they_are() -> None:
    """What is printed can be saved, changed and checked."""
    assert run("shipped").output == SHIPPED.read_text(encoding="utf-8")


def test_a_wrong_file_is_not_even_carried_to_kafka(tmp_path: Path) -> None:
    """Adopting a wrong file ends before anything is connected to."""
    done = run("adopt", write(tmp_path, RULES.replace("hub", "hob")), "--by", "J", "--role", "R", "--team", "T")
    assert done.exit_code == Invalid.exit_code
    assert "did you mean hub?" in done.output


def test_what_is_adopted_is_read_as_it_was_written() -> None:
    """The event passes the contract of the topic, and its rules are the file's, as the core reads them."""
    adopter = Adopter(read_person("Jo Bell", "Hub manager", "Hub"), MONDAY, lambda: "e1")
    event = decode(DECIDED, encode(adopter.write(AREA, file_of())))
    assert isinstance(event, RulesAdopted)
    assert to_core(event.data.rules) == to_core(file_of().rules)
    assert event.data.version == "tried-1"


def test_an_adopter_has_a_name() -> None:
    """Nobody adopts rules namelessly, and what is wrong is told by the option's name."""
    with pytest.raises(Invalid) as wrong:
        read_person("Jo", "", "Hub")
    assert wrong.value.reason.startswith("--role: ")


@pytest.mark.parametrize("area", [AREA, "eastvale"])
def test_a_version_is_one_set_of_rules(area: str) -> None:
    """A version that the area was given with other rules is refused, with its place; in another area it is not."""
    other = to_core(file_of(RULES.replace("at_least: 3", "at_least: 4")).rules)
    given = [Edition(AREA, "tried-1", other), Edition(AREA, "tried-0", ())]
    if area != AREA:
        check_version("rules.yaml", file_of(), given, [area])
        return
    with pytest.raises(WrongRules) as wrong:
        check_version("rules.yaml", file_of(), given, [area])
    assert wrong.value.reason.startswith("rules.yaml:1:10: version: northmoor was given other rules as tried-1")


def test_the_same_rules_may_be_adopted_again() -> None:
    """So an area can go back to an earlier version."""
    check_version("rules.yaml", file_of(), [Edition(AREA, "tried-1", to_core(file_of().rules))], [AREA])


def test_history_sent_in_bulk_is_put_on_its_days() -> None:
    """Where no clock ticked, events come in the order in which they were recorded, and each day begins with a tick."""
    log = [contact(n, MONDAY + timedelta(days=days)) for n, days in enumerate((3, 0))]
    assert days_of(remember(log, AREA)) == ["02T", "02", "03T", "04T", "05T", "05"]


def test_what_came_late_comes_late() -> None:
    """Where the clock ticked, an event stays at its place in the log, whenever it was recorded."""
    log = [tick(MONDAY), tick(MONDAY + timedelta(days=1)), contact(1, MONDAY)]
    assert days_of(remember(log, AREA)) == ["02", "03", "03"]


def test_history_comes_before_the_clock_that_ran_while_it_was_loaded() -> None:
    """A year that is loaded while the clock ticks today is not of today."""
    log = [tick(MONDAY), contact(1, MONDAY - timedelta(days=2)), tick(MONDAY + timedelta(seconds=9))]
    assert days_of(remember(log, AREA)) == ["31T", "31", "01T", "02", "02"]


def test_other_areas_and_earlier_rules_are_left_out() -> None:
    """A partition's other areas, the rules that ran and the answers to their alerts are not of the trial."""
    adopted = Adopter(read_person("Jo", "Manager", "Hub"), MONDAY, lambda: "e1").write(AREA, file_of())
    assert remember([contact(1, MONDAY, "eastvale"), encode(adopted)], AREA) == []


def try_on(log: list[bytes], weeks: int = 4, **sets: str) -> dict[str, Tally]:
    past = remember(log, AREA)
    rules = [rule for which, text in sets.items() for rule in mark(to_core(file_of(text).rules), which)]
    return tally(try_rules(past, rules, AREA, load_models(), lambda *_: None), past[-1].moment, weeks)


def log_of(*days: float) -> list[bytes]:
    return [contact(n, MONDAY + timedelta(days=day)) for n, day in enumerate(days)]


def test_a_trial_raises_what_the_rules_would_have_raised() -> None:
    """Three contacts in four weeks raise one alert, on the day of the third, however many follow."""
    new = try_on(log_of(0, 5, 9, 10, 11), new=RULES)["new"].rules["three-contacts"]
    assert (dict(new.days), new.total, new.withdrawn) == ({"2026-11-11": 1}, 1, 0)
    assert new.examples == [("11 Nov 2026", "3 contacts in the last 28 days")]


def test_time_clears_and_raises_again() -> None:
    """When the contacts have grown old the alert is cleared, and three others raise another."""
    new = try_on(log_of(0, 5, 9, 100, 105, 109), weeks=20, new=RULES)["new"].rules["three-contacts"]
    assert list(new.days) == ["2026-11-11", "2027-02-19"]
    assert len(new.about) == 1


def test_two_sets_are_tried_side_by_side() -> None:
    """Each set gets the numbers that it gets alone."""
    stricter, log = RULES.replace("at_least: 3", "at_least: 5"), log_of(0, 5, 9, 10)
    both = try_on(log, new=stricter, old=RULES)
    assert "new" not in both
    assert both["old"].receivers == {"hub": 1, "adults": 1}
    assert both["old"].rules["three-contacts"].days == try_on(log, old=RULES)["old"].rules["three-contacts"].days


def test_only_the_last_weeks_are_counted() -> None:
    """What was raised before them is not, although the rules were there."""
    assert try_on(log_of(0, 1, 2, 60), new=RULES) == {}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("hob=6", "did you mean hub?"),
        ("hub", "write it as hub=6"),
        ("hub=0", "write it as hub=6"),
        ("hub=six", "write it as hub=6"),
    ],
)
def test_workers_are_a_receiver_and_a_number(said: str, told: str) -> None:
    """Anything else is told, with how to write it."""
    with pytest.raises(Invalid) as wrong:
        read_workers([said])
    assert told in wrong.value.reason


def test_numbers_are_per_week_and_worker(tmp_path: Path) -> None:
    """The printed table has the alerts a week of each receiver, and of each person who works there."""
    from rich.console import Console

    from infra.alerting.telling import tell_trial

    console = Console(record=True, width=160, file=(tmp_path / "out").open("w", encoding="utf-8"))
    console.print(tell_trial(try_on(log_of(0, 1, 2), new=RULES)["new"], Tally(4), {"hub": 2}))
    text = console.export_text()
    (hub,) = [line.split() for line in text.splitlines() if line.startswith("Safeguarding hub")]
    assert hub[2:] == ["0.2", "0.0", "2", "0.1"]
    assert "4 Nov 2026: 3 contacts in the last 28 days" in text


def test_dry_run_takes_weeks_that_there_are(tmp_path: Path) -> None:
    """A year at most, so that a slip of the finger does not count ten years."""
    result: Any = run("dry-run", write(tmp_path), "--weeks", "100")
    assert result.exit_code == 2
