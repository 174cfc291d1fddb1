"""Finding addresses, though parts are missing or mistyped.

Where what was asked for leads to a few doors, all that is there is weighed; along a street it goes by house number
until there are enough that may be shown. Which is shown does not depend on anybody withheld.
"""

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

from scoring.indicators.household import find_presences
from scoring.linkage.finding.asked import Whereabouts
from scoring.linkage.finding.looks import Look
from scoring.linkage.finding.places import names_door, narrows, plan_for_address
from scoring.linkage.finding.reasons import explain_place
from scoring.linkage.records import EntityId, Place, RecordId
from scoring.state import keys
from scoring.state.documents import AddressRecord
from scoring.state.found import FOUND_LIMIT, AddressFound, Found, Weight
from scoring.state.index import read_alike, read_hits
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from scoring.state.worlds import AddressesRead, group, introduce, read_addresses
from streams.codes.agencies import Agency

# Records of whose addresses all is read in one go. Their contacts, and the people there, are what an answer costs.
_BATCH = 60
# Addresses read in one go, where fewer are missing.
_AT_LEAST = 10
# In hundredths of a bit. Without a number any house of a postcode fits a little, and one of that name so well.
_FITS_WELL = 300
# In per cent, of rapidfuzz's: with a word of four other than was typed, or one more, it still does.
_READS_LIKE = 75
# In hundredths of a bit: the flats of a building are shown beside it, and the house next door is not.
_WITHIN = 700


async def search_addresses(shelf: Shelf, asked: Whereabouts, t: float) -> Found[AddressFound]:
    """Cost: about fifteen round trips, and as many for each further batch that is as likely."""
    streets = await read_alike(shelf, [(Subject.ADDRESS, word) for word in asked.words])
    doors, beyond = plan_for_address(asked, streets)
    found: dict[EntityId, AddressFound] = {}
    for looks in doors:
        found = await _look(shelf, asked, looks, t) | found
        if found and (not names_door(asked) or _has_fit(shelf, asked, found.values())):
            break
    for looks in beyond:
        found = found or await _look(shelf, asked, looks, t)
    order = sorted(found.values(), key=lambda one: (-one.weight.match, -one.weight.fit, _write(one)))
    return Found(tuple(order[:FOUND_LIMIT]), len(order) > FOUND_LIMIT)


async def _look(shelf: Shelf, asked: Whereabouts, looks: Sequence[Look], t: float) -> dict[EntityId, AddressFound]:
    look_up = _look_at_doors if names_door(asked) and all(map(narrows, looks)) else _look_along
    return {one.id: one for one in await look_up(shelf, asked, looks, t)}


def _has_fit(shelf: Shelf, asked: Whereabouts, found: Iterable[AddressFound]) -> bool:
    fits = shelf.models.places.doubt if asked.uprn or asked.number else _FITS_WELL
    return any(one.weight.match >= fits for one in found)


def _write(one: AddressFound) -> tuple[str, str, EntityId]:
    return one.particulars.postcode, one.particulars.text, one.id


async def _look_at_doors(shelf: Shelf, asked: Whereabouts, looks: Sequence[Look], t: float) -> list[AddressFound]:
    """Those that read like what was typed; where none of them fits well, all."""
    records = [hit.record async for hits in read_hits(shelf, Subject.ADDRESS, looks) for hit in hits]
    await shelf.fetch([keys.record(Subject.ADDRESS, record) for record in records])
    held = {record: shelf.document(keys.record(Subject.ADDRESS, record), AddressRecord) for record in records}
    places = {record: found.statement for record, found in held.items() if found}
    weights = {
        record: weigh_place(shelf, asked, place) for record, place in places.items() if _reads_like(asked, place)
    }
    if any(weight.match >= _FITS_WELL for weight in weights.values()):
        found = await _rank_doors(shelf, asked, weights, t)
        if any(one.weight.match >= _FITS_WELL for one in found):
            return found
    weights |= {record: weigh_place(shelf, asked, place) for record, place in places.items() if record not in weights}
    return await _rank_doors(shelf, asked, weights, t)


