"""Each indicator counted anew over all contacts, in the plainest way."""

import math
from collections.abc import Callable, Sequence

from scoring.indicators.asked import Asked
from scoring.indicators.catalogue import DAY
from scoring.indicators.categories import category_of
from scoring.indicators.contacts import NEVER
from scoring.indicators.facts import Fact, Facts
from scoring.state.documents import Contact
from streams.codes.indicators import RuleIndicator
from streams.contract import EventKey

CARE = ("looked-after", "child-in-need")
Ask = Callable[[Facts, Asked, float], float]


def _told(facts: Facts, asked: Asked) -> list[Contact]:
    told = [fact.contact for fact in facts.facts]
    if not asked.categories and not asked.agencies:
        return told
    return [
        one
        for one in told
        if f"{one.agency}/{category_of(one).code}" in asked.categories or one.agency in asked.agencies
    ]


def _within(told: Sequence[Contact], days: int | None, t: float) -> list[Contact]:
    return [one for one in told if t < one.happened + (365 if days is None else days) * DAY]


def contacts_by_hand(facts: Facts, asked: Asked, t: float) -> float:
    return len(_within(_told(facts, asked), asked.days, t))


def agencies_by_hand(facts: Facts, asked: Asked, t: float) -> float:
    return len({one.agency for one in _within(_told(facts, asked), asked.days, t)})


def days_by_hand(facts: Facts, asked: Asked, t: float) -> float:
    told = _told(facts, asked)
    if not told:
        return NEVER
    last, days = max(one.happened for one in told), 0
    while last + (days + 1) * DAY <= t:
        days += 1
    return days


def surprise_by_hand(facts: Facts, asked: Asked, t: float) -> float:
    told = _told(facts, asked)
    now = len(_within(told, 28, t))
    if not now:
        return 1.0
    before = len(_within(told, 392, t)) - now
    first = min(fact.contact.happened for fact in facts.facts)
    periods = min(13, max(1, sum(first + number * 28 * DAY <= t for number in range(2, 100))))
    size, kept = before + 0.5, periods / (periods + 1)
    ways = [math.exp(math.lgamma(size + n) - math.lgamma(size) - math.lgamma(n + 1)) for n in range(now)]
    below = sum(ways[n] * math.pow(kept, size) * math.pow(1 - kept, n) for n in range(now))
    return 1 / max(1 - below, 1e-6)


def pace_by_hand(facts: Facts, asked: Asked, t: float) -> float:
    told = _told(facts, asked)
    now = len(_within(told, 28, t))
    first = min((fact.contact.happened for fact in facts.facts), default=0.0)
    if now < 3 or t < first + 28 * DAY:
        return 0.0
    before = len(_within(told, 119, t)) - now
    weeks = min(13, max(1, sum(first + (4 + number) * 7 * DAY <= t for number in range(1, 500))))
    return ((now + 0.5) / 4) / ((before + 0.5) / weeks)


def missed_by_hand(facts: Facts, asked: Asked, t: float) -> float:
    told, longest = _told(facts, asked), 0
    for person in set(facts.persons.values()):
        theirs = [one for one in told if facts.persons.get(one.person) == person]
        run = 0
        for one in theirs:
            outpatient = one.kind == "ecds-dna-recorded" and one.category == "outpatient"
            missed = outpatient or (one.kind == "mh-contact-recorded" and one.category in ("3", "7"))
            kept = any(
                later.kind == "mh-contact-recorded"
                and later.category in ("5", "6")
                and later.agency == one.agency
                and later.happened >= one.happened
                for later in theirs
            )
            run += missed and not kept and bool(_within([one], asked.days, t))
        longest = max(longest, run)
    return longest


def new_agencies_by_hand(facts: Facts, asked: Asked, t: float) -> float:
    told = _told(facts, asked)
    recent = {one.agency for one in _within(told, asked.days, t)}
    return len(recent - {one.agency for one in told if one not in _within(told, asked.days, t)})


def new_people_by_hand(facts: Facts, asked: Asked, t: float) -> float:
    told = [one for one in _told(facts, asked) if one.address in facts.addresses and one.person in facts.persons]
    recent = _within(told, asked.days, t)
    return len(
        {facts.persons[one.person] for one in recent} - {facts.persons[one.person] for one in told if one not in recent}
    )


def addresses_by_hand(facts: Facts, asked: Asked, t: float) -> float:
    return len(
        {
            facts.addresses[one.address]
            for one in _within(_told(facts, asked), asked.days, t)
            if one.address in facts.addresses
        }
    )


def _open_by_hand(facts: Facts) -> list[Contact]:
    found = []
    for kind in ("council-case", "mh-referral"):
        for number in ("1", "2"):
            case = [f for f in facts.facts if f.contact.kind.startswith(kind) and f.contact.case_id == number]
            at_last = [f for f in case if f.contact.happened == max(one.contact.happened for one in case)]
            if at_last and not any(f.contact.kind.endswith("closed") for f in at_last):
                found.append(
                    max((fact.contact for fact in at_last), key=lambda one: (one.category in CARE, one.category))
                )
    return found


def cases_by_hand(facts: Facts, asked: Asked, _: float) -> float:
    among = Facts(tuple(Fact(EventKey(""), one) for one in _open_by_hand(facts)), facts.persons, facts.addresses)
    return len(_told(among, asked))


def children_by_hand(facts: Facts, _: Asked, __: float) -> float:
    children = set()
    for one in _open_by_hand(facts):
        if one.agency == "council" and one.category in CARE:
            said = [
                (fact.contact.happened, facts.persons[fact.contact.person])
                for fact in facts.facts
                if fact.contact.agency == "council" and fact.contact.case_id == one.case_id and fact.contact.person
            ]
            children.add(max(said)[1] if said else one.case_id)
    return len(children)


def watched_by_hand(facts: Facts, _: Asked, t: float) -> float:
    return int(facts.watched is not None and t < facts.watched)


BY_HAND: dict[RuleIndicator, Ask] = {
    RuleIndicator.CONTACTS: contacts_by_hand,
    RuleIndicator.AGENCIES_ACTIVE: agencies_by_hand,
    RuleIndicator.DAYS_SINCE_CONTACT: days_by_hand,
    RuleIndicator.SURPRISE: surprise_by_hand,
    RuleIndicator.PACE: pace_by_hand,
    RuleIndicator.MISSED_RUN: missed_by_hand,
    RuleIndicator.AGENCIES_NEW: new_agencies_by_hand,
    RuleIndicator.CHILDREN_KNOWN: children_by_hand,
    RuleIndicator.PEOPLE_NEW: new_people_by_hand,
    RuleIndicator.ADDRESSES_SEEN: addresses_by_hand,
    RuleIndicator.OPEN_CASES: cases_by_hand,
    RuleIndicator.WATCHED: watched_by_hand,
}
