"""A million people in one area: towns of the hard stream beside each other, each with a name and postcodes of its own,
written straight to Valkey, linked as the truth has it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from dataclasses import replace as changed
from itertools import product
from random import Random

from redis.asyncio import Redis

from infra.partnership.hard_stream.stream import HardRecord, generate
from scoring.linkage.records import RecordId, record_id
from scoring.state import keys
from scoring.state.area import AreaState, Draft
from scoring.state.documents import Clock
from scoring.state.store import AreaStore, Position
from tests.bench.searching.filling import AREA, Known, add_rows, read_said

# The largest town that is settled and written within two minutes.
TOWN = 10_000
YEAR = 365 * 86_400.0
# Of so many records one, so that there are half as many addresses as people.
_UNNAMED = 7
_NUMBERED = re.compile(r"(\d+) ([A-Z].*)")
_PLACE = re.compile(r"northmoor|eastvale|kelderwick|\b(?:nm|ev|kd)(?=\d)", re.IGNORECASE)
# Of each town, who is looked for.
_SAMPLE = 50
_LETTERS = "ABCDEFGHJKLNOPRSTUWY"
_BEGINNINGS = (
    "Alder",
    "Beck",
    "Carr",
    "Dun",
    "Ells",
    "Fen",
    "Garth",
    "Hollin",
    "Ings",
    "Keld",
    "Lang",
    "Mickle",
    "Nor",
)
_ENDINGS = ("by", "combe", "dale", "ford", "ham", "ley", "minster", "thorpe", "ton", "wick")
_NAMES = list(product(_BEGINNINGS, _ENDINGS))


@dataclass(slots=True)
class County:
    """``people`` and ``places``: some of each town, to look for; the counts are of all that were written."""

    people: list[Known] = field(default_factory=list)
    places: list[Known] = field(default_factory=list)
    persons: int = 0
    addresses: int = 0
    events: int = 0


async def settle(redis: Redis, people: int, events: float, seed: int, until: float) -> County:
    """At least so many people, with ``events`` contacts each on average in the year before ``until`` (Unix seconds).
    Ten minutes and some 4 GB of Valkey for each million events."""
    store, county, known = AreaStore(redis, AREA), County(), set[RecordId]()
    rng = Random(f"county/{seed}")
    for number in range(-(-people // TOWN)):
        rows = _rename(
            _add_doors(generate(TOWN, round(TOWN * events), seed * 1_000 + number)), number, county.events, known
        )
        town = await add_rows(store, rows, county.events, lambda _: until - rng.random() * YEAR)
        county.people += rng.sample(town.people, _SAMPLE)
        county.places += rng.sample(town.places, _SAMPLE)
        county.persons += len(town.people)
        county.addresses += len(town.places)
        county.events += town.records
    await _set_clock(store, until)
    return county


def _add_doors(rows: Iterator[HardRecord]) -> Iterator[HardRecord]:
    """And, further down the streets, doors at which something happened and nobody is named."""
    for at, row in enumerate(rows):
        yield row
        if at % _UNNAMED == 0 and (numbered := _NUMBERED.match(row.address)):
            door = f"{int(numbered[1]) + 300} {numbered[2]}"
            nobody = dict.fromkeys(("given_name", "family_name", "birth_date", "gender", "nhs_number"), "")
            yield changed(row, **nobody, address=door, uprn="", truth_person="", truth_address=door)  # type: ignore[arg-type]


def _rename(rows: Iterator[HardRecord], number: int, first: int, known: set[RecordId]) -> Iterator[HardRecord]:
    """As another town's. What reads alike in two of them only the first has."""
    said_of = _name_places(number)
    mine, at = set[RecordId](), first
    for row in rows:
        text, postcode = (
            _PLACE.sub(lambda found: said_of[found[0].upper()], each) for each in (row.address, row.postcode)
        )
        who = f"{number}-{row.truth_person}" if row.truth_person else ""
        moved = changed(row, address=text, postcode=postcode, uprn="", truth_person=who)
        said = {record_id(each) for each in read_said(moved, at) if each}
        if known.isdisjoint(said):
            mine |= said
            at += 1
            yield moved
    known |= mine


def _name_places(number: int) -> dict[str, str]:
    """What stands for the towns of the stream, the one that people move to and from too, and for the letters of their
    postcodes."""
    beginning, ending = _NAMES[number % len(_NAMES)]
    letters = [_LETTERS[at % 20] + _LETTERS[at // 20 % 20] for at in range(3 * number, 3 * number + 3)]
    named = (beginning + ending, beginning + "side", beginning + "stead", *letters)
    return dict(zip(("NORTHMOOR", "EASTVALE", "KELDERWICK", "NM", "EV", "KD"), named, strict=True))


async def _set_clock(store: AreaStore, at: float) -> None:
    state, before = AreaState(), await store.position()
    draft = Draft(state)
    draft.put(keys.CLOCK, Clock(at, at - 10))
    state.fold(draft.changes)
    await store.commit(state.pending, [], before, Position(0, before.offset + 1 if before else 0))
