"""What ``linnet audit verify`` says of each area."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from infra.audit.held import Held, sort_heads
from scoring.audit.heads import SignedHead
from scoring.audit.judging import Fault, Verdict, judge
from scoring.audit.records import read_record


def verify(
    held: Held, areas: Collection[str], heads: Iterable[bytes], key: Ed25519PublicKey | None
) -> dict[str, Verdict]:
    """By area; of none named, all that there are. ``heads``: those kept elsewhere, beside those that are held. One that
    the key did not sign is a fault of its area, where nothing else is."""
    genuine, forged = sort_heads([*held.heads, *heads], key)
    named = areas or sorted({*held.records, *genuine, *(area for area, _ in forged)})
    return {area: _verify_area(held, area, genuine, [each for at, each in forged if at == area]) for area in named}


def _verify_area(
    held: Held, area: str, genuine: Mapping[str, Sequence[SignedHead]], forged: Sequence[Fault]
) -> Verdict:
    records = [read_record(area, position, raw) for position, raw in enumerate(held.records.get(area, []))]
    verdict = judge(records, genuine.get(area, ()))
    if verdict.fault or not forged:
        return verdict
    return Verdict(verdict.size, verdict.signed, verdict.given_up, min(forged, key=lambda fault: fault.position))


def tell(area: str, verdict: Verdict) -> Iterator[str]:
    """Lines for whoever asked."""
    fault = verdict.fault
    if fault is None:
        unsigned = verdict.size - verdict.signed
        given_up = f", {verdict.given_up:,} never acknowledged" if verdict.given_up else ""
        yield f"{area}: {verdict.size:,} records, all as they were written; {unsigned:,} not signed yet{given_up}"
        return
    last = "" if fault.last == fault.position else f" to {fault.last:,}"
    named = f", {fault.id}" if fault.id else ""
    yield f"{area}: {fault.kind.value.upper()} at record {fault.position:,}{last}{named} of {verdict.size:,}"
    yield f"  expected: {fault.expected}"
    yield f"  found:    {fault.found}"
