"""Whom a batch of contacts will probably leave wary, worked out before any of them is applied, so that what looking at
them needs is read for all of them at once."""

from collections import defaultdict
from collections.abc import Collection, Generator, Iterable

from scoring.alerts.assessing import Target
from scoring.alerts.ceiling import add_contact
from scoring.alerts.rules import RuleSet
from scoring.alerts.screening import find_person, may_alert, reads_of
from scoring.linkage.components import SHAPES
from scoring.state import keys
from scoring.state.area import Stock
from scoring.state.documents import AddressRecord, Ceiling, Clock, Contact
from scoring.state.keys import Key, Subject


def foresee_wary(
    stock: Stock, contacts: Iterable[Contact], foreseen: Collection[Target]
) -> Generator[set[Key], None, set[Target]]:
    """Who of the foreseen will probably be wary in a batch with these contacts. Yields, a ring at a time, the keys that
    screening will ask for. Only a forecast, as :mod:`scoring.alerts.reach` is."""
    yield {key for target in foreseen for key in reads_of(target)}
    homes = {home for each in foreseen if (own := stock.document(keys.ceiling(*each), Ceiling)) for home in own.homes}
    named = [keys.record(Subject.ADDRESS, home) for home in homes]
    yield {*named}
    held = [stock.document(key, AddressRecord) for key in named]
    further = {Target(Subject.ADDRESS, found.entity) for found in held if found}
    yield {key for target in further for key in reads_of(target)}
    rules, clock = stock.document(keys.RULES, RuleSet), stock.document(keys.CLOCK, Clock)
    if rules is None or clock is None:
        return {*foreseen}
    more = _by_target(stock, contacts)
    return {each for each in {*foreseen, *further} if _looks_wary(stock, each, more.get(each, ()), rules, clock)}


def _by_target(stock: Stock, contacts: Iterable[Contact]) -> dict[Target, list[Contact]]:
    found = defaultdict[Target, list[Contact]](list)
    for contact in contacts:
        for subject, record in ((Subject.PERSON, contact.person), (Subject.ADDRESS, contact.address)):
            held = stock.document(keys.record(subject, record), SHAPES[subject]) if record else None
            if held:
                found[Target(subject, held.entity)].append(contact)
    return found


def _looks_wary(stock: Stock, target: Target, more: Iterable[Contact], rules: RuleSet, clock: Clock) -> bool:
    held = stock.document(keys.ceiling(*target), Ceiling)
    for contact in more:
        resident = find_person(stock, contact) if target.subject is Subject.ADDRESS else None
        if held is None or (resident and resident not in held.living):
            return True
        held = add_contact(held, contact, None, None)
    return held is None or may_alert(stock, target, held, rules, clock)
