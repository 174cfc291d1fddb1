"""What a sender fetches: the receipts of its files and its weekly quality, from its own folders and nobody else's."""

import asyncio
import csv
import os
import re
import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from consumers.feeds.folders import OUTGOING, RECEIPTS
from consumers.receiving.door import identify
from consumers.receiving.openapi import FETCHING
from consumers.receiving.problems import NotThere

router = APIRouter()
_TYPES = {".csv": "text/csv; charset=utf-8", ".json": "application/json", ".txt": "text/plain; charset=utf-8"}
_BLOCK = 1 << 18
_QUALITY = re.compile(r"quality-(?P<feed>[a-z][a-z0-9-]*)-(?P<week>\d{4}-\d\d-\d\d)\.csv")


class ReceiptFile(BaseModel):
    folder: str
    name: str
    bytes: int
    written: datetime


class Receipts(BaseModel):
    files: list[ReceiptFile]


class QualityFigure(BaseModel):
    measure: str
    field: Annotated[str, Field(description="Empty: the feed as a whole")]
    per_cent: float
    before: Annotated[float | None, Field(description="The mean of the weeks before; none: there are none")]


class QualityWeek(BaseModel):
    feed: str
    week: Annotated[date, Field(description="Its Monday")]
    figures: list[QualityFigure]


class Quality(BaseModel):
    weeks: list[QualityWeek]


@router.get("/v1/receipts", operation_id="listReceipts", summary="Receipts of your files", **FETCHING)
async def list_receipts(request: Request) -> Receipts:
    door, sender = identify(request)
    home = door.folders.of(sender.name)
    return Receipts(files=await asyncio.to_thread(lambda: sorted(_list(home), key=lambda file: file.written)))


@router.get(
    "/v1/receipts/{folder}/{name}",
    operation_id="readReceipt",
    summary="One of them",
    response_class=Response,
    **FETCHING,
)
async def read_receipt(request: Request, folder: str, name: str) -> Response:
    door, sender = identify(request)
    # Only a name that stands in the list is ever opened.
    known = await asyncio.to_thread(lambda: {(file.folder, file.name) for file in _list(door.folders.of(sender.name))})
    if (folder, name) not in known:
        raise NotThere("receipt-unknown", "there is no such receipt among yours; /v1/receipts lists them")
    file = await asyncio.to_thread(_open, door.folders.of(sender.name) / folder / name)
    # Piece by piece: rows to mend may be as many as the file had, and are as long on their way as the sender takes.
    headers = {"content-length": str(os.fstat(file.fileno()).st_size)}
    return StreamingResponse(_hand_over(file), 200, headers, _TYPES.get(Path(name).suffix, _TYPES[".txt"]))


@router.get("/v1/quality", operation_id="readQuality", summary="The quality of what you sent, week by week", **FETCHING)
async def read_quality(request: Request) -> Quality:
    """By feed and week, the newest first, of the weeks whose pages are still there."""
    door, sender = identify(request)
    weeks = await asyncio.to_thread(lambda: list(_read_weeks(door.folders.of(sender.name))))
    return Quality(weeks=sorted(weeks, key=lambda week: (week.week, week.feed), reverse=True))


def _list(home: Path) -> Iterator[ReceiptFile]:
    for folder in OUTGOING:
        if not (home / folder).is_dir():
            continue
        with os.scandir(home / folder) as entries:
            for entry in entries:
                told = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(told.st_mode) and not entry.name.endswith(".new"):
                    written = datetime.fromtimestamp(told.st_mtime, UTC)
                    yield ReceiptFile(folder=folder, name=entry.name, bytes=told.st_size, written=written)


def _open(path: Path) -> BinaryIO:
    try:
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")
    except OSError:  # Invalid: its month was over meanwhile
        raise NotThere("receipt-unknown", "this receipt is no longer kept") from None


def _hand_over(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while block := file.read(_BLOCK):
            yield block


def _read(path: Path) -> bytes:
    with _open(path) as file:
        return file.read()


def _read_weeks(home: Path) -> Iterator[QualityWeek]:
    for file in _list(home):
        if file.folder == RECEIPTS and (found := _QUALITY.fullmatch(file.name)):
            rows = csv.DictReader(_read(home / RECEIPTS / file.name).decode().splitlines())
            figures = [_read_figure(row) for row in rows]
            yield QualityWeek(feed=found["feed"], week=date.fromisoformat(found["week"]), figures=figures)


def _read_figure(row: dict[str, str]) -> QualityFigure:
    before = float(row["weeks before"]) if row["weeks before"] else None
    return QualityFigure(measure=row["measure"], field=row["field"], per_cent=float(row["per cent"]), before=before)
