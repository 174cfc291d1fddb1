"""The topic ``analysis`` read as a table."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import NamedTuple

from consumers.feeds.folders import writing
from streams.codec import AGED, decode
from streams.errors import Invalid
from streams.events.analysis import ContactAged
from streams.reading import read_topic
from streams.settings import Settings
from streams.topics import ANALYSIS

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Line(NamedTuple):
    """Of one event; ``child`` is yes, no or empty, ``person`` and ``place`` pseudonyms or empty."""

    area: str
    month: str
    agency: str
    kind: str
    category: str
    sex: str
    age_band: str
    child: str
    outward: str
    person: str
    place: str


COLUMNS = Line._fields
_CHILD = {None: "", True: "yes", False: "no"}


def read_lines(settings: Settings, areas: Collection[str] | None, first: str, last: str) -> Iterator[Line]:
    """Of these areas (None: all) and months, both included, each event once, however often it was written. Raises
    :class:`Invalid` for a month that is none, :class:`Transient` where Kafka does not answer."""
    for month in (first, last):
        if month and not _MONTH.fullmatch(month):
            raise Invalid("month", f"{month} is no month such as 2026-03")
    seen: set[str] = set()
    for message in read_topic(settings, ANALYSIS):
        event: ContactAged = decode(AGED, message.value())
        if event.id in seen or (areas and event.area not in areas):
            continue
        if (not first or event.data.month >= first) and (not last or event.data.month <= last):
            seen.add(event.id)
            yield _write(event)


def _write(event: ContactAged) -> Line:
    said = event.data
    who = said.sex, said.age_band, _CHILD[said.child], said.outward, said.person, said.place
    return Line(event.area, said.month, said.agency, said.kind, said.category, *who)


def write_lines(lines: Iterable[Line], path: Path) -> int:
    """How many there are. The file is for whoever runs this alone: it is of single people."""
    count = 0
    with writing(path) as raw:
        file = TextIOWrapper(raw, encoding="utf-8", newline="")
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for count, line in enumerate(lines, 1):  # noqa: B007 - it says how many there were
            writer.writerow(line)
        file.detach()
    return count
