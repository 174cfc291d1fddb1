"""One trace from a sender's request to whoever is told of the alert, on real processes and a collector of OTLP."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import DECISIONS
from tests.alerted import adoption, rule
from tests.events import raw
from tests.integration.posting import free_port, posted, receiving, write_senders
from tests.integration.receivers import receiving as answering
from tests.integration.receivers import serving
from tests.integration.roles import await_quiet, await_true, running
from tests.integration.telling import read_told

pytestmark = pytest.mark.integration
AREA = "traced"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
_WAY = {"receive", "admit", "project", "relay", "deliver"}
_RULES = [rule("twice", "Two contacts", "address", [{"indicator": "contacts", "days": 28, "at_least": 2}])]
_PRIVATE = (b"Zebedee", b"Quillfeather", b"Wren Road", b"NM4", b"L77")


@dataclass(slots=True)
class Collector:
    """``spans``: id to service, name, parent and attributes, of the trace of this test; ``raw`` all that came."""

    port: int
    raw: list[bytes] = field(default_factory=list)

    def spans(self) -> dict[bytes, tuple[str, str, bytes, dict[str, str]]]:
        found = {}
        for body in list(self.raw):
            for told in ExportTraceServiceRequest.FromString(body).resource_spans:
                service = next(
                    each.value.string_value for each in told.resource.attributes if each.key == "service.name"
                )
                for span in (span for scope in told.scope_spans for span in scope.spans):
                    said = {each.key: each.value.string_value or str(each.value.int_value) for each in span.attributes}
                    if span.trace_id.hex() == TRACE:
                        found[span.span_id] = (service, span.name, span.parent_span_id, said)
        return found


@contextmanager
def collecting() -> Iterator[Collector]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collector.raw.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector = Collector(server.server_address[1])
    with serving(server):
        yield collector


def configure(settings: Settings, folder: Path, collector: Collector, webhook: str) -> Settings:
    routes = folder / "delivery.toml"
    said = {"areas": [AREA], "kind": "webhook", "url": webhook, "secret": "LINNET_TEST_SECRET"}
    lines = [f"{name} = {json.dumps(value)}" for name, value in said.items()]
    routes.write_text("\n".join(["[destinations.traced]", *lines, ""]), encoding="utf-8")
    return settings.model_copy(
        update={
            "feeds_file": write_senders(folder / "senders.toml", (AREA,)),
            "receiving_port": free_port(folder),
            "delivery_file": routes,
            "data_dir": folder,
            "otlp_endpoint": f"http://127.0.0.1:{collector.port}/v1/traces",
            # Only what the sender asks to trace.
            "otlp_share": 0.0,
        }
    )


def visit(number: int) -> dict[str, Any]:
    moment = (datetime.now(UTC) - timedelta(hours=number)).isoformat()
    person = {"local_record_id": "L77", "given_name": "Zebedee", "family_name": "Quillfeather"}
    place = {"text": "7 Wren Road", "postcode": "NM4 2QX"}
    return posted(AREA, 770_000 + number, person=person, address=place, happened_at=moment, recorded_at=moment)


def test_one_trace_leads_from_the_request_to_the_alert(
    settings: Settings, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sender's ``traceparent`` is found again in the spans of each process up to the delivery, each under the one
    before, and at the receiver of the webhook; and no span tells whom it is about."""
    monkeypatch.setenv("LINNET_TEST_SECRET", SECRET)
    asked = f"traceparent: 00-{TRACE}-00f067aa0ba902b7-01"
    with collecting() as collector, answering() as receiver:
        home = configure(settings, directory, collector, receiver.url)
        with running(home, "clock", "intake", "projector", "relay", "delivery"), receiving(home) as (window, _):
            rules = raw(adoption(_RULES, area=AREA))
            Publisher(home).publish_blocking([Outgoing(DECISIONS.name, AREA.encode(), rules)])
            assert window.post(visit(1)).status == 202
            await_quiet(home, 60)
            assert window.post(visit(2), "-H", asked).status == 202
            await_true(lambda: bool(receiver.requests), 60)
            await_true(lambda: {name for _, name, _, _ in collector.spans().values()} >= _WAY, 30)
    spans = collector.spans()
    [last] = [span for span in spans if spans[span][1] == "deliver"]
    way = [last]
    while (parent := spans[way[-1]][2]) in spans:
        way.append(parent)
    assert [spans[span][:2] for span in reversed(way)] == [
        ("linnet-receiving", "receive"),
        ("linnet-intake", "admit"),
        ("linnet-projector", "project"),
        ("linnet-relay", "relay"),
        ("linnet-delivery", "deliver"),
    ]
    assert parent.hex() == "00f067aa0ba902b7"
    headers, _ = receiver.requests[-1]
    assert headers["traceparent"] == f"00-{TRACE}-{last.hex()}-01"
    assert not [word for word in _PRIVATE for body in collector.raw if word in body]
    assert TRACE not in str(read_told(home, AREA)), "what is told is the same, traced or not"
