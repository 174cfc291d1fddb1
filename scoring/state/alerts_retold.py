"""An alert told anew from what may be told now: where some of what it rested on may not, or does not stand any more."""

from collections.abc import Sequence
from functools import partial

from scoring.alerts.appraisal import Appraisal
from scoring.alerts.births import find_birth
from scoring.alerts.gathering import find_watch
from scoring.alerts.rules import Rule, RuleSet
from scoring.indicators.developments import line_up
from scoring.indicators.facts import Facts
from scoring.indicators.told import Told
from scoring.linkage.records import EntityId, RecordId
from scoring.state import keys
from scoring.state.alerts_held import Held
from scoring.state.alerts_known import Known
from scoring.state.documents import AddressRecord, Because, Clock, Contact
from scoring.state.elsewhere import read_further
from scoring.state.households import read_bases
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from scoring.state.worlds import group, read_contacts
from streams.codes.alerts import AlertSubject
from streams.contract import EventKey

# Looking ahead from one contact's leaving a window to the next's.
_STEPS = 100
# Facts later than the latest tick count as just happened.
_EVER = float("inf")
Retold = tuple[tuple[Because, ...], dict[EventKey, Contact]]


async def retell(shelf: Shelf, known: Known, held: Held, entity: EntityId) -> Retold | None:
    """Findings, and the contacts that they name by numbers of their own. None where the rule does not hold by what may
    be told: then the alert itself would tell of what is withheld. Cost: at most five round trips."""
    await shelf.fetch([keys.RULES, keys.CLOCK])
    rule, clock = find_rule(shelf, held.alert.rule), shelf.document(keys.CLOCK, Clock)
    if rule is None or clock is None:
        return None
    for facts in await _read_bases(shelf, known, held, entity, clock.at):
        await _fetch_births(shelf, facts)
        appraisal = Appraisal(Told(facts), clock.at, partial(find_birth, shelf, facts))
        # Not by what lets it go on: without what is withheld it would have to begin now.
        if appraisal.judge(rule.when).holds:
            return appraisal.explain(rule.when), {fact.event: fact.contact for fact in facts.facts}
    return None


async def foresee_end(shelf: Shelf, known: Known, held: Held, entity: EntityId, rule: Rule) -> float | None:
    """When time alone would end an alert that is open, by what may be told; None where it never would, or where that
    is far to see. Cost: at most four round trips."""
    await shelf.fetch([keys.CLOCK])
    clock = shelf.document(keys.CLOCK, Clock)
    if clock is None or held.ended:
        return None
    *_, most = await _read_bases(shelf, known, held, entity, clock.at)
    told, t = Told(most), clock.at
    for _ in range(_STEPS):
        judged = Appraisal(told, t, partial(find_birth, shelf, told.facts)).judge(rule.until or rule.when)
        if not judged.holds:
            return t if t > clock.at else None
        if judged.changes is None or judged.changes <= t:
            return None
        t = judged.changes
    return None


async def _fetch_births(shelf: Shelf, facts: Facts) -> None:
    named = {fact.contact.person for fact in facts.facts} & facts.persons.keys()
    persons = {facts.persons[record] for record in named}
    await shelf.fetch([keys.record(Subject.PERSON, record) for record, one in facts.persons.items() if one in persons])


def find_rule(shelf: Shelf, name: str) -> Rule | None:
    """Of the rules that are running; they must have been fetched."""
    rules = shelf.document(keys.RULES, RuleSet)
    return next((rule for rule in rules.rules if rule.id == name), None) if rules else None


async def _read_bases(shelf: Shelf, known: Known, held: Held, entity: EntityId, t: float) -> Sequence[Facts]:
    """What may be told of the alert's person, address or household; numbered, as on their own page. Of several it may
    go by any, and the last has most in it."""
    records = group(known.names(held.target.subject))[entity]
    if held.target.subject is Subject.PERSON:
        return [await _of_person(shelf, records, entity)]
    here = known.addresses.contacts[entity]
    await shelf.fetch([keys.watch(record) for record in records])
    located, watched = known.people.people.located, find_watch(shelf, records)
    lined = line_up(here, _EVER)
    further = await read_further(shelf, Subject.ADDRESS, lined, _EVER, here=records)
    facts = Facts(lined, located, dict.fromkeys(records, entity), watched, further)
    if held.alert.subject != AlertSubject.HOUSEHOLD:
        return [facts]
    return await read_bases(shelf, facts, t, until=_EVER)


async def _of_person(shelf: Shelf, records: Sequence[RecordId], entity: EntityId) -> Facts:
    contacts = await read_contacts(shelf, Subject.PERSON, records)
    named = {contact.address: keys.record(Subject.ADDRESS, contact.address) for contact in contacts if contact.address}
    await shelf.fetch(named.values())
    held = {record: shelf.document(key, AddressRecord) for record, key in named.items()}
    addresses = {record: found.entity for record, found in held.items() if found}
    lined = line_up(contacts, _EVER)
    further = await read_further(shelf, Subject.PERSON, lined, _EVER)
    return Facts(lined, dict.fromkeys(records, entity), addresses, further=further)
