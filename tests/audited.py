"""An area's audit as several processes write it, restarts and lost connections among them, and its signed heads."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.audit.looks import write_records
from scoring.audit.chain import Chain
from scoring.audit.heads import sign_head
from scoring.audit.leaf import hash_leaf, write_canonical
from scoring.audit.tree import Tree
from tests.looks import NOON, look

AREA = "northmoor"


@dataclass(frozen=True, slots=True)
class Audited:
    records: list[bytes]
    heads: list[bytes]
    key: Ed25519PrivateKey


def write_audited(count: int, chance: Random, key: Ed25519PrivateKey, signed_every: int = 40) -> Audited:
    """Two writers. About every thirtieth record one starts anew; in every other of these cases it goes on from one or
    two records before its last, which Kafka took without an acknowledgement."""
    chains = {writer: Chain(writer, _name(chance)) for writer in ("api-1", "api-2")}
    ends = {writer: [chain.before] for writer, chain in chains.items()}
    records, heads, tree = list[bytes](), list[bytes](), Tree()
    while len(records) < count:
        writer = chance.choice(sorted(chains))
        if chance.random() < 1 / 30 and chains[writer].end:
            known = ends[writer][-1 - chance.randrange(min(3, len(ends[writer])))]
            chains[writer], ends[writer] = Chain(writer, _name(chance), known), [known]
        at = NOON + timedelta(seconds=len(records))
        for record in write_records(look(AREA, at, shown=chance.randrange(4), first=chance.randrange(1000))):
            record["data"]["link"] = chains[writer].next_link()
            raw = write_canonical(record)
            chains[writer] = chains[writer].grow(hash_leaf(raw).hex())
            ends[writer].append(chains[writer].end)
            records.append(raw)
            tree = tree.grow(hash_leaf(raw))
        if len(records) % signed_every == 0 or len(records) >= count:
            heads.append(sign_head(key, AREA, tree, len(records), at))
    return Audited(records, heads, key)


def _name(chance: Random) -> str:
    return f"{chance.getrandbits(64):016x}"
