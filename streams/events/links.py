"""What linkage decided: which records now stand together, and which stood together before."""

from typing import Literal

from streams.contract import Contract, Envelope


class LinkRevision(Contract):
    """Entity id to the ids of its records, before and after; both sides hold the same records but for the one
    that came or went. Ids are digests: nobody's name is in them."""

    kind: Literal["person", "address"]
    log_partition: int
    log_offset: int
    before: dict[str, list[str]]
    after: dict[str, list[str]]


class LinkRevised(Envelope):
    type: Literal["link-revised-1"] = "link-revised-1"
    data: LinkRevision
