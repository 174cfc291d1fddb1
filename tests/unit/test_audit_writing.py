"""The writer of the audit, of whom everybody who looks waits."""

import asyncio

import pytest

from api.audit.looks import write_records
from api.audit.writing import Start, Unwritten
from streams.settings import Settings
from tests.looks import look

# Beyond the writer's own second between two looks at what was delivered.
_SECONDS = 1.5


async def test_a_writer_that_has_ended_refuses_and_lets_nobody_wait() -> None:
    """Also after its last answer, when nothing would tell anybody any more what became of a record."""
    start = Start(Settings(kafka_bootstrap="127.0.0.1:9"), {"northmoor": None})
    start.end()
    await asyncio.sleep(_SECONDS)
    async with asyncio.timeout(10):
        with pytest.raises(Unwritten, match="_ENDED"):
            await start.write("northmoor", write_records(look("northmoor")))
