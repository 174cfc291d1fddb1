"""Whatever is done to the audit afterwards is found, and found where it was done."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from random import Random

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.audit.held import Held, sort_heads
from infra.audit.verifying import verify
from scoring.audit.heads import SignedHead, sign_head
from scoring.audit.judging import Fault, Tampering, judge
from scoring.audit.leaf import write_canonical
from scoring.audit.records import Record, read_record
from scoring.audit.tree import Tree
from tests.audited import AREA, write_audited

RECORDS, PLACES = 240, 1_000
VALUES = (
    *(("time",), ("id",), ("data", "viewer", "subject"), ("data", "asked"), ("data", "purpose", "code")),
    *(("data", "outcome"), ("data", "link", "previous"), ("data", "link", "start"), ("data", "link", "writer")),
)
KEY = Ed25519PrivateKey.generate()
AUDITED = write_audited(RECORDS, Random(5), KEY)
READ = [read_record(AREA, position, raw) for position, raw in enumerate(AUDITED.records)]
HEADS: Sequence[SignedHead] = sort_heads(AUDITED.heads, KEY.public_key())[0][AREA]


def number(records: Sequence[Record]) -> list[Record]:
    return [replace(record, position=position) for position, record in enumerate(records)]


def alter(raw: bytes, chance: Random) -> bytes:
    """One value of a record, anywhere in it, written as records are."""
    event = orjson.loads(raw)
    place = chance.choice(VALUES)
    inner = event
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = f"{chance.getrandbits(256):064x}"
    return write_canonical(event)


def edit(at: int, chance: Random) -> list[Record]:
    raw = alter(AUDITED.records[at], chance)
    return [*READ[:at], read_record(AREA, at, raw), *READ[at + 1 :]]


def damage(at: int, chance: Random) -> list[Record]:
    raw = bytearray(AUDITED.records[at])
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(7)
    return [*READ[:at], read_record(AREA, at, bytes(raw)), *READ[at + 1 :]]


def delete(at: int, _chance: Random) -> list[Record]:
    return number([*READ[:at], *READ[at + 1 :]])


def insert(at: int, chance: Random) -> list[Record]:
    """A copy of another, one made up in the place of the one after it, or one of a writer that never was."""
    event = orjson.loads(AUDITED.records[at])
    event["id"], event["data"]["asked"] = f"{chance.getrandbits(128):032x}-1", f"{AREA}.person-9"
    kind = chance.randrange(3)
    if kind == 0:
        made = read_record(AREA, at, AUDITED.records[chance.randrange(RECORDS)])
    elif kind == 1:
        made = read_record(AREA, at, write_canonical(event))
    else:
        event["data"]["link"] = {"writer": "api-9", "start": "0123456789abcdef", "sequence": 0}
        made = read_record(AREA, at, write_canonical(event))
    return number([*READ[:at], made, *READ[at:]])


def swap(at: int, chance: Random) -> list[Record]:
    other = (at + 1 + chance.randrange(min(20, RECORDS - 2))) % RECORDS
    records = list(READ)
    records[at], records[other] = records[other], records[at]
    return number(records)


def truncate(at: int, _chance: Random) -> list[Record]:
    return READ[:at]


def fork(at: int, _chance: Random) -> list[Record]:
    """From there on written anew, each chain whole in itself."""
    hashes: dict[str | None, str] = {}
    for record in READ[at:]:
        hashes[record.hash] = sha256(record.hash.encode()).hexdigest()
    anew = (replace(r, hash=hashes[r.hash], previous=hashes.get(r.previous, r.previous or "")) for r in READ[at:])
    return [*READ[:at], *anew]


def find(records: Sequence[Record]) -> Fault:
    fault = judge(records, HEADS).fault
    assert fault is not None
    return fault


def places(chance: Random) -> list[int]:
    return [chance.randrange(RECORDS) for _ in range(PLACES)]


def test_nothing_is_wrong_with_what_was_not_touched() -> None:
    """Writers that start anew, and records that Kafka never acknowledged, are as they should be."""
    verdict = judge(READ, HEADS)
    assert verdict.fault is None
    assert (verdict.size, verdict.signed) == (RECORDS, RECORDS)
    assert 0 < verdict.given_up < 30


@pytest.mark.parametrize(
    ("tamper", "exact"),
    [(edit, 0.7), (damage, 0.9), (delete, 0.2), (insert, 0.45), (swap, 0.25), (truncate, 0.0), (fork, 0.0)],
)
def test_it_is_found_where_it_is(tamper: Callable[[int, Random], list[Record]], exact: float) -> None:
    """In each of a thousand places; ``exact``: the share in which the record is named, else a stretch it is in."""
    chance, named = Random(11), 0
    for at in places(chance):
        records = tamper(at, chance)
        changed = (n for n, (a, b) in enumerate(zip(records, READ, strict=False)) if a.hash != b.hash)
        first, fault = next(changed, min(len(records), RECORDS)), find(records)
        assert fault.position <= first <= fault.last
        named += fault.position == fault.last
    assert named >= exact * PLACES


def test_a_history_signed_anew_by_another_key_is_found() -> None:
    """Whole in itself, and signed by whoever wrote it: whoever has the public key sees that it is another's."""
    chance, other = Random(3), Ed25519PrivateKey.generate()
    for at in places(chance):
        tree = Tree(at + 1, tuple(bytes(32) for _ in range((at + 1).bit_count())))
        forged = sign_head(other, AREA, tree, at + 1, HEADS[0].at)
        verdict = verify(Held({AREA: []}, [forged]), (), (), KEY.public_key())[AREA]
        assert verdict.fault
        assert verdict.fault.kind is Tampering.FORGED


def test_a_head_that_was_touched_is_no_head() -> None:
    """Whatever of it is changed, its signature is gone."""
    for raw in AUDITED.heads:
        event = orjson.loads(raw)
        event["data"]["size"] -= 1
        for touched in (write_canonical(event), raw[:-150] + bytes([raw[-150] ^ 1]) + raw[-149:]):
            genuine, forged = sort_heads([touched], KEY.public_key())
            assert not genuine.get(AREA)
            assert forged
