"""Whether a file is one of rows at all, and where its columns stand."""

from collections.abc import Mapping as Map
from dataclasses import dataclass

from consumers.feeds.faults import FileRefused, shorten
from consumers.feeds.mapping import Mapping, columns_of

MAX_FILE_BYTES = 1 << 30
# How files begin that are sent by mistake, or to be unpacked by whoever takes them. Nothing is ever unpacked here.
_SIGNATURES = {
    b"PK": "a ZIP archive or an Office document",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"7z\xbc\xaf": "7-Zip",
    b"(\xb5/\xfd": "Zstandard",
    b"Rar!": "RAR",
    b"\x04\x22\x4d\x18": "LZ4",
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"-----BEGIN PGP": "OpenPGP",
    b"SQLite format": "a database",
    b"PAR1": "Parquet",
}
BOM = "\ufeff"
MARK = BOM.encode()
_NAMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Header:
    """``places``: of the mapping's columns, by the mapping's own names. ``unread``: how many columns it leaves."""

    places: Map[str, int]
    width: int
    unread: int


def check_beginning(beginning: bytes) -> None:
    """Raises :class:`FileRefused` for what is no text, of which ``beginning`` is the first bytes."""
    if not beginning.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileRefused("file-empty", "the file is empty; send a header alone if there is nothing to tell")
    for signature, kind in _SIGNATURES.items():
        if beginning.startswith(signature):
            raise FileRefused("not-csv", f"the file begins like {kind}; send the rows as plain CSV text")
    if b"\0" in beginning or beginning[257:262] == b"ustar":
        raise FileRefused("not-csv", "the file holds bytes that no text has; send the rows as plain CSV text")


def read_header(cells: list[str], mapping: Mapping) -> Header:
    """Names are compared without regard to case and spaces. Raises :class:`FileRefused`."""
    names = [_fold(name.removeprefix(BOM)) for name in cells]
    wanted = sorted({column for said in mapping.rows for column in columns_of(said)})
    missing = [column for column in wanted if _fold(column) not in names]
    if missing:
        raise FileRefused("header-missing", _tell_missing(missing, cells, mapping), 1)
    twice = [column for column in wanted if names.count(_fold(column)) > 1]
    if twice:
        raise FileRefused("header-repeated", f"the header has {_list(twice)} more than once", 1)
    places = {column: names.index(_fold(column)) for column in wanted}
    return Header(places, len(cells), sum(1 for name in names if name) - len(set(places.values())))


def _tell_missing(missing: list[str], cells: list[str], mapping: Mapping) -> str:
    separator = mapping.separator
    others = [each for each in ",;\t|" if each != separator and len(cells) == 1 and cells[0].count(each) > 1]
    if others:
        return f"the header has no {mapping.delimiter}s between its names, as the mapping {mapping.feed} expects"
    return f"the header has no column {_list(missing)}, which the mapping {mapping.feed} reads"


def _list(names: list[str]) -> str:
    shown = ", ".join(repr(shorten(name)) for name in names[:_NAMES_SHOWN])
    return f"{shown} and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else shown


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()
