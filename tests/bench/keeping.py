"""What it adds to an answer that it is on the audit first: ``python -m tests.bench.keeping``.

Wall times are of this machine as busy as it is; CPU is of this process, librdkafka's threads included.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from api.audit.auditor import Auditor
from infra.stack.embedded import EmbeddedStack
from streams.broker import create_topics
from streams.errors import Transient
from streams.settings import Settings
from tests.looks import look

_AREA, _LOOKS, _AT_ONCE = "northmoor", 1_000, 20


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as home,
        EmbeddedStack(Path(home), say=lambda line: print(line, file=sys.stderr)) as stack,  # noqa: T201
    ):
        settings = Settings(kafka_bootstrap=stack.endpoints.kafka_bootstrap, data_dir=Path(home))
        create_topics(settings)
        asyncio.run(_measure(Auditor(settings)))


async def _measure(auditor: Auditor) -> None:
    await _begin(auditor)
    for at_once in (1, _AT_ONCE):
        began, spent = time.process_time(), list[float]()
        await asyncio.gather(*(_keep(auditor, _LOOKS // at_once, spent) for _ in range(at_once)))
        cpu = (time.process_time() - began) / len(spent) * 1e6
        cut = quantiles(spent, n=100)
        print(f"{at_once:>3} at once: p50 {cut[49] * 1000:.1f} ms, p99 {cut[98] * 1000:.1f} ms, {cpu:.0f} us of CPU")  # noqa: T201


async def _begin(auditor: Auditor) -> None:
    for _ in range(60):
        try:
            return await auditor.keep(look(_AREA))
        except Transient:
            await asyncio.sleep(0.5)
    raise SystemExit("Kafka does not take the first look")


async def _keep(auditor: Auditor, count: int, spent: list[float]) -> None:
    for _ in range(count):
        began = time.perf_counter()
        await auditor.keep(look(_AREA, shown=20))
        spent.append(time.perf_counter() - began)


if __name__ == "__main__":
    main()
