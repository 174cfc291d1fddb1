"""The Grafana dashboard: is it live, is it taken in, does it reach people, is it fast."""

import json
from dataclasses import dataclass
from typing import Any

_WIDTH, _HEIGHT, _COLUMNS = 8, 8, 3
# Chosen on the dashboard, among those that Grafana has.
_SOURCE = {"type": "prometheus", "uid": "${source}"}


@dataclass(frozen=True, slots=True)
class Panel:
    title: str
    unit: str
    exprs: tuple[tuple[str, str], ...]


def _quantiles(metric: str, where: str = "") -> tuple[tuple[str, str], ...]:
    series = f"sum by (le) (rate({metric}_bucket{where}[$__rate_interval]))"
    return tuple((f"histogram_quantile({q}, {series})", f"p{int(q * 100)}") for q in (0.5, 0.99))


def _rate(metric: str, by: str) -> tuple[tuple[str, str], ...]:
    return ((f"sum by ({by}) (rate({metric}[$__rate_interval]))", f"{{{{{by}}}}}"),)


ROWS: tuple[tuple[str, tuple[Panel, ...]], ...] = (
    (
        "Is it live",
        (
            Panel("Processes that answer", "short", (('sum by (job) (up{job=~"linnet.*"})', "{{job}}"),)),
            Panel(
                "Age of the latest tick applied",
                "s",
                (("time() - max by (area) (linnet_tick_timestamp_seconds)", "{{area}}"),),
            ),
            Panel(
                "Age of the audit's last signature",
                "s",
                (("time() - linnet_audit_signed_timestamp_seconds", "{{area}}"),),
            ),
        ),
    ),
    (
        "What comes in",
        (
            Panel("Accepted, by topic", "ops", _rate("linnet_accepted_events_total", "topic")),
            Panel("Refused, by topic", "ops", _rate("linnet_refused_messages_total", "topic")),
            Panel("Refused, by reason", "ops", _rate("linnet_refused_messages_total", "code")),
            Panel("Received over HTTPS, by outcome", "ops", _rate("linnet_received_items_total", "outcome")),
            Panel("Rows of files, by outcome", "ops", _rate("linnet_feed_rows_total", "outcome")),
            Panel(
                "Waiting for intake, by topic",
                "short",
                (("max by (topic) (linnet_intake_waiting_messages)", "{{topic}}"),),
            ),
            Panel("Files that are late", "short", (("sum by (sender) (linnet_feed_late)", "{{sender}}"),)),
        ),
    ),
    (
        "What becomes of it",
        (
            Panel("Observations applied, by area", "ops", _rate("linnet_applied_observations_total", "area")),
            Panel("Events relayed, by area", "ops", _rate("linnet_relayed_events_total", "area")),
            Panel("From first read to commit", "s", _quantiles("linnet_commit_seconds")),
            Panel("Observations in a commit", "short", _quantiles("linnet_batch_observations")),
            Panel("Read again", "ops", _rate("linnet_skipped_observations_total", "area")),
            Panel("Position in the log", "short", (("max by (area) (linnet_position_offset)", "{{area}}"),)),
        ),
    ),
    (
        "Does it reach people",
        (
            Panel("Alerts delivered", "ops", _rate("linnet_delivered_alerts_total", "destination")),
            Panel("Alerts that wait", "short", (("sum by (destination) (linnet_waiting_alerts)", "{{destination}}"),)),
            Panel(
                "Alerts parked", "short", (("sum by (destination) (linnet_parked_alerts_total)", "{{destination}}"),)
            ),
            Panel("Answers, by status", "ops", _rate("linnet_api_requests_total", "status")),
            Panel("Time to answer", "s", _quantiles("linnet_api_seconds", '{route!~".*/stream"}')),
            Panel("Open live streams", "short", (("sum(linnet_stream_readers)", "streams"),)),
        ),
    ),
    (
        "What it rests on",
        (
            Panel(
                "Memory of Redis",
                "bytes",
                (("max(linnet_redis_used_bytes)", "used"), ("max(linnet_redis_limit_bytes)", "limit")),
            ),
            Panel("Copies of Kafka's that are behind", "short", (("max(linnet_kafka_copies_behind)", "copies"),)),
            Panel(
                "Until certificates end",
                "s",
                (("min by (setting) (linnet_certificate_end_timestamp_seconds) - time()", "{{setting}}"),),
            ),
        ),
    ),
)


def write_dashboard() -> str:
    panels: list[dict[str, Any]] = []
    top = 0
    for title, row in ROWS:
        panels.append({"id": len(panels) + 1, "type": "row", "title": title, "gridPos": _place(0, top, 24, 1)})
        for number, panel in enumerate(row):
            across, down = number % _COLUMNS, number // _COLUMNS
            place = _place(across * _WIDTH, top + 1 + down * _HEIGHT, _WIDTH, _HEIGHT)
            panels.append(_write_panel(len(panels) + 1, panel, place))
        top += 1 + -(-len(row) // _COLUMNS) * _HEIGHT
    return json.dumps(_frame(panels), indent=2) + "\n"


def _write_panel(number: int, panel: Panel, place: dict[str, int]) -> dict[str, Any]:
    targets = [
        {"refId": chr(ord("A") + at), "expr": expr, "legendFormat": legend, "datasource": _SOURCE}
        for at, (expr, legend) in enumerate(panel.exprs)
    ]
    return {
        "id": number,
        "type": "timeseries",
        "title": panel.title,
        "datasource": _SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": targets,
    }


def _frame(panels: list[dict[str, Any]]) -> dict[str, Any]:
    source = {"name": "source", "type": "datasource", "query": "prometheus", "label": "Prometheus"}
    return {
        "uid": "linnet",
        "title": "Linnet",
        "tags": ["linnet"],
        "schemaVersion": 39,
        "timezone": "Europe/London",
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [source]},
        "panels": panels,
    }


def _place(x: int, y: int, width: int, height: int) -> dict[str, int]:
    return {"x": x, "y": y, "w": width, "h": height}
