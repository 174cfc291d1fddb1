"""A mapping tried on a file, offline: what would be accepted, what refused, and what the first rows would tell."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import process_time

import orjson

from consumers.feeds.faults import FileRefused
from consumers.feeds.judging import Judge, RefusedRow
from consumers.feeds.mapping import Mapping
from consumers.feeds.plan import Origin
from consumers.feeds.receipts import refused_rows_header, write_refused
from consumers.feeds.telling import Told
from streams.errors import Invalid

_EXAMPLES = 3
_FAULTS = 20


@dataclass(slots=True)
class Trial:
    """``seconds`` of processor time."""

    judge: Judge
    first: list[Told] = field(default_factory=list)
    refusal: FileRefused | None = None
    events: int = 0
    seconds: float = 0.0


def try_file(mapping: Mapping, path: Path, areas: tuple[str, ...], now: datetime, refused: Path | None) -> Trial:
    """Raises :class:`Invalid` for a file that cannot be opened. ``refused``: where to write what is refused."""
    trial = Trial(Judge(mapping, Origin(f"uk.{mapping.agency}.trial", areas, now)))
    rows: list[RefusedRow] = []
    begun = process_time()
    try:
        with path.open("rb") as file:
            for done in trial.judge.judge(file):
                trial.first += done.told[: _EXAMPLES - len(trial.first)]
                trial.events += len(done.told)
                rows += done.refused if refused else []
    except FileRefused as fault:
        trial.refusal = fault
    except OSError as fault:  # Invalid
        raise Invalid("file", f"{path} cannot be read: {fault.strerror}") from None
    trial.seconds = process_time() - begun
    if refused:
        _write(refused, rows)
    return trial


def tell_trial(trial: Trial) -> Iterator[str]:
    judge = trial.judge
    if trial.refusal:
        yield f"The whole file would be refused ({trial.refusal.code}): {trial.refusal.reason}"
    rate = f", {judge.rows / trial.seconds:,.0f} rows a second of processor time" if trial.seconds > 0.05 else ""
    yield f"{judge.rows:,} rows: {judge.rows - judge.refused:,} accepted, {judge.refused:,} refused{rate}"
    yield f"They tell of {trial.events:,} events; {judge.silent:,} rows tell of nothing that is shared"
    if judge.header and judge.header.unread:
        yield f"{judge.header.unread} of {judge.header.width} columns are not read"
    for (name, code), count in judge.codes.most_common(_FAULTS):
        yield f"{count:>9,}  {name:<28} {code}"


def show_events(trial: Trial) -> Iterator[str]:
    for told in trial.first:
        event = orjson.loads(told.event)
        yield orjson.dumps({"id": told.id, "type": event["type"], **event["data"]}, option=orjson.OPT_INDENT_2).decode()


def _write(path: Path, rows: list[RefusedRow]) -> None:
    with path.open("wb") as file:
        file.write(refused_rows_header())
        for row in rows:
            write_refused(file, row)
