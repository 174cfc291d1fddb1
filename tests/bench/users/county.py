"""A million people in one area: towns of the hard stream beside each other, each with a name and postcodes of its own,
written straight to Valkey, linked as the truth has it."""

import re
from collections.abc import Callable, Iterable, Iterator
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
    chosen, happened = Random(f"county/{seed}"), spread_year(seed, until)
    for number in range(-(-people // TOWN)):
        rows = keep_apart(draw_town(number, events, seed), county.events, known)
        town = await add_rows(store, rows, county.events, happened)
        county.people += chosen.sample(town.people, _SAMPLE)
        county.places += chosen.sample(town.places, _SAMPLE)
        county.persons += len(town.people)
        county.addresses += len(town.places)
        county.events += town.records
    await set_clock(store, until)
    return county


def spread_year(seed: int, until: float) -> Callable[[int], float]:
    """When an event happened, in the year before ``until``: all Unix seconds."""
    rng = Random(f"year/{seed}")
    return lambda _: until - rng.random() * YEAR


def draw_town(number: int, events: float, seed: int) -> Iterator[HardRecord]:
    """What is written of one of the towns, in order. A function of the arguments."""
    return _rename(_add_doors(generate(TOWN, round(TOWN * events), seed * 1_000 + number)), number)


def _add_doors(rows: Iterator[HardRecord]) -> Iterator[HardRecord]:
    """And, further down the streets, doors at which something happened and nobody is named."""
    for at, row in enumerate(rows):
        yield row
        if at % _UNNAMED == 0 and (numbered := _NUMBERED.match(row.address)):
            door = f"{int(numbered[1]) + 300} {numbered[2]}"
            nobody = dict.fromkeys(("given_name", "family_name", "birth_date", "gender", "nhs_number"), "")
            yield changed(row, **nobody, address=door, uprn="", truth_person="", truth_address=door)  # type: ignore[arg-type]


def _rename(rows: Iterator[HardRecord], number: int) -> Iterator[HardRecord]:
    """As another town's."""
    said_of = _name_places(number)
    for row in rows:
        text, postcode = (
            _PLACE.sub(lambda found: said_of[found[0].upper()], each) for each in (row.address, row.postcode)
        )
        who = f"{number}-{row.truth_person}" if row.truth_person else ""
        yield changed(row, address=text, postcode=postcode, uprn="", truth_person=who)


def keep_apart(rows: Iterable[HardRecord], first: int, known: set[RecordId]) -> Iterator[HardRecord]:
    """A town's rows, numbered from ``first``, but those that read as what another has said: its records are in
    ``known``, and this town's are added at the end."""
    mine, at = set[RecordId](), first
    for row in rows:
        said = {record_id(each) for each in read_said(row, at) if each}
        if known.isdisjoint(said):
            mine |= said
            at += 1
            yield row
    known |= mine


def _name_places(number: int) -> dict[str, str]:
    """What stands for the towns of the stream, the one that people move to and from too, and for the letters of their
    postcodes."""
    beginning, ending = _NAMES[number % len(_NAMES)]
    letters = [_LETTERS[at % 20] + _LETTERS[at // 20 % 20] for at in range(3 * number, 3 * number + 3)]
    named = (beginning + ending, beginning + "side", beginning + "stead", *letters)
    return dict(zip(("NORTHMOOR", "EASTVALE", "KELDERWICK", "NM", "EV", "KD"), named, strict=True))


async def set_clock(store: AreaStore, at: float) -> None:
    state, before = AreaState(), await store.position()
    draft = Draft(state)
    draft.put(keys.CLOCK, Clock(at, at - 10))
    state.fold(draft.changes)
    await store.commit(state.pending, [], before, Position(0, before.offset + 1 if before else 0))
