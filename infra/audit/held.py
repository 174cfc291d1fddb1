"""The audit as it is found: on Kafka, or in a file that was exported, one event a line as it was."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from scoring.audit.heads import SignedHead, is_genuine, read_head
from scoring.audit.judging import Fault, Tampering
from streams.codec import HEAD, decode
from streams.errors import Broken, Invalid
from streams.reading import read_topic
from streams.settings import Settings
from streams.topics import AUDIT, AUDIT_HEADS

_HEAD_MARK = b'"type":"head-signed-1"'


@dataclass(slots=True)
class Held:
    """By area, in order: the records, and the heads."""

    records: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    heads: list[bytes] = field(default_factory=list)


def read_kafka(settings: Settings) -> Held:
    """Cost: memory for all of it."""
    held = Held()
    for message in read_topic(settings, AUDIT):
        held.records[(message.key() or b"").decode(errors="replace")].append(message.value() or b"")
    held.heads = [message.value() or b"" for message in read_topic(settings, AUDIT_HEADS) if message.value()]
    return held


def read_file(path: Path) -> Held:
    """Raises :class:`Broken` when the file cannot be read."""
    held, area = Held(), ""
    for line in _lines(path):
        if line.endswith(b"}") and _HEAD_MARK in line:
            held.heads.append(line)
        else:
            # What says nothing of an area any more was written among those of one.
            area = _area(line) or area
            held.records[area].append(line)
    return held


def read_heads(path: Path) -> list[bytes]:
    return [line for line in _lines(path) if line]


def write_file(held: Held, areas: Iterable[str], path: Path) -> int:
    """How many lines."""
    wanted = set(areas)
    heads = [raw for raw in held.heads if _area(raw) in wanted]
    lines = [*(raw for area in sorted(wanted) for raw in held.records.get(area, [])), *heads]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return len(lines)


def list_areas(held: Held, elsewhere: Iterable[bytes] = ()) -> list[str]:
    """Of which a record is held, or a head here or ``elsewhere``; in the order of the alphabet."""
    return sorted({*held.records, *map(_area, [*held.heads, *elsewhere])} - {""})


def sort_heads(
    heads: Iterable[bytes], key: Ed25519PublicKey | None
) -> tuple[Mapping[str, Sequence[SignedHead]], list[tuple[str, Fault]]]:
    """By area, each once; and what was not signed by ``key``, with its area. Without a key none is asked."""
    genuine: dict[str, list[SignedHead]] = defaultdict(list)
    faults = list[tuple[str, Fault]]()
    for raw in dict.fromkeys(heads):
        try:
            head = read_head(decode(HEAD, raw), raw)
        except Invalid as fault:  # Invalid
            faults.append((_area(raw), _forged("", 0, f"what cannot be read ({fault.code})")))
            continue
        if key is not None and not is_genuine(head, orjson.loads(raw), key):
            said = f"one by key {head.key}, of {head.at:%Y-%m-%d %H:%M:%S} UTC for {head.tree.size} records"
            faults.append((head.area, _forged("", head.tree.size, said)))
            continue
        genuine[head.area].append(head)
    return genuine, faults


def _forged(id: str, position: int, found: str) -> Fault:
    return Fault(Tampering.FORGED, position, position, id, "a head signed by the key that was given", found)


def _lines(path: Path) -> Iterator[bytes]:
    try:
        yield from path.read_bytes().split(b"\n")[:-1]
    except OSError as fault:
        raise Broken(f"{path} cannot be read: {fault.strerror}") from fault


def _area(raw: bytes) -> str:
    try:
        area = orjson.loads(raw)["area"]
    except (orjson.JSONDecodeError, KeyError, TypeError):  # Invalid: to be judged where it stands
        return ""
    return area if isinstance(area, str) else ""
