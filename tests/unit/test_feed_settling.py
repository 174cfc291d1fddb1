"""A file is taken when nobody has written to it for a while."""

import os
from pathlib import Path

from consumers.feeds.folders import INCOMING, Folders
from consumers.feeds.settling import Settling

NAME = "police"


class Uploads:
    """A folder and a clock; ``take`` says what would be taken now, after some seconds."""

    def __init__(self, home: Path) -> None:
        self.folders, self._now = Folders(home), 100.0
        self.folders.make([NAME])
        self.incoming = self.folders.of(NAME) / INCOMING
        self._settling = Settling(10, lambda: self._now)

    def take(self, after: float) -> str | None:
        self._now += after
        return self._settling.find(NAME, self.folders.waiting(NAME))


def test_a_file_that_is_written_under_its_last_name_is_taken_whole(tmp_path: Path) -> None:
    """However long it takes; also where its sender sets its times, or they are of a clock that is years ahead."""
    uploads = Uploads(tmp_path)
    file = uploads.incoming / "incidents.csv"
    for _ in range(4):
        with file.open("a") as more:
            more.write("a row\n")
        os.utime(file, (4e9, 4e9))
        assert uploads.take(after=9) is None
    assert uploads.take(after=9) is None
    assert uploads.take(after=1) == "incidents.csv"


def test_another_file_of_the_same_name_waits_anew(tmp_path: Path) -> None:
    """Put in its place by a rename, with the size and the times of the first."""
    uploads = Uploads(tmp_path)
    file, other = uploads.incoming / "incidents.csv", uploads.incoming / "incidents.csv.part"
    for path in (file, other):
        path.write_text("a row\n")
        os.utime(path, (1e9, 1e9))
    assert uploads.take(after=0) is None
    other.rename(file)
    assert uploads.take(after=10) is None
    assert uploads.take(after=10) == "incidents.csv"


def test_one_that_is_still_written_holds_up_no_other(tmp_path: Path) -> None:
    """The one that is there whole is taken, though it came later."""
    uploads = Uploads(tmp_path)
    for name, moment in (("first.csv", 1e9), ("second.csv", 2e9)):
        (uploads.incoming / name).write_text("a row\n")
        os.utime(uploads.incoming / name, (moment, moment))
    assert uploads.take(after=0) is None
    (uploads.incoming / "first.csv").write_text("a row\nand another\n")
    os.utime(uploads.incoming / "first.csv", (1e9, 1e9))
    assert uploads.take(after=10) == "second.csv"
