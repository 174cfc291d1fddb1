from dataclasses import dataclass
from typing import Annotated

from fastapi import Query


@dataclass(frozen=True, slots=True)
class Asked:
    """What the search forms hold, and hold on to when it could not be read."""

    subject: str = "box"
    q: str = ""
    area: str = ""
    born: str = ""
    number: str = ""
    address: str = ""


Words = Annotated[str, Query(max_length=200)]
# Of any length: whoever was on a page with a long address is not refused at the sign-in, and comes back to the start.
After = Annotated[str, Query()]
Page = Annotated[int, Query(ge=1, le=10_000)]
