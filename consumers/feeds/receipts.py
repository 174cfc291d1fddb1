"""What a sender gets back for a file: what was taken, what was not and why, and the rows to mend.

Receipts show the sender its own cells, and so lie in its own folder alone.
"""

import csv
import io
import shutil
from typing import Any, BinaryIO

import orjson

from consumers.feeds.folders import DONE, RECEIPTS, REJECTED, Folders, plain_name, readable_name, writing
from consumers.feeds.judging import RefusedRow
from consumers.feeds.ledger import Entry
from consumers.feeds.sealed import ENDING, Seal

_HEADINGS = ("line", "last line", "column", "field", "code", "found", "expected")
# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FOR_SENDER = 0o640
_FAULTS_SHOWN = 30


def refused_rows_header() -> bytes:
    return b"\xef\xbb\xbf" + _line(_HEADINGS)


def write_refused(file: BinaryIO, row: RefusedRow) -> None:
    for fault in row.faults:
        file.write(_line([str(cell) for cell in fault]))


def write_again(file: BinaryIO, text: str, codec: str) -> None:
    """The row's own bytes, as they were sent."""
    raw = text.encode(codec, "surrogateescape")
    file.write(raw if raw.endswith(b"\n") else raw + b"\n")


def write_receipts(folders: Folders, sender: str, entry: Entry, seal: Seal | None = None) -> None:
    """The same again if it is done again. The two of refused rows are there only if there are any; ``seal`` encrypts
    them for their sender."""
    tally = orjson.loads(entry.tally)
    name = f"{plain_name(entry.name, entry.number)}.{entry.number}"
    if tally.get("refused"):
        for kind, path in (("refused", folders.refused(entry.number)), ("again", folders.again(entry.number))):
            if path.exists() and path.stat().st_size:
                place = folders.of(sender) / REJECTED / f"{name}.{kind}.csv{ENDING if seal else ''}"
                # There may be as much of them as of the file.
                with path.open("rb") as rows, writing(place, _FOR_SENDER) as file:
                    shutil.copyfileobj(io.BytesIO(seal(rows.read())) if seal else rows, file)
    _copy(_tell(entry, tally, name, ENDING if seal else "").encode(), folders, sender, f"{RECEIPTS}/{name}.txt")
    _copy(_tell_machines(entry, tally), folders, sender, f"{RECEIPTS}/{name}.json")
    if not entry.code:
        # As sha256sum --check reads it, so that a sender can see that what came is what was sent.
        _copy(
            f"{entry.sha256}  {plain_name(entry.name, entry.number)}\n".encode(),
            folders,
            sender,
            f"{DONE}/{name}.sha256",
        )


def _copy(content: bytes, folders: Folders, sender: str, place: str) -> None:
    with writing(folders.of(sender) / place, _FOR_SENDER) as file:
        file.write(content)


def _tell(entry: Entry, tally: dict[str, Any], name: str, ending: str) -> str:
    when = f"{entry.received:%d %B %Y %H:%M:%S} UTC".lstrip("0")
    lines = [
        f"Receipt for {plain_name(entry.name, entry.number)}, version {entry.version}",
        f"Came {when}; {entry.bytes:,} bytes" + (f"; SHA-256 {entry.sha256}" if entry.sha256 else ""),
        *([f"Read with the mapping {entry.feed}"] if entry.feed else []),
        "",
        *(_tell_whole(entry, tally) if entry.code else _tell_rows(entry, tally)),
    ]
    if tally.get("refused"):
        lines += ["", *_tell_faults(tally, name, ending)]
    if tally.get("dropped"):
        lines += ["", *_tell_dropped(tally["dropped"])]
    return "\n".join(lines) + "\n"


def _tell_dropped(dropped: dict[str, int]) -> list[str]:
    most = sorted(dropped.items(), key=lambda each: -each[1])[:_FAULTS_SHOWN]
    shown = [f"{count:>9,}  {path}" for path, count in most]
    return ["Beyond what is shared, and so not read; where, and how often:", *shown]


def _tell_whole(entry: Entry, tally: dict[str, Any]) -> list[str]:
    if entry.code == "same-bytes":
        return [f"Nothing to do: {entry.reason}."]
    read = f" {tally['rows']:,} rows were read." if tally.get("rows") else ""
    return [f"The whole file is refused ({entry.code}): {entry.reason}.", f"Nothing of it was taken.{read}"]


def _tell_rows(entry: Entry, tally: dict[str, Any]) -> list[str]:
    rows, refused = tally["rows"], tally["refused"]
    kind = tally.get("kind", "rows")
    told = [f"{rows:,} {kind}: {rows - refused:,} accepted, {refused:,} refused."]
    told += [f"{tally['silent']:,} accepted {kind} tell of nothing that is shared."] if tally["silent"] else []
    told += [f"{tally['repeated']:,} stand in the file more than once."] if tally["repeated"] else []
    told += [f"{tally['unread']:,} columns are not in the mapping and were not read."] if tally["unread"] else []
    told.append(
        f"Of what they tell, {entry.fresh:,} were new, {entry.corrected:,} had changed and were put right, "
        f"{entry.known:,} were known."
    )
    return told


def _tell_faults(tally: dict[str, Any], name: str, ending: str) -> list[str]:
    shown = [f"{count:>9,}  {field:<28} {code}" for field, code, count in tally["faults"][:_FAULTS_SHOWN]]
    # A document is mended where it was made; rows are given back.
    again = [f"The rows, to mend and send:  {REJECTED}/{name}.again.csv{ending}"] if "kind" not in tally else []
    return [
        "What is wrong, by field:",
        *shown,
        "",
        f"Each with its line:          {REJECTED}/{name}.refused.csv{ending}",
        *again,
    ]


def _tell_machines(entry: Entry, tally: dict[str, Any]) -> bytes:
    told = {
        "file": readable_name(entry.name), "version": entry.version, "received": entry.received.isoformat(),
        "bytes": entry.bytes, "sha256": entry.sha256, "feed": entry.feed, "code": entry.code, "reason": entry.reason,
        "new": entry.fresh, "changed": entry.corrected, "known": entry.known,
        "rows": tally.get("rows", 0), "refused": tally.get("refused", 0),
        "accepted": 0 if entry.code else tally.get("rows", 0) - tally.get("refused", 0),
        "dropped": tally.get("dropped", {}),
        "faults": [{"field": field, "code": code, "rows": count} for field, code, count in tally.get("faults", [])],
    }  # fmt: skip
    return orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n"


def _line(cells: list[str] | tuple[str, ...]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow([_defuse(cell) for cell in cells])
    return written.getvalue().encode("utf-8", "replace")


def _defuse(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
