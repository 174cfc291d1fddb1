"""What a request may say."""

from typing import Annotated

from fastapi import Path, Query

from streams.contract import Instant

WordsAsked = Annotated[str, Query(max_length=200, description="Words to find, in any order")]
AreaAsked = Annotated[str, Query(max_length=31, description="One area; every area of the partnership when left out")]
IdAsked = Annotated[str, Path(max_length=60, description="As an answer gave it", examples=["northmoor.s0Ynm5ZTsN1TlyCx"])]
At = Annotated[Instant | None, Query(description="RFC 3339 moment to look back to; now when left out")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="Timeline entries to pass over")]
Limit = Annotated[int, Query(ge=1, le=200, description="Timeline entries to give at most")]
