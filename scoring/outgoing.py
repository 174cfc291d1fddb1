"""News of the core as events for others: ids follow from the log, so a replay says the same under the same id."""

from dataclasses import dataclass
from datetime import UTC, datetime

from scoring.linkage.links import LinkNews
from streams.codec import encode
from streams.events.links import LinkRevised, LinkRevision


@dataclass(frozen=True, slots=True)
class LogPoint:
    """Where in the log, and the broker's time there, Unix milliseconds."""

    area: str
    partition: int
    offset: int
    timestamp: int


def write_news(point: LogPoint, number: int, news: LinkNews) -> bytes:
    """``number`` counts the news of one observation, from 1."""
    # Not validated: we made it, and it is one of the larger costs of a new record.
    revision = LinkRevision.model_construct(
        kind=news.subject.value,
        log_partition=point.partition,
        log_offset=point.offset,
        before=news.before,
        after=news.after,
    )
    return encode(
        LinkRevised.model_construct(
            id=f"{point.area}-{point.partition}-{point.offset}-{number}",
            source="uk.linnet.projector",
            time=datetime.fromtimestamp(point.timestamp / 1000, UTC),
            area=point.area,
            data=revision,
        )
    )
