"""People and addresses that nobody has heard of, and the search that finds each once it is known."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from string import ascii_lowercase

import orjson

from streams.contract import EventKey, event_key
from tests.bench.feeds import Message

AREA = "northmoor"
_SOURCE = "uk.police.northmoor"
_UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True, slots=True)
class Stranger:
    """``path`` and ``words``: the search of the API that has this person, or this address, among its results as
    ``shown``."""

    id: str
    message: Message
    path: str
    words: str
    shown: str

    @property
    def key(self) -> EventKey:
        return event_key(_SOURCE, self.id)


def meet(number: int, now: datetime) -> Stranger:
    """A different one for each number; by turns to be looked for by name and by address."""
    given, family = _name(number)
    event_id, street = f"bench-stranger-{number}", f"{1 + number % 180} {family} Street"
    data = {
        "person": {"local_record_id": f"Z{number}", "given_name": given, "family_name": family},
        "address": {"text": street, "postcode": _postcode(number)},
        "happened_at": now.isoformat(),
        "recorded_at": now.isoformat(),
        "category": "asb-personal",
        "contact": {"name": "Jo Bell", "role": "Constable", "team": "Neighbourhood team"},
    }
    message = Message("police", AREA.encode(), orjson.dumps(_envelope(event_id, now) | {"data": data}))
    if number % 2:
        return Stranger(event_id, message, "/v1/persons/search", f"{given} {family}", f"{given} {family}")
    return Stranger(event_id, message, "/v1/addresses/search", street, street)


def _envelope(event_id: str, now: datetime) -> dict[str, str]:
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": _SOURCE,
        "type": "police-incident-recorded-1",
        "time": now.astimezone(UTC).isoformat(),
        "area": AREA,
    }


def _name(number: int) -> tuple[str, str]:
    """Both unlike those of all others: a family name of its own is not enough, as linkage takes two who share a given
    name, and family names that sound alike, for one.

    >>> _name(0) == _name(0), _name(0) == _name(1), [len(part) for part in _name(7)]
    (True, False, [9, 9])
    """
    rng = Random(number)
    given, family = ("".join(rng.choices(ascii_lowercase, k=9)).capitalize() for _ in range(2))
    return given, family


def _postcode(number: int) -> str:
    """Another for each of 32,400: linkage takes two of one house number and postcode for one, whatever their street.

    >>> _postcode(0), _postcode(32_399)
    ('NM1 1AA', 'NM9 9ZZ')
    """
    number, district = divmod(number, 9)
    number, sector = divmod(number, 9)
    first, last = (_UNIT_LETTERS[place % 20] for place in (number // 20, number))
    return f"NM{1 + district} {1 + sector}{first}{last}"
