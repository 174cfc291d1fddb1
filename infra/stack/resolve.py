"""``python -m infra.stack.resolve``: works out ``jars.lock`` anew. Run it after a change of COORDINATES.

Given the same coordinates, Maven 3.8 names the same 45 jars (compared when the lock was made).
"""

import hashlib
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from jgo.maven import Artifact, MavenContext

from infra.stack.jars import LOCK

# Kafka's slf4j-api is 1.7, whose Log4j binding is log4j-slf4j-impl (log4j-slf4j2-impl is for 2.x);
# its version is that of the log4j-core which this Kafka brings.
COORDINATES = (
    "org.apache.kafka:kafka_2.13:4.4.0",
    "org.apache.logging.log4j:log4j-slf4j-impl:2.25.5",
)
HEADER = "# sha256 group:artifact:version, in class path order. Made by: python -m infra.stack.resolve\n"


def artifacts(repository: Path) -> list[Artifact]:
    context = MavenContext(repo_cache=repository)
    # The "!" keeps jgo from reading each coordinate as a bill of materials too: the one of Log4j manages
    # kafka-clients down to 3.9, and Kafka dies at start with NoSuchMethodError.
    wanted = [context.create_dependency(f"{coordinate}!") for coordinate in COORDINATES]
    named, brought = context.resolver.resolve(wanted)
    return [each.artifact for each in [*named, *brought]]


def line(artifact: Artifact) -> str:
    sha256 = hashlib.sha256(artifact.resolve().read_bytes()).hexdigest()
    return f"{sha256} {artifact.groupId}:{artifact.artifactId}:{artifact.version}\n"


def main() -> None:
    with TemporaryDirectory() as scratch:
        lines = [line(artifact) for artifact in artifacts(Path(scratch))]
    LOCK.write_text(HEADER + "".join(lines))
    sys.stdout.write(f"{LOCK}: {len(lines)} jars\n")


if __name__ == "__main__":
    main()
