"""News of the core as events for others: ids follow from the log, so a replay says the same under the same id."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from scoring.aged import AgedNews
from scoring.alerts.episodes import ENDED
from scoring.alerts.notices import AlertNews
from scoring.linkage.settling import LinkNews
from scoring.risk.awaited import name_model, read_rivals
from scoring.risk.lineage import digest_code, digest_features
from scoring.risk.news import ModelNews, OutcomeNews, ScoreNews
from scoring.state.documents import Because
from streams.codes.alerts import Receiver
from streams.topics import ALERTS, ANALYSIS, LINKS, MODELS, SCORES

_SLICES = ("sex", "age_band", "ethnic_group", "deprivation_fifth", "team_type")
News = LinkNews | AlertNews | ScoreNews | OutcomeNews | ModelNews | AgedNews


@dataclass(frozen=True, slots=True)
class LogPoint:
    """Where in the log, and the broker's time there, Unix milliseconds."""

    area: str
    partition: int
    offset: int
    timestamp: int


def write_news(point: LogPoint, number: int, news: News) -> tuple[str, bytes]:
    """The topic, and the event of its contract; ``number`` counts the news of one observation, from 1.

    Written as plain JSON: two of these come with each new record, and building the model costs ten times as
    much. ``tests/unit/test_outgoing.py`` reads them back by the contract.
    """
    match news:
        case LinkNews():
            return LINKS.name, _write(point, number, "link-revised-1", _describe_links(news))
        case AlertNews():
            return ALERTS.name, _write(point, number, "alert-changed-1", _describe_alert(news))
        case ScoreNews():
            return SCORES.name, _write(point, number, "score-made-1", _describe_score(news))
        case OutcomeNews():
            return SCORES.name, _write(point, number, "outcome-known-1", _describe_outcome(news))
        case ModelNews():
            return MODELS.name, _write(point, number, "model-saved-1", _describe_model(news))
        case AgedNews():
            return ANALYSIS.name, _write(point, number, "contact-aged-1", _describe_aged(news))


def write_alert_again(point: LogPoint, number: int, said: dict[str, Any]) -> bytes:
    """``said`` as an event of it had it; of an alert that is not there any more."""
    return _write(point, number, "alert-changed-1", said)


def _write(point: LogPoint, number: int, event_type: str, data: dict[str, Any]) -> bytes:
    return orjson.dumps(
        {
            "specversion": "1.0",
            # With the moment: of a log restored from a copy others have these offsets, and receivers know old ids.
            "id": f"{point.area}-{point.partition}-{point.timestamp}-{point.offset}-{number}",
            "source": "uk.linnet.projector",
            "type": event_type,
            "time": datetime.fromtimestamp(point.timestamp / 1000, UTC),
            "datacontenttype": "application/json",
            "area": point.area,
            "data": {**data, "log_partition": point.partition, "log_offset": point.offset},
        }
    )


def _describe_links(news: LinkNews) -> dict[str, Any]:
    return {"kind": news.subject.value, "before": news.before, "after": news.after}


def _describe_alert(news: AlertNews) -> dict[str, Any]:
    """That it is over concerns whoever was ever told that it began."""
    alert, ended = news.alert, news.alert.state in ENDED
    receivers = (*alert.receivers, *(alert.once_receivers if ended else ()))
    teams = (*alert.teams, *(alert.once_teams if ended else ()))
    return {
        "alert": alert.id,
        "change": alert.state,
        "rule": alert.rule,
        "version": alert.version,
        "title": alert.title,
        "advice": alert.advice,
        "severity": alert.severity,
        "subject": alert.subject,
        "entity": news.entity,
        "receivers": receivers,
        "teams": teams if Receiver.WORKER in receivers else (),
        "opened_at": datetime.fromtimestamp(alert.opened, UTC),
        "respond_by": None if alert.respond_by is None else datetime.fromtimestamp(alert.respond_by, UTC),
        "because": [describe_finding(because) for because in alert.because],
    }


def describe_finding(because: Because) -> dict[str, Any]:
    return {field: getattr(because, field) for field in because.__struct_fields__}


def _describe_score(news: ScoreNews) -> dict[str, Any]:
    return {
        "person": news.person,
        "made_at": datetime.fromtimestamp(news.made, UTC),
        "cause": news.cause.value,
        "model": news.model,
        "probability": news.probability,
        "rivals": news.rivals,
        "vector": news.vector,
        "team": news.team,
    }


def _describe_outcome(news: OutcomeNews) -> dict[str, Any]:
    awaited = news.outcome.awaited
    return {
        "person": news.person,
        "made_at": datetime.fromtimestamp(awaited.made, UTC),
        "known_at": datetime.fromtimestamp(news.known, UTC),
        "model": name_model(awaited),
        "probability": awaited.probability,
        "rivals": read_rivals(awaited),
        "vector": awaited.vector,
        "label": awaited.label == 1,
        "correction": news.outcome.corrected,
        "learned": news.outcome.learnable,
        "team": news.team,
        "slices": dict(zip(_SLICES, news.slices, strict=True)),
    }


def _describe_aged(news: AgedNews) -> dict[str, Any]:
    said = {field: getattr(news, field) for field in AgedNews.__slots__}
    return {**said, "month": f"{news.month:%Y-%m}"}


def _describe_model(news: ModelNews) -> dict[str, Any]:
    model = news.model
    return {
        "name": news.name,
        "recipe": model.recipe,
        "learned": model.learned,
        "until": datetime.fromtimestamp(model.until, UTC),
        "numbers": model.numbers,
        "features": digest_features(),
        "code": digest_code(),
    }
