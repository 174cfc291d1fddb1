"""News of the core as events for others: ids follow from the log, so a replay says the same under the same id."""

from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from scoring.linkage.links import LinkNews


@dataclass(frozen=True, slots=True)
class LogPoint:
    """Where in the log, and the broker's time there, Unix milliseconds."""

    area: str
    partition: int
    offset: int
    timestamp: int


def write_news(point: LogPoint, number: int, news: LinkNews) -> bytes:
    """A :class:`streams.events.links.LinkRevised`; ``number`` counts the news of one observation, from 1.

    Written as plain JSON: two of these come with each new record, and building the model costs ten times as
    much. ``tests/unit/test_outgoing.py`` reads it back by the contract.
    """
    revision = {
        "kind": news.subject.value,
        "log_partition": point.partition,
        "log_offset": point.offset,
        "before": news.before,
        "after": news.after,
    }
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": f"{point.area}-{point.partition}-{point.offset}-{number}",
            "source": "uk.linnet.projector",
            "type": "link-revised-1",
            "time": datetime.fromtimestamp(point.timestamp / 1000, UTC),
            "datacontenttype": "application/json",
            "area": point.area,
            "data": revision,
        }
    )
