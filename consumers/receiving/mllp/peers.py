"""Whose a connection is: by its client certificate, or by where it comes from and what its messages call themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

from consumers.feeds.declaration import Hl7Declaration
from consumers.feeds.formats import read_declaration
from consumers.feeds.hl7.acknowledging import Header
from consumers.feeds.senders import Sender

FORMAT = "hl7"


@dataclass(frozen=True, slots=True)
class Peer:
    """``certificate``: SHA-256 of it in DER, in hexadecimal; empty where none was shown."""

    address: str
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    sender: Sender
    declaration: Hl7Declaration


def bind_senders(senders: Iterable[Sender]) -> list[Bound]:
    """Those that send HL7. Raises :class:`streams.errors.Broken` for a declaration with a mistake in it."""
    bound = []
    for sender in senders:
        if FORMAT in sender.formats:
            declaration = read_declaration(sender, FORMAT)
            assert isinstance(declaration, Hl7Declaration)
            bound.append(Bound(sender, declaration))
    return bound


def find_sender(bound: Iterable[Bound], peer: Peer, header: Header) -> Bound | None:
    """The one whose message it is; None where it is nobody's, or could be of two."""
    found = [each for each in bound if _is_from(each, peer) and _says_so(each, peer, header)]
    return found[0] if len(found) == 1 else None


def _is_from(bound: Bound, peer: Peer) -> bool:
    """Who has certificates comes with one; an address alone counts only where nobody outside can take it."""
    if bound.sender.certificates:
        return peer.certificate in bound.sender.certificates
    address = ip_address(peer.address)
    if not (address.is_loopback or address.is_private):
        return False
    return any(ip_address(each) == address for each in bound.declaration.addresses)


def _says_so(bound: Bound, peer: Peer, header: Header) -> bool:
    declared = (bound.declaration.application, bound.declaration.facility)
    if not peer.certificate and None in declared:
        return False
    said = (header.application, header.facility)
    return all(ours is None or ours == theirs for ours, theirs in zip(declared, said, strict=True))
