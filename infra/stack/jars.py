"""The jars of Apache Kafka: named with their digests in ``jars.lock``, fetched once, checked at each start.

The lock is made by :mod:`infra.stack.resolve`. A start with all jars present costs one SHA-256 over 45 MB
(about 0.05 s) and imports no resolver.
"""

import hashlib
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import stamina
import truststore

from infra.stack.ownership import turn
from infra.stack.progress import Say
from streams.errors import Broken

LOCK = Path(__file__).with_name("jars.lock")


@dataclass(frozen=True, slots=True)
class Jar:
    group: str
    artifact: str
    version: str
    sha256: str

    def path_in(self, repository: Path) -> Path:
        """Maven's own layout, so a repository filled elsewhere can be copied in."""
        folder = repository.joinpath(*self.group.split("."), self.artifact, self.version)
        return folder / f"{self.artifact}-{self.version}.jar"

    def is_whole(self, repository: Path) -> bool:
        path = self.path_in(repository)
        return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == self.sha256

    def __str__(self) -> str:
        return f"{self.group}:{self.artifact}:{self.version}"


class Damaged(OSError):
    """What arrived is not what the lock promises; an OSError, so it is fetched again as after a lost line."""


def locked(lock: Path = LOCK) -> list[Jar]:
    """The jars in class path order: one line each, ``sha256 group:artifact:version``."""
    return [_jar(line) for line in lock.read_text().splitlines() if not line.startswith("#")]


def _jar(line: str) -> Jar:
    sha256, coordinates = line.split()
    group, artifact, version = coordinates.split(":")
    return Jar(group, artifact, version, sha256)


def digest(lock: Path = LOCK) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()[:16]


def default_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "linnet"


def class_path(repository: Path, say: Say, further: Sequence[Jar] = ()) -> list[Path]:
    """Paths of all locked jars and of ``further`` ones, each of them whole; safe to call from several processes at
    once.

    Raises:
        Broken: a jar cannot be had. What arrived stays, so the next try goes on from there.
    """
    jars = [*locked(), *further]
    if _missing(jars, repository):
        with turn(repository / "fetch.lock", lambda: say("Waiting for another process that fetches Kafka")):
            if missing := _missing(jars, repository):  # the other may have fetched them all
                _fetch_all(missing, repository, say)
    return [jar.path_in(repository) for jar in jars]


def _missing(jars: Iterable[Jar], repository: Path) -> list[Jar]:
    return [jar for jar in jars if not jar.is_whole(repository)]


def _fetch_all(jars: list[Jar], repository: Path, say: Say) -> None:
    # Trust what the machine trusts: councils and trusts look into TLS with an authority of their own.
    truststore.inject_into_ssl()
    say(f"Fetching Apache Kafka: {len(jars)} jars, once on this machine (up to 45 MB, about half a minute)")
    with ThreadPoolExecutor(max_workers=8) as pool:
        fetches = [pool.submit(_fetch, jar, repository) for jar in jars]
        try:
            for count, fetch in enumerate(as_completed(fetches), start=1):
                fetch.result()
                if count % 10 == 0 or count == len(jars):
                    say(f"Fetching Apache Kafka: {count} of {len(jars)} jars")
        except (OSError, RuntimeError) as refusal:  # jgo says "not found" and all HTTP errors by RuntimeError
            pool.shutdown(cancel_futures=True)
            raise Broken(_refused(repository, refusal)) from refusal


@stamina.retry(on=(OSError, RuntimeError), attempts=5, wait_initial=0.5, wait_max=10.0, timeout=120.0)
def _fetch(jar: Jar, repository: Path) -> None:
    from jgo.config import GlobalSettings
    from jgo.maven import MavenContext

    jar.path_in(repository).unlink(missing_ok=True)  # jgo trusts any file, also half of one
    mirrors = GlobalSettings.load().repositories or None
    context = MavenContext(repo_cache=repository, remote_repos=mirrors, timeout=30)
    context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
    if not jar.is_whole(repository):
        raise Damaged(f"{jar} does not have the SHA-256 that {LOCK.name} promises")


def _refused(repository: Path, refusal: Exception) -> str:
    return (
        f"Apache Kafka could not be fetched: {refusal}. Check that this machine reaches Maven Central, or "
        "name your organisation's mirror in the [repositories] section of ~/.config/jgo.conf, or copy a "
        f"filled repository to {repository}. Start again: what has arrived is kept."
    )
