"""The one writer of the audit in this process: from one start to the next, so that a fault of Kafka is got over."""

import asyncio

from api.audit.looks import Look, write_records
from api.audit.resuming import read_head
from api.audit.writing import Start, Unwritten, name_writer
from scoring.audit.chain import Head
from streams.errors import Transient
from streams.patience import patiently
from streams.settings import Settings

# To find where the chain ended; afterwards it is known.
_SECONDS = 4.0


class Auditor:
    """Connects to Kafka with the first look."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._start: Start | None = None
        self._beginning = asyncio.Lock()

    async def keep(self, look: Look) -> None:
        start = self._start
        if start is None or start.ended or not start.knows(look.area):
            start = await self._begin(look.area)
        await start.write(look.area, write_records(look))

    async def _begin(self, area: str) -> Start:
        if not self._settings.kafka_bootstrap:
            raise Unwritten("LINNET_KAFKA_BOOTSTRAP is not set")
        try:
            async with asyncio.timeout(_SECONDS), self._beginning:
                if self._start is None or self._start.ended:
                    self._start = Start(self._settings, self._start.end() if self._start else {})
                start = self._start
                if not start.knows(area):
                    start.begin(area, await self._read_head(area))
                return start
        except (TimeoutError, Transient) as fault:  # Transient
            raise Unwritten("Kafka does not answer") from fault

    async def _read_head(self, area: str) -> Head | None:
        async for attempt in patiently(_SECONDS):
            with attempt:
                return await asyncio.to_thread(read_head, self._settings, area, name_writer(self._settings))
        raise AssertionError("patience ends in an answer or a fault")
