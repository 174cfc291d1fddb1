"""Logs as JSON lines: an event name and fields from a list. A field that is not on it is an error in our code,
so no name, address, NHS number or payload can slip into a log line by way of a new keyword.
"""

import logging
import sys
import threading
import traceback
import warnings
from pathlib import Path
from typing import Any

import orjson
import structlog

from streams.errors import Broken

FIELDS = frozenset(
    (
        *("event", "level", "timestamp", "process", "reason", "error", "code", "kind", "count", "seconds", "port"),
        *("area", "agency", "topic", "partition", "offset", "before", "after", "accepted", "refused"),
        *("destination", "alert", "sender", "file"),
        # Who signed in: a digest that the audit knows them by, and how the provider says it made sure.
        *("viewer", "assurance"),
    )
)


def refuse_other_fields(_logger: Any, _method: str, entry: dict[str, Any]) -> dict[str, Any]:
    if unknown := entry.keys() - FIELDS:
        raise Broken(f"log fields not on the list: {sorted(unknown)}")
    return entry


def rest_logging() -> None:
    """For commands that speak to a person on the screen: errors only."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def start_logging() -> None:
    """JSON lines on standard error; libraries from WARNING on, and only the first line of their message's template,
    since a library may put a payload into the arguments, and asyncio what has failed into the lines behind. What ends
    us, or a thread, is told in the same way."""
    sys.excepthook = lambda _kind, fault, _trace: _tell_end(fault)
    threading.excepthook = lambda ended: _tell_end(ended.exc_value) if ended.exc_value else None
    warnings.showwarning = lambda _words, kind, file, line, *_: _tell_warning(kind, file, line)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s", force=True)
    # aiokafka writes several lines for every attempt to reach a broker that is away; "waiting" says it once.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(_LibraryLine())
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            refuse_other_fields,  # type: ignore[list-item]
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        # Looked up for each line: standard error may have been replaced since.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


class _LibraryLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        reason = str(record.msg).partition("\n")[0][:300]
        entry = {"event": f"library: {record.name}", "level": record.levelname.lower(), "reason": reason}
        fault = record.exc_info[1] if record.exc_info else None
        return orjson.dumps(entry | (_place_of(fault) if fault else {}), option=orjson.OPT_SORT_KEYS).decode()


def _tell_warning(kind: type[Warning], file: str, line: int) -> None:
    # Without its words, which may have what was not expected, as pydantic's do.
    _write(
        {"event": "library: warning", "level": "warning", "kind": kind.__name__, "where": f"{Path(file).name}:{line}"}
    )


def _write(entry: dict[str, str]) -> None:
    sys.stderr.write(orjson.dumps(entry, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE).decode())


def _tell_end(fault: BaseException) -> None:
    while isinstance(fault, BaseExceptionGroup):
        fault = fault.exceptions[0]
    _write({"event": "ended by what nobody expected", "level": "critical", **_place_of(fault)})


def _place_of(fault: BaseException) -> dict[str, str]:
    """What failed and where, without its message: that may quote a payload."""
    frames = traceback.extract_tb(fault.__traceback__)[-6:]
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return {"error": type(fault).__name__, "where": where}


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
