"""How many contacts, of how many agencies, and how long ago the last was."""

from scoring.indicators.asked import Asked, Measured
from scoring.indicators.catalogue import DAY, asked_seconds
from scoring.indicators.distinct import count_distinct
from scoring.indicators.edges import count_elapsed
from scoring.indicators.told import Told, list_events

# Where there never was a contact: longer ago than any rule can ask for.
NEVER = 1_000_000.0


def count_contacts_within(told: Told, asked: Asked, t: float) -> Measured:
    length = asked_seconds(asked)
    within = told.select(asked).within(length, t)
    changes = within[0].contact.happened + length if within else None
    return Measured(len(within), list_events(within), changes)


def count_agencies(told: Told, asked: Asked, t: float) -> Measured:
    length = asked_seconds(asked)
    within = told.select(asked).within(length, t)
    return count_distinct([(fact.contact.agency, fact) for fact in within], length)


def count_days_since(told: Told, asked: Asked, t: float) -> Measured:
    """Whole days; 0 for a contact after ``t``, ``NEVER`` where there was none."""
    selection = told.select(asked)
    if not selection.facts:
        return Measured(NEVER)
    last = selection.moments[-1]
    days = count_elapsed(last, DAY, t)
    return Measured(days, (selection.facts[-1].event,), last + (days + 1) * DAY)
