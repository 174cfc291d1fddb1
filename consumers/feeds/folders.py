"""The folders of a sender, and how a file is taken out of ``incoming/`` without trusting who put it there."""

import hashlib
import os
import re
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from consumers.feeds.faults import FileRefused, shorten
from consumers.feeds.opening import MAX_FILE_BYTES
from streams.errors import Broken

INCOMING, DONE, REJECTED, RECEIPTS = "incoming", "done", "rejected", "receipts"
# What the sender can fetch.
OUTGOING = (DONE, REJECTED, RECEIPTS)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()+-]{0,119}")
_UNFINISHED = (".part", ".partial", ".filepart", ".tmp")
_LISTED = 1_000
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file in ``incoming/`` as it is now: whoever writes to it, or puts another in its place, makes it another."""

    name: str
    inode: int
    size: int
    changed: int


@dataclass(frozen=True, slots=True)
class Folders:
    """``senders/<name>/`` is what SFTP shows; ``work/`` beside it nobody but us reads."""

    home: Path

    @property
    def work(self) -> Path:
        return self.home / "work"

    def of(self, sender: str) -> Path:
        return self.home / "senders" / sender

    def make(self, senders: Iterable[str]) -> None:
        """Raises :class:`Broken` where that is for root to do."""
        try:
            self.work.mkdir(parents=True, exist_ok=True, mode=0o700)
            for sender in senders:
                for name in (INCOMING, *OUTGOING):
                    (self.of(sender) / name).mkdir(parents=True, exist_ok=True)
        except PermissionError as fault:
            advice = "run what linnet feeds sshd --setup writes, as root"
            raise Broken(f"cannot make folders for senders under {self.home}; {advice}") from fault

    def waiting(self, sender: str) -> list[Waiting]:
        """Files that stand there under their last name, oldest first. What is no file is taken away."""
        found: list[Waiting] = []
        with os.scandir(self.of(sender) / INCOMING) as entries:
            for entry in entries:
                if is_unfinished(entry.name) or len(found) >= _LISTED:
                    continue
                with suppress(FileNotFoundError):  # its sender has renamed it meanwhile, or taken it back
                    if entry.is_symlink():
                        os.unlink(entry.path)
                    elif entry.is_file(follow_symlinks=False):
                        seen = entry.stat(follow_symlinks=False)
                        found.append(Waiting(entry.name, seen.st_ino, seen.st_size, seen.st_mtime_ns))
        return sorted(found, key=lambda each: (each.changed, each.name))

    def taken(self, number: int) -> Path:
        return self.work / f"{number}.taken"

    def copy(self, number: int) -> Path:
        return self.work / f"{number}.csv"

    def plain(self, number: int) -> Path:
        """What came encrypted, opened."""
        return self.work / f"{number}.plain"

    def text(self, number: int) -> Path:
        """What is read: the copy, or what was in it."""
        plain = self.plain(number)
        return plain if plain.exists() else self.copy(number)

    def spool(self, number: int) -> Path:
        return self.work / f"{number}.told"

    def refused(self, number: int) -> Path:
        return self.work / f"{number}.refused"

    def again(self, number: int) -> Path:
        return self.work / f"{number}.again"

    def take_out(self, sender: str, name: str, number: int) -> bool:
        """By rename, so that it is there or here. False if it is neither: its sender has renamed it again.

        Raises :class:`Broken` where we may not.
        """
        try:
            with suppress(FileNotFoundError):
                os.rename(self.of(sender) / INCOMING / name, self.taken(number))
        except PermissionError as fault:
            raise Broken(f"cannot take files of {sender}: their folder is not the group's to write to") from fault
        return self.taken(number).exists()

    def copy_out(self, number: int) -> tuple[str, int]:
        """SHA-256 and bytes of a copy of our own: whoever still writes to what was sent writes to that no more.

        Raises :class:`FileRefused` for what is no plain file, or larger than is taken.
        """
        if not self.copy(number).exists():
            self._copy(number)
        self.taken(number).unlink(missing_ok=True)
        digest = hashlib.sha256()
        with self.copy(number).open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
        return digest.hexdigest(), self.copy(number).stat().st_size

    def clear(self, number: int) -> None:
        for path in self.work.glob(f"{number}.*"):
            if path.is_dir() and not path.is_symlink():  # put where a file was, just as that was to be taken
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()

    def _copy(self, number: int) -> None:
        try:
            handle = os.open(self.taken(number), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:  # Invalid
            raise FileRefused("not-a-file", "links and devices are not taken; send a plain file") from None
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
            os.close(handle)
            raise FileRefused("not-a-file", "links and devices are not taken; send a plain file")
        with os.fdopen(handle, "rb") as source:
            _check_size(found.st_size)
            with writing(self.copy(number)) as target:
                copied = 0
                while block := source.read(_BLOCK):
                    copied += len(block)
                    _check_size(copied)
                    target.write(block)


def is_unfinished(name: str) -> bool:
    """Whether it is a name under which files are written, before they get their last one."""
    return name.startswith(".") or name.lower().endswith(_UNFINISHED)


def _check_size(size: int) -> None:
    if size > MAX_FILE_BYTES:
        raise FileRefused("file-too-large", f"the file has more than {MAX_FILE_BYTES:,} bytes; send it in parts")


@contextmanager
def writing(path: Path, mode: int = 0o600) -> Iterator[BinaryIO]:
    """A file that is whole or not there: written beside, synced, renamed."""
    beside = path.with_suffix(f"{path.suffix}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, mode)
    with os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(handle)
    os.replace(beside, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def check_name(name: str) -> None:
    """Raises :class:`FileRefused` for one that is not in UTF-8: nobody could be told of the file by it."""
    if (shown := readable_name(name)) != name:
        reason = f"its name is not in UTF-8 and came as {shorten(shown)}: set the program that sends it to UTF-8"
        raise FileRefused("name-encoding", f"{reason}, or give it plain letters")


def readable_name(name: str) -> str:
    """With the bytes that are no Unicode as percent and two digits.

    >>> readable_name("caf\\udce9.csv"), readable_name("café 5%.csv")
    ('caf%E9.csv', 'café 5%.csv')
    """
    return "".join(f"%{ord(each) - 0xDC00:02X}" if "\udc80" <= each <= "\udcff" else each for each in name)


def plain_name(name: str, number: int) -> str:
    """As receipts are called after it; names that a shell or a browser could trip over are replaced by ours.

    >>> plain_name("incidents 2026-11.csv", 7), plain_name("$(reboot).csv", 7)
    ('incidents 2026-11.csv', 'file-7')
    """
    return name if _PLAIN_NAME.fullmatch(name) and ".." not in name else f"file-{number}"
