"""What somebody is called for: Prometheus alert rules, each with a chapter of the operator's guide, and for each a
series that it must answer and one that it must not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from infra.deploy.yaml import Document

GUIDE = "docs/operating.md"
# Of somebody who is woken, and of somebody who looks in the morning.
CALL, LOOK = "call", "look"
_SERIES_MINUTES = 180


@dataclass(frozen=True, slots=True)
class Alarm:
    """``expr`` has to hold for ``minutes``. ``runbook``: a heading's anchor in the guide. ``bad``, ``worse`` and
    ``good``: values by series, a minute apart, in promtool's notation; with the first two the alarm has the
    ``labels``."""

    name: str
    expr: str
    minutes: int
    severity: str
    summary: str
    runbook: str
    bad: Mapping[str, str]
    good: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)
    worse: Mapping[str, str] = field(default_factory=dict)


_AREA = {"area": "northmoor"}
_TO = {"destination": "hub-system"}
_TICK = 'linnet_tick_timestamp_seconds{area="northmoor"}'
_PEOPLE = 'linnet_area_people{area="northmoor"}'
_WAITING = 'linnet_oldest_waiting_timestamp_seconds{destination="hub-system"}'
_READ = 'linnet_alerts_read_timestamp_seconds{destination="hub-system"}'
_RELAYED = 'linnet_relay_timestamp_seconds{area="northmoor"}'
_FOLLOWED = 'linnet_followed_timestamp_seconds{process="erasing"}'
_SIGNED = 'linnet_audit_signed_timestamp_seconds{area="northmoor"}'
_PARKED = 'linnet_parked_alerts_total{destination="hub-system", code="%s"}'
_REFUSED = 'linnet_refused_messages_total{topic="police", code="%s"}'
_ACCEPTED = 'linnet_accepted_events_total{topic="police"}'
_WAITS = 'linnet_intake_waiting_messages{topic="police"}'
# What is asked by people and their programs: not by a kubelet, and not for as long as somebody looks on.
_ASKED = 'route!~"/healthz|/readyz|/metrics"'
_ANSWERED = 'route!~".*/stream"'
_HALTED = 'linnet_intake_halted{topic="police", partition="0"}'
_GROWS, _STANDS = f"0+60x{_SERIES_MINUTES}", f"1+0x{_SERIES_MINUTES}"
ALARMS = (
    Alarm(
        "LinnetProcessAway",
        'up{job=~"linnet.*"} == 0',
        5,
        CALL,
        "a process of Linnet does not answer",
        "a-process-is-away",
        {'up{job="linnet-intake", instance="a"}': f"0x{_SERIES_MINUTES}"},
        {'up{job="linnet-intake", instance="a"}': f"1x{_SERIES_MINUTES}"},
        {"job": "linnet-intake", "instance": "a"},
    ),
    Alarm(
        "LinnetProcessEnds",
        # One that ends soon after each start answers nearly each time it is asked.
        "changes(linnet_started_timestamp_seconds[30m]) > 3",
        0,
        CALL,
        "a process of Linnet ends again and again",
        "a-process-is-away",
        {'linnet_started_timestamp_seconds{job="linnet-intake", instance="a"}': _GROWS},
        {'linnet_started_timestamp_seconds{job="linnet-intake", instance="a"}': "7x100 8x20 9x60"},
        {"job": "linnet-intake", "instance": "a"},
    ),
    Alarm(
        "LinnetTimeStands",
        # By the last that was told within a day: a projector that ends before its first tick tells of none.
        "time() - max by (area) (max_over_time(linnet_tick_timestamp_seconds[1d])) > 120",
        2,
        CALL,
        "no tick has been applied for two minutes: what is shown of the area is old, and no alert is raised there",
        "time-stands-still",
        {_TICK: _STANDS},
        {_TICK: _GROWS},
        _AREA,
        {_TICK: "0+60x100 stale"},
    ),
    Alarm(
        "LinnetTimeUntold",
        "absent(linnet_tick_timestamp_seconds)",
        10,
        CALL,
        "no projector tells of any tick: none runs, or Prometheus asks none",
        "time-stands-still",
        {},
        {_TICK: _GROWS},
    ),
    Alarm(
        "LinnetIntakeHalted",
        "max by (topic, partition) (linnet_intake_halted) == 1",
        0,
        CALL,
        "most messages in a partition of an agency's topic were refused, and no more of it is let in",
        "most-is-refused",
        {_HALTED: f"1x{_SERIES_MINUTES}"},
        # As Prometheus has it of a process that was started again.
        {_HALTED: "1x100 stale"},
        {"topic": "police", "partition": "0"},
    ),
    Alarm(
        "LinnetMessagesRefused",
        # The second half for those of whom little comes: a series that begins at 1 has no rate.
        "sum by (topic) (rate(linnet_refused_messages_total[15m])) / sum by (topic) (rate({__name__=~"
        '"linnet_refused_messages_total|linnet_accepted_events_total"}[15m])) > 0.05 or sum by (topic)'
        " (linnet_refused_messages_total unless linnet_refused_messages_total offset 30m) > 0",
        10,
        LOOK,
        "more than one in twenty of an agency's messages is refused, or the first for some reason",
        "messages-are-refused",
        {_REFUSED % "form": _GROWS, _ACCEPTED: _GROWS},
        {_REFUSED % "form": f"0x{_SERIES_MINUTES}", _ACCEPTED: _GROWS},
        {"topic": "police"},
        {_REFUSED % "form": f"7x{_SERIES_MINUTES}", _REFUSED % "not-json": "_x149 1x31", _ACCEPTED: _GROWS},
    ),
    Alarm(
        "LinnetIntakeStands",
        "min_over_time(linnet_intake_waiting_messages[15m]) > 0 unless on (topic) sum by (topic) (increase({__name__=~"
        '"linnet_refused_messages_total|linnet_accepted_events_total"}[15m])) > 0',
        5,
        CALL,
        "messages of an agency wait, and none of them was let in or refused for a quarter of an hour",
        "messages-wait",
        {_WAITS: f"3x{_SERIES_MINUTES}", _ACCEPTED: f"70x{_SERIES_MINUTES}"},
        {_WAITS: f"3x{_SERIES_MINUTES}", _ACCEPTED: _GROWS},
        {"topic": "police"},
        {_WAITS: f"0+1x{_SERIES_MINUTES}"},
    ),
    Alarm(
        "LinnetAlertsParked",
        # The second half for the first one for each reason: a series that begins at 1 has not increased.
        "sum by (destination) (increase(linnet_parked_alerts_total[15m])) > 0 or sum by (destination)"
        " (linnet_parked_alerts_total unless linnet_parked_alerts_total offset 15m) > 0",
        0,
        CALL,
        "an alert could not be delivered, and is not tried again",
        "alerts-are-not-delivered",
        {_PARKED % "refused": "_x164 1x16"},
        {_PARKED % "refused": f"3x{_SERIES_MINUTES}"},
        _TO,
        {_PARKED % "refused": f"3x{_SERIES_MINUTES}", _PARKED % "gone": "_x164 1x16"},
    ),
    Alarm(
        "LinnetAlertsWait",
        "(time() - linnet_oldest_waiting_timestamp_seconds > 300) and (linnet_oldest_waiting_timestamp_seconds > 0)",
        5,
        CALL,
        "a destination has not taken an alert for more than five minutes",
        "alerts-are-not-delivered",
        {_WAITING: _STANDS},
        {_WAITING: f"0x{_SERIES_MINUTES}"},
        _TO,
    ),
    Alarm(
        "LinnetAlertsUntold",
        # The second half where the relay is not there, or does not know of the area.
        "time() - max by (area) (linnet_relay_timestamp_seconds) > 120 or max by (area) (linnet_tick_timestamp_seconds)"
        " unless on (area) linnet_relay_timestamp_seconds",
        3,
        CALL,
        "the relay has not come to an area for two minutes: an alert that is raised there reaches no destination",
        "alerts-are-not-told",
        {_RELAYED: _STANDS, _TICK: _GROWS},
        {_RELAYED: _GROWS, _TICK: _GROWS},
        _AREA,
        {_RELAYED: "0+60x100 stale", _TICK: _GROWS},
    ),
    Alarm(
        "LinnetAlertsUnread",
        # The second half where no delivery is there. One that is, and does not tell of a destination, has none such.
        "time() - min by (destination) (linnet_alerts_read_timestamp_seconds) > 300 or time() - max by (destination)"
        " (max_over_time(linnet_alerts_read_timestamp_seconds[1d])) > 300"
        " unless on () linnet_alerts_read_timestamp_seconds",
        5,
        CALL,
        "a destination has not been given all alerts that Kafka has for five minutes",
        "alerts-are-not-told",
        {_READ: _STANDS},
        {_READ: _GROWS},
        _TO,
        {_READ: "0+60x100 stale"},
    ),
    Alarm(
        "LinnetFollowerStands",
        "time() - max by (process) (max_over_time(linnet_followed_timestamp_seconds[1d])) > 1800",
        0,
        LOOK,
        "who follows a topic, for an index, the audit or what is to be erased, has not read all of it for half an hour",
        "a-follower-stands-still",
        {_FOLLOWED: _STANDS},
        {_FOLLOWED: _GROWS},
        {"process": "erasing"},
        {_FOLLOWED: "0+60x100 stale"},
    ),
    Alarm(
        "LinnetFeedLate",
        "linnet_feed_late == 1",
        60,
        LOOK,
        "a sender's file that was due has not come",
        "a-feed-is-late",
        {'linnet_feed_late{sender="northmoor-fire", feed="incidents"}': f"1x{_SERIES_MINUTES}"},
        {'linnet_feed_late{sender="northmoor-fire", feed="incidents"}': f"0x{_SERIES_MINUTES}"},
        {"sender": "northmoor-fire", "feed": "incidents"},
    ),
    Alarm(
        "LinnetItemsGivenBack",
        "sum by (agency) (increase(linnet_received_refusals_total[1h])) > 100",
        0,
        LOOK,
        "more than a hundred items of an agency were given back to their sender within an hour",
        "messages-are-refused",
        {'linnet_received_refusals_total{agency="police", code="form"}': _GROWS},
        {'linnet_received_refusals_total{agency="police", code="form"}': f"7x{_SERIES_MINUTES}"},
        {"agency": "police"},
    ),
    Alarm(
        "LinnetAuditUnsigned",
        # By the last that was told within a day, as with ticks.
        "time() - max by (area) (max_over_time(linnet_audit_signed_timestamp_seconds[1d])) > 7200",
        5,
        CALL,
        "the audit has not been signed for two hours",
        "the-audit-is-not-signed",
        {_SIGNED: _STANDS},
        {_SIGNED: _GROWS},
        _AREA,
        {_SIGNED: "0+60x20 stale"},
    ),
    Alarm(
        "LinnetAuditHeadsUnwritten",
        "increase(linnet_audit_heads_unwritten_total[15m]) > 0",
        0,
        LOOK,
        "signed heads of the audit could not be put in the file that is kept elsewhere",
        "the-audit-is-not-signed",
        {"linnet_audit_heads_unwritten_total": _GROWS},
        {"linnet_audit_heads_unwritten_total": f"0x{_SERIES_MINUTES}"},
    ),
    Alarm(
        "LinnetRedisFull",
        "linnet_redis_used_bytes / (linnet_redis_limit_bytes > 0) > 0.8",
        10,
        LOOK,
        "Redis takes more than four fifths of the memory that it may take, and then refuses what comes",
        "redis-fills-up",
        {"linnet_redis_used_bytes": f"20e9x{_SERIES_MINUTES}", "linnet_redis_limit_bytes": f"24e9x{_SERIES_MINUTES}"},
        {"linnet_redis_used_bytes": f"20e9x{_SERIES_MINUTES}", "linnet_redis_limit_bytes": f"0x{_SERIES_MINUTES}"},
    ),
    Alarm(
        "LinnetRedisUnkept",
        "linnet_redis_unkept == 1",
        10,
        LOOK,
        "Redis does not get on its disk what it is given",
        "redis-fills-up",
        {"linnet_redis_unkept": f"1x{_SERIES_MINUTES}"},
        {"linnet_redis_unkept": f"0x{_SERIES_MINUTES}"},
    ),
    Alarm(
        "LinnetCopiesBehind",
        "linnet_kafka_copies_behind > 0",
        15,
        LOOK,
        "copies of Kafka's partitions are away or behind: one broker more, and nothing is acknowledged",
        "a-broker-is-lost",
        {"linnet_kafka_copies_behind": f"12x{_SERIES_MINUTES}"},
        {"linnet_kafka_copies_behind": "12x80 0x99"},
    ),
    Alarm(
        "LinnetCertificateEnds",
        "min by (setting) (linnet_certificate_end_timestamp_seconds) - time() < 14 * 86400",
        0,
        LOOK,
        "a certificate that a process was started with ends within two weeks",
        "a-key-is-rotated",
        {'linnet_certificate_end_timestamp_seconds{setting="api_certificate_file"}': f"1000000x{_SERIES_MINUTES}"},
        {'linnet_certificate_end_timestamp_seconds{setting="api_certificate_file"}': f"9000000x{_SERIES_MINUTES}"},
        {"setting": "api_certificate_file"},
    ),
    Alarm(
        "LinnetCommitsSlow",
        "histogram_quantile(0.99, sum by (le) (rate(linnet_commit_seconds_bucket[10m]))) > 1",
        15,
        LOOK,
        "one commit in a hundred takes longer than a second",
        "it-is-slow",
        {
            'linnet_commit_seconds_bucket{le="1.0"}': f"0x{_SERIES_MINUTES}",
            'linnet_commit_seconds_bucket{le="5.0"}': _GROWS,
            'linnet_commit_seconds_bucket{le="+Inf"}': _GROWS,
        },
        {
            'linnet_commit_seconds_bucket{le="0.05"}': _GROWS,
            'linnet_commit_seconds_bucket{le="+Inf"}': _GROWS,
        },
    ),
    Alarm(
        "LinnetAnswersFail",
        f'sum(rate(linnet_api_requests_total{{{_ASKED}, status=~"5.."}}[10m]))'
        f" / sum(rate(linnet_api_requests_total{{{_ASKED}}}[10m])) > 0.02",
        5,
        CALL,
        "more than one answer in fifty is an error of ours or says that answers are withheld",
        "answers-fail",
        {
            'linnet_api_requests_total{route="/v1/search", status="503"}': _GROWS,
            'linnet_api_requests_total{route="/v1/search", status="200"}': _GROWS,
        },
        {
            'linnet_api_requests_total{route="/v1/search", status="503"}': f"0x{_SERIES_MINUTES}",
            'linnet_api_requests_total{route="/v1/search", status="200"}': _GROWS,
            'linnet_api_requests_total{route="/readyz", status="503"}': _GROWS,
        },
        worse={
            'linnet_api_requests_total{route="/v1/search", status="503"}': "0+1x180",
            'linnet_api_requests_total{route="/healthz", status="200"}': "0+100x180",
        },
    ),
    Alarm(
        "LinnetAnswersSlow",
        f"histogram_quantile(0.99, sum by (le) (rate(linnet_api_seconds_bucket{{{_ANSWERED}}}[10m]))) > 1",
        15,
        LOOK,
        "one answer in a hundred takes longer than a second",
        "it-is-slow",
        {
            'linnet_api_seconds_bucket{route="/v1/search", le="1.0"}': f"0x{_SERIES_MINUTES}",
            'linnet_api_seconds_bucket{route="/v1/search", le="5.0"}': _GROWS,
            'linnet_api_seconds_bucket{route="/v1/search", le="+Inf"}': _GROWS,
        },
        {
            'linnet_api_seconds_bucket{route="/v1/search", le="0.1"}': _GROWS,
            'linnet_api_seconds_bucket{route="/v1/search", le="+Inf"}': _GROWS,
            'linnet_api_seconds_bucket{route="/v1/areas/{area}/alerts/stream", le="10"}': f"0x{_SERIES_MINUTES}",
            'linnet_api_seconds_bucket{route="/v1/areas/{area}/alerts/stream", le="+Inf"}': _GROWS,
        },
    ),
    Alarm(
        "LinnetStreamsFull",
        "linnet_stream_readers > 450",
        5,
        LOOK,
        "an API process has nearly as many open live streams as it takes",
        "it-is-slow",
        {'linnet_stream_readers{instance="a"}': f"480x{_SERIES_MINUTES}"},
        {'linnet_stream_readers{instance="a"}': f"20x{_SERIES_MINUTES}"},
        {"instance": "a"},
    ),
    Alarm(
        "LinnetPeopleUnsaid",
        "max by (area) (linnet_area_people) == 0",
        0,
        LOOK,
        "the partnership file does not say how many people live in the area, which is linked as a town of 8,000",
        "it-is-not-said-how-many-live-there",
        {_PEOPLE: f"0x{_SERIES_MINUTES}"},
        {_PEOPLE: f"310000x{_SERIES_MINUTES}"},
        _AREA,
    ),
)


def write_rules() -> Document:
    return {"groups": [{"name": "linnet", "rules": [_write_rule(alarm) for alarm in ALARMS]}]}


def write_trials() -> Document:
    """For ``promtool test rules``: two or three for each alarm."""
    trials = [_try(alarm, series, fires) for alarm in ALARMS for series, fires in _list_series(alarm)]
    return {"rule_files": ["alerts.yaml"], "evaluation_interval": "1m", "tests": trials}


def _write_rule(alarm: Alarm) -> Document:
    held = {"for": f"{alarm.minutes}m"} if alarm.minutes else {}
    labels = {"labels": {"severity": alarm.severity}, "annotations": _annotate(alarm)}
    return {"alert": alarm.name, "expr": alarm.expr, **held, **labels}


def _annotate(alarm: Alarm) -> Document:
    return {"summary": alarm.summary, "runbook": f"{GUIDE}#{alarm.runbook}"}


def _list_series(alarm: Alarm) -> Iterator[tuple[Mapping[str, str], bool]]:
    yield alarm.bad, True
    if alarm.worse:
        yield alarm.worse, True
    yield alarm.good, False


def _try(alarm: Alarm, series: Mapping[str, str], fires: bool) -> Document:
    told = {"exp_labels": {"severity": alarm.severity, **alarm.labels}, "exp_annotations": _annotate(alarm)}
    # Late enough for two hours without a signature.
    asked = {"eval_time": f"{_SERIES_MINUTES - 10}m", "alertname": alarm.name}
    return {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "alert_rule_test": [asked | ({"exp_alerts": [told]} if fires else {})],
    }
