"""One table for each thing that code declares once and people look up."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client.metrics import MetricWrapperBase
from pydantic.fields import FieldInfo
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from infra.cli import app
from infra.reference.refusals import list_refusals
from scoring.indicators.catalogue import INDICATORS
from scoring.state.keys import KINDS
from streams import metrics
from streams.errors import Broken, Transient
from streams.schemas.generate import INDEX, PUBLISHED, generate_schemas
from streams.settings import Settings
from streams.topics import DAY_MS, FOREVER, TOPICS, Topic
from streams.watchdog import EXIT_STUCK

ROOT = Path(__file__).parents[2]
Row = tuple[str, ...]
_LIMITS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


def write_table(head: Row, rows: Iterable[Row]) -> str:
    """
    >>> print(write_table(("a", "b"), [("1|2", "")]))
    | a | b |
    | --- | --- |
    | 1&#124;2 |  |
    """
    lines = (head, tuple("---" for _ in head), *rows)
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines)


def list_settings() -> Iterator[Row]:
    for name, field in Settings.model_fields.items():
        yield f"`LINNET_{name.upper()}`", _default(field), _limits(field), field.description or ""


def _default(field: FieldInfo) -> str:
    value = field.default
    if isinstance(value, Path) and value.is_relative_to(ROOT):
        value = value.relative_to(ROOT)
    shown = "" if value is None else str(value)
    return f"`{shown}`" if shown else "empty"


def _limits(field: FieldInfo) -> str:
    said = (
        f"{sign} {getattr(one, name)}" for one in field.metadata for name, sign in _LIMITS.items() if hasattr(one, name)
    )
    return ", ".join(said)


def list_commands() -> Iterator[Row]:
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    yield from _list_group("linnet", root)


def _list_group(path: str, group: TyperGroup) -> Iterator[Row]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _list_group(f"{path} {name}", command)
        else:
            assert isinstance(command, TyperCommand)
            yield f"`{path} {name}`", " ".join(_words(command)), (command.help or "").split("\n\n")[0]


def _words(command: TyperCommand) -> Iterator[str]:
    for parameter in command.params:
        yield f"`{parameter.opts[0]}`" if parameter.param_type_name == "option" else f"`<{parameter.name}>`"


def list_topics() -> Iterator[Row]:
    for topic in TOPICS:
        yield f"`{topic.name}`", topic.holds, topic.key, str(topic.partitions), _retention(topic), _config(topic)


def _retention(topic: Topic) -> str:
    return "for ever" if topic.retention_ms == FOREVER else f"{topic.retention_ms // DAY_MS} days"


def _config(topic: Topic) -> str:
    return ", ".join(f"`{name}={value}`" for name, value in topic.config.items())


def list_types() -> Iterator[Row]:
    index = generate_schemas()[INDEX]
    for name in sorted({name for topic in index.values() for name in topic["types"]}):
        schema = (PUBLISHED / f"{name}.json").relative_to(ROOT)
        held = ", ".join(f"`{topic.name}`" for topic in TOPICS if name in index[topic.name]["types"])
        yield f"[`{name}`](../{schema})", held


def list_keys() -> Iterator[Row]:
    for kind in KINDS:
        yield (
            f"`{kind.name}`",
            kind.type,
            *("yes" if each else "" for each in (kind.knowledge, kind.sealed)),
            kind.holds,
        )


def list_metrics() -> Iterator[Row]:
    for metric in vars(metrics).values():
        if isinstance(metric, MetricWrapperBase):
            described = next(iter(metric.describe()))
            name = described.name + ("_total" if described.type == "counter" else "")
            yield f"`{name}`", described.type, ", ".join(metric._labelnames), described.documentation


def list_indicators() -> Iterator[Row]:
    for one in INDICATORS:
        ruled = "yes" if one.ruled else ""
        yield f"`{one.name}`", one.unit, one.window, one.counts, ruled, one.meaning, one.source


def list_refusal_codes() -> Iterator[Row]:
    for code, meaning in list_refusals():
        yield f"`{code}`", meaning


def list_exits() -> Iterator[Row]:
    yield "0", "stopped as asked"
    yield str(Broken.exit_code), "it cannot go on safely; the last line of its log says why and what to do"
    # One number for both, as one thing is to be done about both.
    assert Transient.exit_code == EXIT_STUCK
    yield str(Transient.exit_code), "Kafka or Redis stayed away past the deadline, or it was stuck; start it again"
