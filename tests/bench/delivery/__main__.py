"""How soon an alert on Kafka is on a page, and with a webhook's receiver: real processes on a fresh embedded stack."""

import base64
import os
import signal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from infra.processes import Processes
from infra.stack.leash import follow_parent
from streams.codes.alerts import Change
from streams.settings import Settings
from tests.bench.delivery.flow import Flow, Seen, await_all, await_up, produce, watching
from tests.bench.figures import Aim, Figure, Section, sum_up, write_markdown, write_table
from tests.bench.ground import fresh_ground
from tests.bench.machine import describe_machine
from tests.integration.receivers import receiving

_AIM = Aim(1000, at_least=False)
# The first requests of a kind are slower; these are sent first and do not count.
_LEAD = Flow(rate=50, seconds=2)

screen = Console(stderr=True, highlight=False)


def bench(
    rate: Annotated[int, typer.Option(min=10, help="alerts a second")] = 200,
    seconds: Annotated[int, typer.Option(min=5, help="for how long")] = 20,
    streams: Annotated[int, typer.Option(min=1, help="pages that look on at once")] = 10,
    hooks: Annotated[int, typer.Option(min=1, help="alerts a second while the webhook is measured")] = 50,
    write: Annotated[Path | None, typer.Option(help="also write the table, as Markdown, to this file")] = None,
) -> None:
    """Measure from the moment an alert is handed to Kafka until it is read. Takes about a minute and a half."""
    machine, hooked = describe_machine(), Seen()

    def take(_number: int, event: dict[str, str]) -> int:
        hooked.note(event["id"])
        return 200

    with fresh_ground() as ground, receiving(take) as receiver:
        settings = _route(ground.settings, receiver.url)
        processes = Processes(settings, lambda _: None)
        processes.start(("delivery", "api"))
        try:
            await_up(settings)
            sections = [_stream(settings, Flow(rate, seconds), streams), _hook(settings, hooked, Flow(hooks, seconds))]
        finally:
            processes.stop()
    table = Console(width=None if screen.is_terminal else 140, highlight=False)
    table.print(f"\n{machine}", markup=False)
    table.print(write_table(sections))
    if write:
        write.write_text(write_markdown(machine, sections), encoding="utf-8")


def _route(settings: Settings, url: str) -> Settings:
    os.environ["LINNET_BENCH_SECRET"] = "whsec_" + base64.b64encode(bytes(32)).decode()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    routes = settings.data_dir / "delivery.toml"
    words = f'kind = "webhook"\nurl = "{url}"\nsecret = "LINNET_BENCH_SECRET"\nchanges = ["acknowledged"]\n'
    routes.write_text(f"[destinations.bench]\n{words}", encoding="utf-8")
    return settings.model_copy(update={"delivery_file": routes})


def _stream(settings: Settings, flow: Flow, streams: int) -> Section:
    screen.print("Live streams")
    with watching(settings, streams) as watchers:
        await_all(produce(settings, _LEAD, 0), watchers)
        sent = produce(settings, flow, _LEAD.count)
        await_all(sent, watchers)
    title = f"Alert on Kafka to live stream, {flow.rate}/s for {flow.seconds} s, {streams} streams at once"
    return Section(title, _figures(sent, watchers))


def _hook(settings: Settings, hooked: Seen, flow: Flow) -> Section:
    screen.print("Webhook")
    await_all(produce(settings, _LEAD, 0, Change.ACKNOWLEDGED), [hooked])
    sent = produce(settings, flow, _LEAD.count, Change.ACKNOWLEDGED)
    await_all(sent, [hooked])
    return Section(f"Alert on Kafka to webhook, {flow.rate}/s for {flow.seconds} s", _figures(sent, [hooked]))


def _figures(sent: dict[str, float], watchers: list[Seen]) -> list[Figure]:
    return sum_up(((seen.at[one] - at) * 1000 for seen in watchers for one, at in sent.items()), _AIM)


if __name__ == "__main__":
    follow_parent()
    # As Ctrl-C, so that everything that was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    typer.run(bench)
