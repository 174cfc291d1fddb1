"""Every metric of Linnet. Labels are closed lists (agency, topic, code, area): never a person or a place."""

from prometheus_client import Counter, Gauge, Histogram, start_http_server

STARTED = Gauge("linnet_started_timestamp_seconds", "When this process was started")
CERTIFICATE_ENDS = Gauge(
    "linnet_certificate_end_timestamp_seconds",
    "Until when a certificate is good, or the last authority of a file, as they were when the process was started",
    ["setting"],
)
REDIS_USED = Gauge("linnet_redis_used_bytes", "Memory that Redis takes")
REDIS_LIMIT = Gauge("linnet_redis_limit_bytes", "Memory that it may take; 0: all there is")
REDIS_UNKEPT = Gauge("linnet_redis_unkept", "1 while Redis does not get on its disk what it is given")
COPIES_BEHIND = Gauge("linnet_kafka_copies_behind", "Copies of Kafka's partitions that are away, or do not have all")
INTAKE_WAITING = Gauge(
    "linnet_intake_waiting_messages",
    "Messages that intake has not let in or refused yet, as asked each minute",
    ["topic"],
)
INTAKE_HALTED = Gauge(
    "linnet_intake_halted",
    "1 where most was refused, and nothing is taken until intake is started again",
    ["topic", "partition"],
)
ACCEPTED = Counter("linnet_accepted_events", "Agency messages written to the log", ["topic"])
REFUSED = Counter("linnet_refused_messages", "Agency messages written to dead letters", ["topic", "code"])
APPLIED = Counter("linnet_applied_observations", "Observations committed to Redis", ["area"])
SKIPPED = Counter("linnet_skipped_observations", "Observations read again, already committed", ["area"])
COMMIT_SECONDS = Histogram(
    "linnet_commit_seconds",
    "Work on a batch, from its first read to its atomic commit",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
BATCH_SIZE = Histogram("linnet_batch_observations", "Observations in a commit", buckets=(1, 5, 10, 50, 100, 200, 500))
POSITION = Gauge("linnet_position_offset", "Last offset of the log applied", ["area"])
TICK = Gauge("linnet_tick_timestamp_seconds", "The latest tick that was applied", ["area"])
AREA_PEOPLE = Gauge("linnet_area_people", "How many live there by the partnership file; 0: it does not say", ["area"])
RELAY_LOOKED = Gauge(
    "linnet_relay_timestamp_seconds", "When what an area has to tell was last looked for, and was told", ["area"]
)
RELAYED = Counter("linnet_relayed_events", "Outbox events acknowledged by Kafka", ["area"])
DELIVERED = Counter("linnet_delivered_alerts", "Alerts that a destination has taken", ["destination"])
FAILED_DELIVERIES = Counter("linnet_failed_deliveries", "Attempts that failed, to be made again", ["destination"])
PARKED = Counter("linnet_parked_alerts", "Alerts that a destination could not be given", ["destination", "code"])
WAITING = Gauge("linnet_waiting_alerts", "Alerts that wait for a destination to take them", ["destination"])
OLDEST_WAITING = Gauge(
    "linnet_oldest_waiting_timestamp_seconds", "Since when the oldest of them waits; 0: none", ["destination"]
)
ALERTS_READ = Gauge(
    "linnet_alerts_read_timestamp_seconds",
    "When a destination was last seen to have been given all alerts that Kafka had a minute before",
    ["destination"],
)
FOLLOWED = Gauge(
    "linnet_followed_timestamp_seconds",
    "When who follows a topic was last seen to have read all that it had a minute before",
    ["process"],
)
TRACED = Counter("linnet_traced_links", "Events of links that are in the index across areas")
MONITORED = Counter("linnet_monitored_scores", "Scores and outcomes that are in the monitoring")
FEED_FILES = Counter("linnet_feed_files", "Files of a sender, by what became of them", ["sender", "outcome"])
FEED_ROWS = Counter("linnet_feed_rows", "Rows of a sender's files", ["sender", "outcome"])
FEED_LAST = Gauge("linnet_feed_last_timestamp_seconds", "When the last readable file came; 0: none", ["sender", "feed"])
FEED_LATE = Gauge("linnet_feed_late", "1 while a file that was due has not come", ["sender", "feed"])
RECEIVED = Counter(
    "linnet_received_items", "What senders sent to us, by what became of it", ["sender", "agency", "outcome"]
)
REFUSED_AT_THE_DOOR = Counter(
    "linnet_received_refusals", "Items that were given back to their sender", ["agency", "code"]
)
DROPPED = Counter("linnet_received_dropped_fields", "Fields beyond minimum data, left behind", ["sender", "agency"])
RECEIVED_REQUESTS = Counter(
    "linnet_received_requests", "Requests of senders; without one: nobody's", ["sender", "status"]
)
AUDITED = Counter("linnet_audited_looks", "Records of the audit that are under its tree")
AUDIT_SIGNED = Gauge("linnet_audit_signed_timestamp_seconds", "When the audit was signed last", ["area"])
AUDIT_HEADS_UNWRITTEN = Counter("linnet_audit_heads_unwritten", "Times that signed heads could not be put in the file")
KEYS_DESTROYED = Counter("linnet_destroyed_keys", "Erasures in the log whose keys are destroyed")
EPOCHS_DESTROYED = Counter("linnet_destroyed_months", "Times that keys of past months were destroyed", ["area"])
AGED = Gauge("linnet_aged_until_timestamp_seconds", "What last mattered until then is past its age", ["area"])
STREAM_READERS = Gauge("linnet_stream_readers", "Open live streams of alerts")
REQUESTS = Counter("linnet_api_requests", "API answers", ["route", "status"])
REQUEST_SECONDS = Histogram("linnet_api_seconds", "Time to answer", ["route"])


def serve_metrics(port: int, host: str) -> None:
    """Without a password, so on loopback where no network policy says who may ask. 0: not served."""
    if port:
        start_http_server(port, addr=host)
