"""The operator's guide names commands that there are, as they are typed."""

import re
import shlex
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from infra.cli import app
from infra.deploy.capacity import EVENTS_A_YEAR, PEAK, SIZES, list_processes, list_sizes
from infra.deploy.guide import write_guide
from infra.deploy.machine import COMMAND, write_machine
from infra.deploy.measured import BY_EVENTS, DOCS, read_costs
from infra.deploy.pods import AUTHORITY
from infra.deploy.strimzi import OFFSETS_MINUTES
from infra.deploy.valkey import USERS
from infra.processes import ROLES
from streams.errors import Broken
from tests.guide import TEXT, list_commands, list_typed, read_chapter
from tests.manifests import of_kind

TYPED = list_commands(TEXT)
# Named as a command, and not as it is typed.
_NAMED = {"linnet rules adopt", "linnet feeds sshd", "linnet.target"}


@pytest.mark.parametrize("line", sorted(set(TYPED) - _NAMED))
def test_a_command_can_be_typed_as_it_is_told(line: str) -> None:
    """The command is there, takes these options, and wants no more than is said."""
    words = shlex.split(line)[1:]
    command = get_command(app)
    while isinstance(command, TyperGroup):
        name, *words = words
        assert name in command.commands, line
        command = command.commands[name]
    command.make_context(line, words)


def test_some_are_told() -> None:
    """The pattern finds them: an empty list would promise nothing."""
    assert len(set(TYPED)) > 20


def test_its_tables_are_what_the_code_says() -> None:
    """Sizes, processes, settings and secrets in the guide follow from the figures and from the code."""
    assert write_guide() == TEXT, "run: python -m infra.deploy"
    assert TEXT.count("<!-- begin") == TEXT.count("<!-- end") == 4
    assert all(f"| `{role}` |" in TEXT for role in ROLES)


def test_sizes_come_from_what_was_measured() -> None:
    """Where as many events come as in the hour that was measured, a process takes what it took then."""
    costs, nation = read_costs(), SIZES[-1]
    busiest = PEAK * nation.residents * EVENTS_A_YEAR / (365 * 86_400)
    assert busiest == pytest.approx(costs.hour.rate, rel=0.01)
    rows = {name: cells for name, *cells in list_sizes(costs)}
    for name in BY_EVENTS:
        assert rows[f"of a core for {name}, at the busiest"][-1] == f"{costs.hour.cores[name]:.1%}"
    assert [size.residents for size in SIZES] == sorted(size.residents for size in SIZES)


def test_a_process_that_was_not_measured_is_named() -> None:
    """Nobody takes the processes of the hour for all that there are."""
    hour = read_costs().hour
    rows = {name.strip("`"): cells for name, *cells in list_processes(hour)}
    assert set(rows) == {*ROLES, "Kafka", "Valkey"}
    assert {name for name, cells in rows.items() if "not measured" in cells} == set(rows) - set(hour.cores)
    assert "tracing" in set(rows) - set(hour.cores)


_READ = {
    "soak-figures.md": ("| projector | +", "a second; ", "| until minute |", "<!-- hour at 10 -->", "Kafka, MiB"),
    "figures.md": ("| all keys, for each event |", "<!-- ruled ", "| person ("),
    "peers-figures.md": ("| Linnet backfill |", "| events/s |"),
    "alerting-figures.md": ("Valkey, under rules",),
}


@pytest.mark.parametrize(("name", "told"), [(name, told) for name, all_told in _READ.items() for told in all_told])
def test_a_figure_that_is_gone_is_missed(name: str, told: str, tmp_path: Path) -> None:
    """A table that was written anew without what the sizes rest on stops them, and nothing is taken for it."""
    _copy_figures(tmp_path)
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert told in text
    (tmp_path / name).write_text(text.replace(told, re.sub(r"\w+", "gone", told)), encoding="utf-8")
    with pytest.raises(Broken):
        read_costs(tmp_path)


@pytest.mark.parametrize("name", BY_EVENTS)
def test_an_hour_without_a_process_is_none(name: str, tmp_path: Path) -> None:
    """Where the hour has no share of a process whose work comes with the events, there are no sizes."""
    _copy_figures(tmp_path)
    hour = tmp_path / "soak-figures.md"
    kept, count = re.subn(rf"^\| {name} \| \+.*\n", "", hour.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert count == 1
    hour.write_text(kept, encoding="utf-8")
    with pytest.raises(Broken, match=name):
        read_costs(tmp_path)


def test_the_longest_log_that_was_played_counts(tmp_path: Path) -> None:
    """A rebuild slows down as more is known: what fewer events took is no measure for a year of them. Whoever played
    beside others is told by the processor time it took, for by the clock it took theirs too."""
    _copy_figures(tmp_path)
    long = """<!-- peers 1000000 2 at once -->

**1,000,664 messages: 1,000,000 events of a simulated year 2 at once, under the rules**

|  | events/s | CPU of the host, µs/event | of Kafka | of Valkey |
|---|---|---|---|---|
| Linnet live (Faust) | 121 | 2,600 |  | 525 |
| Linnet backfill | 100 | 2,000 |  | 500 |

<!-- end of peers 1000000 2 at once -->
"""
    with (tmp_path / "peers-figures.md").open("a", encoding="utf-8") as figures:
        figures.write(long)
    play = read_costs(tmp_path).play
    assert (play.events, play.live, play.rebuild, play.valkey, play.beside) == (1_000_000, 320, 400, 0.2, 1)


def _copy_figures(folder: Path) -> None:
    for name in _READ:
        (folder / name).write_text((DOCS / name).read_text(encoding="utf-8"), encoding="utf-8")


def test_what_pods_are_given_is_told() -> None:
    """Every Secret and ConfigMap that a pod does not start without is named, but for those that Strimzi makes."""
    pods = [one["spec"]["template"]["spec"] for one in (*of_kind("Deployment"), *of_kind("StatefulSet"))]
    made = {user["metadata"]["name"] for user in of_kind("KafkaUser")} | {AUTHORITY}
    shipped = {one["metadata"]["name"] for one in of_kind("ConfigMap")}
    wanted = set(re.findall(r"'(?:secretName|name)': '(linnet-[\w-]+)'", str([pod["volumes"] for pod in pods])))
    assert {"linnet-relay-secrets", "linnet-redis", "linnet-files"} <= wanted
    for name in wanted - made - shipped:
        assert f"`{name}`" in read_chapter("To start it on Kubernetes"), name


def test_topics_have_as_many_copies_as_there_are_brokers() -> None:
    """Whoever makes them by hand is told of the setting without which each has one."""
    assert "LINNET_KAFKA_REPLICATION=3" in read_chapter("To start it under systemd")
    assert f"offsets.retention.minutes={OFFSETS_MINUTES}" in read_chapter("To start it under systemd")


def test_keys_of_the_log_are_made_by_who_has_what_they_are_sealed_under() -> None:
    """Under systemd topics are made by the command that has the wrapping keys: an administrator's shell has none."""
    (line,) = (one for one in list_typed(read_chapter("To start it under systemd")) if "topics create" in one)
    assert line == "linnet-operator topics create"
    assert "linnet_wrapping_keys" in write_machine()[COMMAND]


def test_the_users_of_valkey_are_as_the_guide_has_them() -> None:
    """The file that an administrator copies is the one that is tried on a real server."""
    assert USERS.format(digest="SHA256") in TEXT
