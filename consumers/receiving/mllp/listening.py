"""The listener: each message of a connection judged, on Kafka, and acknowledged before the next is read.

AA is said only after Kafka has acknowledged. While Kafka is away nothing is said: the sender waits, and sends again
what got no answer, which has the same ids.
"""

import asyncio
import hashlib
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from consumers.feeds.faults import Fault
from consumers.feeds.hl7.acknowledging import REJECTED, Header, code_of, read_header, write_ack
from consumers.feeds.hl7.messages import MAX_MESSAGE_BYTES, split_messages
from consumers.receiving.channels import open_channel
from consumers.receiving.gate import Busy
from consumers.receiving.items import Converted, Origin, Outcome
from consumers.receiving.messages import convert_admission, write_item
from consumers.receiving.mllp.framing import END, START, Unframed, read_frame
from consumers.receiving.mllp.peers import Bound, Peer, bind_senders, find_sender
from consumers.receiving.office import Office
from streams.errors import Transient
from streams.listening import listen
from streams.logs import log

MAX_CONNECTIONS, CONNECTIONS_OF_AN_ADDRESS = 500, 50
# How long a sender is kept waiting for Kafka before the connection is closed without an answer.
PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 0.25
_WRITE_SECONDS = 30.0
_HANDSHAKE_SECONDS = 10.0
_LINGER_SECONDS, _LINGER_BYTES, _LINGER_BLOCK = 2.0, 4 << 20, 1 << 16


async def listen_mllp(office: Office) -> None:
    """For ever. Does nothing where no port is set. Raises :class:`streams.errors.Broken` for a port that cannot be had,
    or that others reach without TLS."""
    settings = office.settings
    bound = bind_senders(office.senders)
    if not settings.mllp_port:
        await asyncio.Event().wait()
    channel = open_channel(settings, settings.mllp_host, "LINNET_MLLP_HOST")
    handshake = _HANDSHAKE_SECONDS if channel else None
    with listen(settings.mllp_host, settings.mllp_port, "LINNET_MLLP_PORT") as listening:
        server = await asyncio.start_server(
            Listener(office, bound).converse,
            sock=listening, limit=MAX_MESSAGE_BYTES, ssl=channel, ssl_handshake_timeout=handshake,
        )  # fmt: skip
        log.info("listening for HL7", port=settings.mllp_port)
        async with server:
            await server.serve_forever()


class Listener:
    def __init__(self, office: Office, bound: list[Bound]) -> None:
        self._office, self._bound = office, bound
        self._connections: Counter[str] = Counter()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Until the sender ends it, or gives a reason to."""
        peer = _know(writer)
        try:
            if self._is_full(peer):
                return
            self._connections[peer.address] += 1
            try:
                await self._answer_all(peer, reader, writer)
            finally:
                self._connections[peer.address] -= 1
        except (ConnectionError, TimeoutError, Transient):  # Transient: what got no answer its sender sends again
            log.info("HL7 connection ended without an answer")
            writer.transport.abort()
        finally:
            writer.close()

    def _is_full(self, peer: Peer) -> bool:
        of_this = self._connections[peer.address] >= CONNECTIONS_OF_AN_ADDRESS
        return of_this or self._connections.total() >= MAX_CONNECTIONS

    async def _answer_all(self, peer: Peer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                frame = await read_frame(reader)
            except Unframed as fault:
                if fault.code == "too-large":
                    await _write(writer, _refuse(Header(), fault.code, fault.reason))
                await _linger(reader)
                return
            if not frame:
                return
            for _, message in list(split_messages(frame)) or [(0, frame)]:
                header = read_header(message)
                found = find_sender(self._bound, peer, header)
                if found is None:
                    expected = "the client certificate, or address, application and facility, of a sender of HL7"
                    await _write(writer, _refuse(header, "sender-unknown", expected))
                    await _linger(reader)
                    return
                await _write(writer, await self._take(found, message, header))

    async def _take(self, found: Bound, raw: bytes, header: Header) -> bytes:
        """Raises :class:`Transient` when Kafka stays away, or what was told before cannot be looked up."""
        now = datetime.now(UTC)
        origin = Origin(found.sender, found.declaration, now, self._office.kin, "mllp-hl7")
        converted = await self._office.gate.convert(found.sender.name, partial(convert_admission, raw, origin))
        (item,) = converted.items
        refused = await self._hand_over(Converted([write_item(item)], dict(converted.dropped)), origin)
        faults = item.faults or refused
        return write_ack(header, code_of(faults), faults, now)

    async def _hand_over(self, converted: Converted, origin: Origin) -> list[Fault]:
        """What the desk has against it, after it is on Kafka if nothing."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    with self._office.gate.entered(origin.sender.name):
                        receipt = await self._office.desk.take(converted, origin)
                        break
                except Busy:
                    await asyncio.sleep(_PAUSE_SECONDS)
                except Transient:
                    await asyncio.sleep(4 * _PAUSE_SECONDS)
        refusals = [told.fault for told in receipt.told if told.outcome is Outcome.REFUSED and told.fault]
        return [Fault(1, 1, "", fault.field, fault.code, "", fault.reason) for fault in refusals]


def _refuse(header: Header, code: str, expected: str) -> bytes:
    fault = Fault(1, 1, "MSH", "message", code, "", expected)
    return write_ack(header, REJECTED, [fault], datetime.now(UTC))


async def _write(writer: asyncio.StreamWriter, message: bytes) -> None:
    """Raises TimeoutError where the sender does not read."""
    writer.write(START + message + END + b"\r")
    async with asyncio.timeout(_WRITE_SECONDS):
        await writer.drain()


async def _linger(reader: asyncio.StreamReader) -> None:
    """What is closed with something unread is reset, and the answer with it."""
    read = 0
    with suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(_LINGER_SECONDS):
            while read < _LINGER_BYTES and (block := await reader.read(_LINGER_BLOCK)):
                read += len(block)


def _know(writer: asyncio.StreamWriter) -> Peer:
    address = writer.get_extra_info("peername")
    channel = writer.get_extra_info("ssl_object")
    shown = channel.getpeercert(binary_form=True) if channel is not None else None
    return Peer(address[0] if address else "0.0.0.0", hashlib.sha256(shown).hexdigest() if shown else "")
