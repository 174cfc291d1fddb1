"""Several at the same time, each with a Valkey of its own and all with one Kafka: a million events take each of them
one core for the better part of an hour."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace

import psutil

from infra.commands import digest_areas
from streams.publisher import Publisher
from streams.settings import Settings
from tests.bench.ground import find_servers
from tests.bench.peers.entrants import BARE, LIVE, SIDE_BY_SIDE, Entrant
from tests.bench.peers.flow import Flow
from tests.bench.peers.plays import HOST, KAFKA, VALKEY, Played, measure_steady, play_laid, running, watch
from tests.bench.peers.progress import Progress
from tests.bench.scratch import find_process, spare_valkey

Say = Callable[[str], None]
_EACH_SECONDS = 0.5
_MEGABYTE = 2**20


def play_together(
    settings: Settings, entrants: Sequence[Entrant], at_once: int, total: int, flow: Flow, say: Say
) -> Iterator[Played]:
    """The log is there, of ``total`` messages. Those with no work play first, and what takes all cores, each alone;
    then the others, ``at_once`` of them. The live path and the bare loop are in the last group, to which alone the
    steady flow is measured, for it makes the log longer: to each when the group is done, alone, started again. Each of
    a group is given twice, first as it has played and without a digest: hours are not lost with what comes after.

    Raises as :func:`tests.bench.peers.plays.play` does. Cost: for each of a group 6 GB for a million events."""
    for entrant in entrants:
        if not entrant.works or entrant is SIDE_BY_SIDE:
            yield _play_alone(settings, entrant, total, flow, say)
    workers = [each for each in entrants if each.works and each is not SIDE_BY_SIDE]
    workers.sort(key=lambda each: each in (LIVE, BARE))
    first = len(workers) % at_once
    for start in range(first - at_once if first else 0, len(workers), at_once):
        group = workers[max(start, 0) : start + at_once]
        last = replace(flow, messages=flow.messages if group[-1] is workers[-1] else [])
        yield from _play_group(settings, group, total, last, say)


def _play_group(settings: Settings, group: Sequence[Entrant], total: int, flow: Flow, say: Say) -> Iterator[Played]:
    with ExitStack() as held:
        own = [settings.model_copy(update={"redis_url": held.enter_context(spare_valkey())}) for _ in group]
        hosts = list[psutil.Process]()
        with ThreadPoolExecutor(len(group)) as pool, _ending(hosts):
            played = list(pool.map(lambda place, who: _play(place, who, total, hosts, say), own, group))
        yield from played
        for place, each in zip(own, played, strict=True):
            say(f"{each.entrant.title}: digest and steady flow")
            yield _measure_alone(place, each, total, flow)
            total += len(flow.messages) if each.entrant.live else 0


@contextmanager
def _ending(hosts: list[psutil.Process]) -> Iterator[None]:
    """On an error of one, or Ctrl-C: the threads that look at the others end when those do."""
    try:
        yield
    except BaseException:  # not handled: raised again
        for host in hosts:
            with suppress(psutil.NoSuchProcess):
                host.kill()
        raise


def _play(settings: Settings, entrant: Entrant, total: int, hosts: list[psutil.Process], say: Say) -> Played:
    progress, valkey = Progress(settings), find_process(settings)
    with running(settings, entrant) as host:
        hosts.append(host)
        events, spent, memory = watch(progress, host, total, {VALKEY: valkey}, _EACH_SECONDS)
    progress.close()
    held = psutil.Process(valkey).memory_info().rss
    played = Played(entrant, events, spent, memory, "", [], 0.0)
    say(f"{entrant.title}: {events / spent.wall:,.0f} events/s, {played.cpu(HOST):,.0f} µs of the host an event")
    say(f"its Valkey: {played.cpu(VALKEY):,.0f} µs an event, {held / _MEGABYTE:,.0f} MB")
    return played


def _measure_alone(settings: Settings, played: Played, total: int, flow: Flow) -> Played:
    """``total``: what is in the log by now."""
    progress, entrant = Progress(settings), played.entrant
    digest = asyncio.run(digest_areas(settings, None)).whole
    if not entrant.live or not flow.messages:
        return replace(played, digest=digest)
    with running(settings, entrant) as host:
        # It was at the log's end before: that it has taken one more shows that it is there.
        Publisher(settings).publish_blocking(list(flow.messages[:1]))
        watch(progress, host, total + 1, {})
        times, busy = measure_steady(settings, entrant, host, replace(flow, messages=flow.messages[1:]), progress)
    progress.close()
    return replace(played, digest=digest, times=times, busy=busy)


def _play_alone(settings: Settings, entrant: Entrant, total: int, flow: Flow, say: Say) -> Played:
    say(entrant.title)
    with spare_valkey() as address:
        own = settings.model_copy(update={"redis_url": address})
        servers = {KAFKA: find_servers()[KAFKA], VALKEY: find_process(own)}
        return play_laid(own, entrant, total, flow, servers)
