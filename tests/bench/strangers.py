"""People and addresses that nobody has heard of, and the search that finds each once it is known."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

import orjson

from tests.bench.feeds import Message

AREA = "northmoor"
_SOURCE = "uk.police.northmoor"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_GIVEN = ("Maureen", "Imran", "Grace", "Tomasz", "Adaeze", "Colin")


@dataclass(frozen=True, slots=True)
class Stranger:
    """``path`` and ``words``: the search of the API that has this person, or this address, among its results as
    ``shown``."""

    id: str
    message: Message
    path: str
    words: str
    shown: str


def meet(number: int, now: datetime) -> Stranger:
    """A different one for each number; by turns to be looked for by name and by address."""
    name = f"Zq{_spell(number)}"
    event_id, street = f"bench-stranger-{number}", f"{1 + number % 180} {name} Street"
    given = _GIVEN[number % len(_GIVEN)]
    data = {
        "person": {"local_record_id": f"Z{number}", "given_name": given, "family_name": name},
        "address": {"text": street, "postcode": f"NM{1 + number % 9} {1 + number // 9 % 9}QX"},
        "happened_at": now.isoformat(),
        "recorded_at": now.isoformat(),
        "category": "asb-personal",
        "contact": {"name": "Jo Bell", "role": "Constable", "team": "Neighbourhood team"},
    }
    message = Message("police", AREA.encode(), orjson.dumps(_envelope(event_id, now) | {"data": data}))
    if number % 2:
        return Stranger(event_id, message, "/v1/persons", f"{given} {name}", f"{given} {name}")
    return Stranger(event_id, message, "/v1/addresses", street, street)


def _envelope(event_id: str, now: datetime) -> dict[str, str]:
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": _SOURCE,
        "type": "police-incident-recorded-1",
        "time": now.astimezone(UTC).isoformat(),
        "area": AREA,
    }


def _spell(number: int) -> str:
    """Unlike those of its neighbours: linkage takes names that differ by a letter for one.

    >>> _spell(0) == _spell(0), _spell(0) == _spell(1), len(_spell(7))
    (True, False, 9)
    """
    return "".join(Random(number).choices(_LETTERS, k=9))
