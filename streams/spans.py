"""Spans of OpenTelemetry: one trace from a sender's request to the alert it led to, and to whoever is told of that.

Off where no collector is named; then a ``traceparent`` (W3C Trace Context) that came in is still handed on, so that
others who trace see one trace. It is a header of messages on Kafka and of requests, and a field of the outbox. A
replay takes it from the log as well, and ends its spans under the trace of the first run.

What a span may say is a name of ours, an area, an agency's topic, a type of event, a code, a count: never what an
event says, nor whom it is about. Nothing of a library's own is traced, which would write down paths and errors.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from typing import TYPE_CHECKING

from opentelemetry import trace as api
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from streams.errors import Broken
from streams.settings import Settings

if TYPE_CHECKING:
    from fastapi.telemetry import TelemetryConfig

HEADER = "traceparent"
# FastAPI's own, where the process has a provider of it, tells of paths, queries and the words of errors.
QUIET: "TelemetryConfig" = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
# Longer ones are no traceparent.
_LONGEST = 200
# What is left at the end of a process is given up after that.
_SECONDS = 3
_CARRIED = TraceContextTextMapPropagator()
_current: ContextVar[str] = ContextVar("traceparent", default="")
Said = Mapping[str, str | int]


class _Tracing:
    """One a process."""

    tracer: Tracer = api.NoOpTracer()
    on = False


def start_spans(settings: Settings, process: str) -> None:
    """Raises :class:`Broken` where a collector is named and ``linnet[otel]`` is not installed."""
    if not settings.otlp_endpoint:
        return
    if find_spec("opentelemetry.sdk") is None or find_spec("opentelemetry.exporter") is None:
        raise Broken("LINNET_OTLP_ENDPOINT is set and there is nothing to send spans with: install linnet[otel]")
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(settings.otlp_share)),
        resource=Resource.create({"service.name": f"linnet-{process}"}),
    )
    exporter = OTLPSpanExporter(settings.otlp_endpoint, timeout=_SECONDS)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    # Not the whole process's: libraries that find one would trace as they see fit.
    _Tracing.tracer, _Tracing.on = provider.get_tracer("linnet"), True


def open_span(name: str, parent: str, said: Said, kind: SpanKind = SpanKind.CONSUMER) -> tuple[Span, str]:
    """A span under ``parent`` (empty for a trace of its own), to be ended by whoever asked, and what is carried on."""
    span = _Tracing.tracer.start_span(name, _read(parent), kind, dict(said))
    return span, _write(span)


def open_all(name: str, parents: Sequence[str], said: Iterable[Said]) -> tuple[list[Span], list[str]]:
    """One for each message of a batch, in its order. Where nothing is traced it costs nothing, and nothing is taken
    of ``said``."""
    if not _Tracing.on:
        return [], list(parents)
    opened = [open_span(name, parent, each) for parent, each in zip(parents, said, strict=True)]
    return [span for span, _ in opened], [carried for _, carried in opened]


def end_all(spans: Sequence[Span]) -> None:
    for span in spans:
        span.end()


@contextmanager
def within(name: str, parent: str, kind: SpanKind, **said: str | int) -> Iterator[None]:
    """What is sent meanwhile is part of it: :func:`carry_on`. An error's kind is told, and never its words."""
    span, carried = open_span(name, parent, said, kind)
    before = _current.set(carried)
    try:
        yield
    except BaseException as fault:
        span.set_status(StatusCode.ERROR, type(fault).__name__)
        raise
    finally:
        _current.reset(before)
        span.end()


def carry_on() -> str:
    """The ``traceparent`` of the span that we are within; empty where there is none."""
    return _current.get()


def read_trace(headers: object) -> str:
    """Of a message as Faust or confluent-kafka has them: pairs, or a mapping, or None."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers if isinstance(headers, (list, tuple)) else ()
    for name, value in pairs:
        if name == HEADER and isinstance(value, bytes) and len(value) <= _LONGEST:
            return value.decode("ascii", "ignore")
    return ""


def _read(parent: str) -> Context | None:
    return _CARRIED.extract({HEADER: parent}) if parent and len(parent) <= _LONGEST else Context()


def _write(span: Span) -> str:
    carrier: dict[str, str] = {}
    _CARRIED.inject(carrier, api.set_span_in_context(span, Context()))
    return carrier.get(HEADER, "")
