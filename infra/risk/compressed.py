"""Gzip files of which equal contents are equal bytes."""

import gzip
from pathlib import Path

# Smaller takes twice the time, and is hardly smaller.
_LEVEL = 4


def open_gzip(path: Path) -> gzip.GzipFile:
    """For writing; without name and time in its header."""
    return _Unstamped(path)


class _Unstamped(gzip.GzipFile):
    def __init__(self, path: Path) -> None:
        self._raw = path.open("wb")
        super().__init__(filename="", mode="wb", compresslevel=_LEVEL, fileobj=self._raw, mtime=0)

    def close(self) -> None:
        super().close()
        self._raw.close()
