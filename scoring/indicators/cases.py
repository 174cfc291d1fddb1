"""Cases as their latest event left them.

Of two events at one moment the closing one stands: agencies that know the day but not the hour open and close a case at
the same midnight. Of two others the one that knows of a child stands, for nobody should miss it.

A case that is open by what is known here may be closed elsewhere, or be at another address by now (:class:`Further`):
then it is not open here. What is known elsewhere opens none here.
"""

from collections.abc import Iterable, Sequence

from scoring.indicators.asked import Asked, Measured
from scoring.indicators.case_events import Case, case_of, closes
from scoring.indicators.categories import name_category
from scoring.indicators.facts import Elsewhere, Fact, Facts, Further
from scoring.indicators.told import Told, list_events
from scoring.state.documents import Contact
from streams.codes.agencies import Agency
from streams.codes.council import CouncilCategory

# Source: DfE children in need census and looked-after return: who has a plan, or is in care.
KNOWN_CHILD = frozenset(
    f"{Agency.COUNCIL.value}/{category.value}"
    for category in (
        CouncilCategory.CHILD_IN_NEED,
        CouncilCategory.CHILD_PROTECTION_PLAN,
        CouncilCategory.LOOKED_AFTER,
    )
)


def count_open_cases(contacts: Iterable[Contact], further: Elsewhere) -> int:
    latest: dict[Case, tuple[float, bool]] = {}
    for contact in contacts:
        if case := case_of(contact):
            latest[case] = max((contact.happened, closes(contact)), latest.get(case, (contact.happened, False)))
    return sum(not closed and _stays(happened, further.get(case, ())) for case, (happened, closed) in latest.items())


def find_open_cases(facts: Facts) -> dict[Case, Fact]:
    """Each open case with its latest event here."""
    found = find_open_here(facts.facts)
    return {case: fact for case, fact in found.items() if _stays(fact.contact.happened, facts.further.get(case, ()))}


def find_open_here(facts: Iterable[Fact]) -> dict[Case, Fact]:
    """By these facts alone."""
    latest: dict[Case, Fact] = {}
    for fact in facts:
        case = case_of(fact.contact)
        if case and (case not in latest or _rank(fact) > _rank(latest[case])):
            latest[case] = fact
    return {case: fact for case, fact in latest.items() if not closes(fact.contact)}


def _stays(happened: float, further: Sequence[Further]) -> bool:
    """Whether a case whose latest event here left it open is still open, and here."""
    later = [one for one in further if (one.happened, one.closes) > (happened, False)]
    return not later or not (max(later).closes or any(one.away for one in later))


def measure_open_cases(told: Told, asked: Asked, _: float) -> Measured:
    """Time alone closes no case."""
    found = list(find_open_cases(told.facts).values())
    if asked.categories or asked.agencies:
        found = [one for one in found if _is_asked(one.contact, asked)]
    return Measured(len(found), list_events(_in_order(found)))


def count_known_children(told: Told, _: Asked, __: float) -> Measured:
    """People, not cases, and never which kind of case: a case that names nobody counts for somebody else."""
    found = {
        case: fact for case, fact in find_open_cases(told.facts).items() if name_category(fact.contact) in KNOWN_CHILD
    }
    if not found:
        return Measured(0)
    named = _name_people(told)
    people = {named.get(case, case) for case in found}
    return Measured(len(people), list_events(_in_order(found.values())))


def _name_people(told: Told) -> dict[Case, str]:
    """Whom the latest event of each case names that names anybody; of two at one moment the one with the later id."""
    persons = told.facts.persons
    named = sorted(
        (fact.contact.happened, persons.get(fact.contact.person, fact.contact.person), case)
        for fact in told.facts.facts
        if fact.contact.person and (case := case_of(fact.contact))
    )
    return {case: person for _, person, case in named}


def _is_asked(contact: Contact, asked: Asked) -> bool:
    return contact.agency in asked.agencies or name_category(contact) in asked.categories


def _rank(fact: Fact) -> tuple[float, bool, float, bool, str, str]:
    contact = fact.contact
    known = name_category(contact) in KNOWN_CHILD
    return contact.happened, closes(contact), contact.recorded, known, contact.category, fact.event


def _in_order(facts: Iterable[Fact]) -> Sequence[Fact]:
    return sorted(facts, key=lambda fact: (fact.contact.happened, fact.event))
