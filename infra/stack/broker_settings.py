"""What Kafka reads at its start: one node, broker and controller in one (KRaft), loopback only."""

from dataclasses import dataclass
from pathlib import Path

from infra.stack.ports import LOOPBACK
from infra.stack.securing import Security
from streams.errors import Broken

BROKER = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller}
{doors}
controller.listener.names=CONTROLLER
log.dirs={home}/data

# Topics come from the topic table only, and each says itself how long it keeps.
auto.create.topics.enable=false
log.retention.ms=-1

# One node, so one copy of everything.
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=5
# 90 days: where a destination of alerts stands is not forgotten while nobody delivers (docs/delivery.md).
offsets.retention.minutes=129600
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=5
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=5

group.initial.rebalance.delay.ms=0
# After kill -9 the controller refuses the broker (DUPLICATE_BROKER_REGISTRATION) until its last session has
# run out: 12 s to the first answer with the default of 9 s, 4 s with this.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
"""

# For this machine alone.
PLAIN = """\
listeners=PLAINTEXT://{host}:{broker},CONTROLLER://{host}:{controller}
advertised.listeners=PLAINTEXT://{host}:{broker}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
"""

LOGGING = """\
appender.file.type=RollingFile
appender.file.name=file
appender.file.fileName={home}/kafka.log
appender.file.filePattern={home}/kafka.log.%i
appender.file.layout.type=PatternLayout
appender.file.layout.pattern=%d{{ISO8601}}{{UTC}}Z %p %m (%c)%n
appender.file.policies.type=Policies
appender.file.policies.size.type=SizeBasedTriggeringPolicy
appender.file.policies.size.size=10MB
appender.file.strategy.type=DefaultRolloverStrategy
appender.file.strategy.max=3
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%p %m (%c)%n%ex{{short}}
appender.out.filter.level.type=ThresholdFilter
appender.out.filter.level.level=ERROR
rootLogger.level=INFO
rootLogger.appenderRef.file.ref=file
rootLogger.appenderRef.out.ref=out
"""


@dataclass(frozen=True, slots=True)
class Listeners:
    """Ports."""

    broker: int
    controller: int


def write_settings(home: Path, listeners: Listeners, security: Security | None = None) -> None:
    """Anew at each start, for a port or the place of the directory may have changed.

    Raises:
        Broken: the path has a comma, at which Kafka would part it.
    """
    if "," in str(home):
        raise Broken(f"Kafka cannot keep data under a path with a comma: {home}. Choose another data directory.")
    places = {"host": LOOPBACK, "broker": listeners.broker, "controller": listeners.controller}
    doors = PLAIN.format(**places) if security is None else security.lines(**places)
    words = {"home": _escaped(str(home)), "doors": doors, **places}
    properties = home / "server.properties"
    properties.touch(mode=0o600)
    properties.write_text(BROKER.format(**words))
    (home / "log4j2.properties").write_text(LOGGING.format(**words))


def _escaped(path: str) -> str:
    """As Java reads property files: Latin-1, all else and the backslash as UTF-16 escapes."""
    return "".join(each if each.isascii() and each != "\\" else _utf16(each) for each in path)


def _utf16(letter: str) -> str:
    units = letter.encode("utf-16-be").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
