import hashlib
from pathlib import Path

import pytest

from infra.stack import jars
from infra.stack.jars import Jar, class_path, locked
from infra.stack.resolve import COORDINATES
from streams.errors import Broken

BYTES = b"a jar"
JAR = Jar("org.example", "part", "1.0", hashlib.sha256(BYTES).hexdigest())


@pytest.fixture(autouse=True)
def one_jar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jars, "locked", lambda: [JAR])


def quiet(_: str) -> None:
    pass


def test_the_lock_was_made_from_the_pinned_coordinates() -> None:
    """Whoever changes a version has to make the lock anew."""
    assert {str(jar) for jar in locked()} >= set(COORDINATES)


def test_all_of_kafka_is_of_one_version() -> None:
    """No bill of materials of another part may pull one of Kafka's jars to another version."""
    assert len({jar.version for jar in locked() if jar.group == "org.apache.kafka"}) == 1


def test_whole_jars_need_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repository with every jar whole, wherever it came from, is used as it is."""
    monkeypatch.delattr(jars, "_fetch")
    path = JAR.path_in(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(BYTES)
    assert class_path(tmp_path, quiet) == [tmp_path / "org/example/part/1.0/part-1.0.jar"]


def test_half_a_jar_is_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What kill -9 left of a download is not taken for a jar."""
    path = JAR.path_in(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(BYTES[:2])
    monkeypatch.setattr(jars, "_fetch", lambda jar, repository: jar.path_in(repository).write_bytes(BYTES))
    assert class_path(tmp_path, quiet)[0].read_bytes() == BYTES


def test_an_unreachable_registry_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what was refused and what can be done."""

    def unreachable(_jar: Jar, _repository: Path) -> None:
        raise ConnectionError("no route")

    monkeypatch.setattr(jars, "_fetch", unreachable)
    with pytest.raises(Broken, match=r"no route.*mirror.*Start again"):
        class_path(tmp_path, quiet)