def _reads_like(asked: Whereabouts, held: Place) -> bool:
    """Cost: 3 µs, and to take an address apart and weigh it ten to twenty times that."""
    return token_set_ratio(asked.place.text, held.text.upper(), score_cutoff=_READS_LIKE) > 0


async def _rank_doors(
    shelf: Shelf, asked: Whereabouts, weights: Mapping[RecordId, Weight], t: float
) -> list[AddressFound]:
    """The likeliest first, until what follows is unlikely beside the best that may be shown."""
    left = sorted(weights, key=lambda record: (weights[record], record), reverse=True)
    found: dict[EntityId, AddressFound] = {}
    while left and len(found) <= FOUND_LIMIT:
        best = max((one.weight.match for one in found.values()), default=weights[left[0]].match)
        batch = [record for record in left[:_BATCH] if weights[record].match >= best - _WITHIN]
        read = await read_addresses(shelf, batch)
        for address, one in _sum_up_all(shelf, asked, read, batch, t).items():
            found.setdefault(address, one)
        left = [record for record in left[len(batch) :] if read.names.get(record) not in found] if batch else []
    best = max((one.weight.match for one in found.values()), default=0)
    shown = list(found.values())[: FOUND_LIMIT + 1]
    return [one for one in shown if one.weight.match >= best - _WITHIN]


async def _look_along(shelf: Shelf, asked: Whereabouts, looks: Sequence[Look], t: float) -> list[AddressFound]:
    """In their order. One more than may be shown, where there are so many."""
    found: dict[EntityId, AddressFound] = {}
    async for hits in read_hits(shelf, Subject.ADDRESS, looks):
        await shelf.fetch([keys.record(Subject.ADDRESS, hit.record) for hit in hits])
        left = list(dict.fromkeys(hit.record for hit in hits))
        while left:
            batch = _take(shelf, left, max(_AT_LEAST, FOUND_LIMIT + 1 - len(found)))
            read = await read_addresses(shelf, batch)
            for address, one in _sum_up_all(shelf, asked, read, batch, t).items():
                found.setdefault(address, one)
            if len(found) > FOUND_LIMIT:
                return list(found.values())[: FOUND_LIMIT + 1]
            left = [record for record in left[len(batch) :] if read.names.get(record) not in found]
    return list(found.values())


def _take(shelf: Shelf, records: Sequence[RecordId], addresses: int) -> list[RecordId]:
    """The first of them, as far as they are written as so many addresses."""
    entities: set[EntityId] = set()
    for at, record in enumerate(records):
        held = shelf.document(keys.record(Subject.ADDRESS, record), AddressRecord)
        if held:
            entities.add(held.entity)
        if len(entities) > addresses:
            return list(records[:at])
    return list(records)


def weigh_place(shelf: Shelf, asked: Whereabouts, held: Place) -> Weight:
    close = token_sort_ratio(asked.place.text, held.text.upper())
    return Weight(shelf.models.places.weigh(asked.place, held), close)


def _sum_up_all(
    shelf: Shelf, asked: Whereabouts, read: AddressesRead, batch: Sequence[RecordId], t: float
) -> dict[EntityId, AddressFound]:
    together = group(read.names)
    addresses = dict.fromkeys(read.names[record] for record in batch if record in read.names)
    return {address: _sum_up(shelf, asked, read, address, together[address], t) for address in addresses}


def _sum_up(
    shelf: Shelf, asked: Whereabouts, read: AddressesRead, address: EntityId, records: list[RecordId], t: float
) -> AddressFound:
    contacts = [contact for contact in read.contacts[address] if contact.happened <= t]
    agencies = {contact.agency for contact in contacts}
    places = {record: read.records[record].statement for record in records}
    weights = {record: weigh_place(shelf, asked, place) for record, place in places.items()}
    best = max(records, key=lambda record: (weights[record], record))
    return AddressFound(
        address,
        introduce(read.records[record] for record in records),
        tuple(agency for agency in Agency if agency.value in agencies),
        len(find_presences(contacts, Subject.PERSON, read.people.people.located, t)),
        max((contact.happened for contact in contacts), default=None),
        weights[best],
        explain_place(asked, places[best]),
    )
