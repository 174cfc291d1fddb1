"""How long things are kept and looked ahead for, as the papers say it, each from where the code declares it."""

from collections.abc import Iterator
from typing import Any

from consumers.feeds.tidying import KEPT_DAYS
from infra.reference.tables import Row, write_table
from scoring.risk.labels import DAY, HORIZON, REMEMBERED
from streams.codes.agencies import Agency
from streams.sealing.epochs import ROOM
from streams.topics import ANALYSIS, DAY_MS, DEAD_LETTERS, FOREVER, TOPICS, Topic

_MONTH_DAYS = 365.25 / 12


def gather_periods() -> dict[str, Any]:
    """By the names that the templates use: those in ``_days`` and ``_months`` are numbers of them."""
    days = {topic.name: topic.retention_ms // DAY_MS for topic in TOPICS}
    return {
        "topics": write_table(("topic", "holds", "kept"), list_kept()),
        "kept": {topic.name.replace("-", "_"): _say_kept(topic) for topic in TOPICS},
        "receipt_days": KEPT_DAYS,
        "forever": ", ".join(f"`{topic.name}`" for topic in TOPICS if topic.retention_ms == FOREVER),
        "sent_days": max(days[agency.value] for agency in Agency),
        "refused_days": days[DEAD_LETTERS.name],
        "analysis_months": round(days[ANALYSIS.name] / _MONTH_DAYS),
        "room_days": ROOM.days,
        "horizon_days": round(HORIZON / DAY),
        "remembered_days": round(REMEMBERED / DAY),
    }


def list_kept() -> Iterator[Row]:
    for topic in TOPICS:
        yield f"`{topic.name}`", topic.holds, _say_kept(topic)


def _say_kept(topic: Topic) -> str:
    return "for ever" if topic.retention_ms == FOREVER else f"{topic.retention_ms // DAY_MS} days"
