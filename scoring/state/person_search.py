"""Finding people, though nobody wrote their names the same way.

Records are looked for under what is like the words typed, the likeliest first, until there are enough that may be
shown; those are weighed against what was asked for by the model that links records, and shown in that order. Whom a
search finds, and whether there are more, does not depend on anybody withheld.
"""

from collections.abc import Sequence

from scoring.indicators.particulars import introduce_person
from scoring.linkage.finding.asked import PersonAsked
from scoring.linkage.finding.looks import Look
from scoring.linkage.finding.owning import says_only_who
from scoring.linkage.finding.people import plan_for_person, typed_names
from scoring.linkage.finding.phrasing import without_place
from scoring.linkage.finding.reasons import explain_person
from scoring.linkage.records import EntityId, RecordId
from scoring.state import keys
from scoring.state.documents import RESTRICTED, VERY_RESTRICTED, Entity, PersonRecord
from scoring.state.found import FOUND_LIMIT, Found, PersonFound, Weight
from scoring.state.index import Hit, read_alike, read_hits
from scoring.state.keys import Subject
from scoring.state.person_weighing import WITHIN, Scales
from scoring.state.reads import Shelf
from scoring.state.worlds import PeopleRead, group, read_people

# Records weighed at most. Namesakes by the hundred are told apart by a birth date or an address, not by looking on.
_WEIGHED = 300
# With a birth date those who have it come first, with an address those who are there, and there are few of them.
_WEIGHED_TOLD = 100
# Records of whose persons all is read in one go: the first page of answers mostly.
_BATCH = 30


async def search_people(shelf: Shelf, asked: PersonAsked) -> Found[PersonFound]:
    """Cost: about seven round trips, and two more for each further 30 records that are as likely."""
    streets = [(Subject.ADDRESS, word) for word in (asked.whereabouts.words if asked.whereabouts else ())]
    names = [(Subject.PERSON, word) for word in typed_names(asked)]
    for looks in plan_for_person(asked, await read_alike(shelf, names), await read_alike(shelf, streets)):
        records, further = await _admit(shelf, asked, looks)
        if records:
            return await _rank(shelf, asked, records, further)
    return Found((), False)


async def _admit(shelf: Shelf, asked: PersonAsked, looks: Sequence[Look]) -> tuple[list[RecordId], bool]:
    """The first records that may be shown to who looks there, and whether there are more of them."""
    enough = _WEIGHED_TOLD if asked.births or asked.whereabouts else _WEIGHED
    admitted: dict[RecordId, None] = {}
    async for hits in read_hits(shelf, Subject.PERSON, looks):
        admitted |= dict.fromkeys(await _find_shown(shelf, asked, hits))
        if len(admitted) > enough:
            break
    return list(admitted)[:enough], len(admitted) > enough


async def _find_shown(shelf: Shelf, asked: PersonAsked, hits: list[Hit]) -> list[RecordId]:
    """Nobody very restricted; and nobody restricted by where they are, nor by anything else in a search that says
    where: that they are found, or are not, would say whether it is right."""
    await shelf.fetch([keys.record(Subject.PERSON, hit.record) for hit in hits])
    held = {hit.record: shelf.document(keys.record(Subject.PERSON, hit.record), PersonRecord) for hit in hits}
    entities = {record: keys.entity(Subject.PERSON, found.entity) for record, found in held.items() if found}
    await shelf.fetch(entities.values())
    levels = {record: entity.sensitivity for record, key in entities.items() if (entity := shelf.document(key, Entity))}
    known = {record for record, level in levels.items() if level < VERY_RESTRICTED}
    placed = {hit for hit in hits if hit.by_place or asked.whereabouts is not None}
    # Of whom nothing is restricted nothing is withheld.
    placed |= {hit for hit in hits if levels.get(hit.record) == RESTRICTED and not _is_own(asked, held[hit.record])}
    by_place = [hit.record for hit in hits if hit in placed and hit.record in known]
    located = (await read_people(shelf, by_place)).people.located if by_place else {}
    return [hit.record for hit in hits if hit.record in (located if hit in placed else known)]


def _is_own(asked: PersonAsked, held: PersonRecord | None) -> bool:
    return held is not None and says_only_who(asked, held.statement, held.bare_ids)


async def _rank(shelf: Shelf, asked: PersonAsked, records: Sequence[RecordId], further: bool) -> Found[PersonFound]:
    """By the weight of each person's best record. Of those that may be among the first all records are read."""
    located = (await read_people(shelf, records)).people.located if asked.whereabouts else {}
    scales = Scales(shelf.models.persons, asked)
    weights = {record: _weigh(shelf, scales, record, record in located) for record in records}
    best = max(weight.match for weight in weights.values())
    likely = sorted(weights, key=lambda record: (weights[record], record), reverse=True)
    likely = [record for record in likely if weights[record].match >= best - WITHIN]
    found: dict[EntityId, PersonFound] = {}
    left = likely
    while left and len(found) <= FOUND_LIMIT:
        read = await read_people(shelf, left[:_BATCH])
        together = group(read.people.known)
        for person in {read.people.known[record] for record in left[:_BATCH] if record in read.people.known}:
            found[person] = _introduce(scales, read, person, together[person])
        left = [record for record in left[_BATCH:] if record not in read.people.known]
    ranked = sorted(found.values(), key=lambda one: (-one.weight.match, -one.weight.fit, one.id))
    more = len(ranked) > FOUND_LIMIT or (further and len(likely) == len(records))
    return Found(tuple(ranked[:FOUND_LIMIT]), more)


def _introduce(scales: Scales, read: PeopleRead, person: EntityId, records: Sequence[RecordId]) -> PersonFound:
    located = records[0] in read.people.located
    weights = {record: scales.weigh(read.records[record], located) for record in records}
    best = max(records, key=lambda record: (weights[record], record))
    may_say = scales.asked if located else without_place(scales.asked)
    why = explain_person(may_say, read.records[best].statement, read.records[best].bare_ids)
    particulars = introduce_person(read.records[record].statement for record in records)
    return PersonFound(person, particulars, weights[best], why)


def _weigh(shelf: Shelf, scales: Scales, record: RecordId, located: bool) -> Weight:
    held = shelf.document(keys.record(Subject.PERSON, record), PersonRecord)
    assert held is not None
    return scales.weigh(held, located)
