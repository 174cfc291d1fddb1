import pytest
from fastapi.testclient import TestClient
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind
from redis.asyncio import Redis

from api.app import create_app as open_api
from consumers.receiving.app import create_app as open_receiving
from streams import spans
from streams.errors import Broken
from streams.settings import Settings
from streams.spans import carry_on, open_all, read_trace, start_spans, within
from tests.looks import NOON

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_a_trace_is_handed_on_where_nothing_is_traced() -> None:
    """Others who trace see one trace, though we tell nobody of our part of it."""
    with within("receive", TRACE, SpanKind.SERVER):
        assert carry_on() == TRACE
    assert carry_on() == ""
    assert open_all("admit", [TRACE, ""], [{}, {}]) == ([], [TRACE, ""])


@pytest.mark.parametrize("said", ["", "rubbish", "00-0-0-00", f"{TRACE}-{'x' * 300}"])
def test_what_is_no_traceparent_is_none(said: str) -> None:
    """Whatever a sender puts there, its event is taken, and nothing of it goes on."""
    with within("receive", said, SpanKind.SERVER):
        assert carry_on() == ""


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({"traceparent": TRACE.encode()}, TRACE),
        ([("other", b"1"), ("traceparent", TRACE.encode())], TRACE),
        ([("traceparent", None)], ""),
        ([("traceparent", b"x" * 300)], ""),
        (None, ""),
    ],
)
def test_the_header_of_a_message_is_read(headers: object, found: str) -> None:
    """As Faust and as confluent-kafka have headers, and none."""
    assert read_trace(headers) == found


def test_a_collector_without_the_means_to_reach_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that should trace and cannot does not start, and says what to install."""
    monkeypatch.setattr(spans, "find_spec", lambda _: None)
    with pytest.raises(Broken, match=r"linnet\[otel\]"):
        start_spans(Settings(otlp_endpoint="http://127.0.0.1:4318/v1/traces"), "intake")


@pytest.mark.parametrize("app", ["api", "receiving"])
def test_nothing_of_a_library_is_traced(app: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where somebody has given the whole process a provider, as an agent does: no path and no query goes there."""
    told, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(told))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    made = open_api(Settings(dev_signin=True), Redis(), lambda: NOON) if app == "api" else open_receiving(())
    client = TestClient(made, base_url="http://127.0.0.1")
    assert client.get("/healthz?q=Maureen").status_code == 200
    assert client.get("/v1/persons/northmoor.x?q=Maureen").status_code in (401, 404)
    assert told.get_finished_spans() == ()
