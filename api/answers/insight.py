"""Figures of an area as they are told outside: small ones suppressed, all others rounded."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.answers.parts import Answer, AreaFreshness

Rounded = Annotated[int | None, Field(description="To the nearest 5; null: fewer than 5")]
Percent = Annotated[
    int | None, Field(description="Of the rounded figures; null: where one of them, or what is left, is fewer than 5")
]


class BandTold(Answer):
    label: str
    addresses: Rounded


class PurposeLooks(Answer):
    purpose: str
    label: str
    looks: Rounded


class RangeTold(Answer):
    """``children`` with a case of children's social care (in need, on a plan, looked after) open in the range."""

    days: int
    label: str
    children: Rounded
    matched: Annotated[Rounded, Field(description="With a police contact of their own in the range")]
    matched_percent: Percent
    at_home: Annotated[Rounded, Field(description="Of the others: with one at the address that the case names")]
    at_home_percent: Percent
    homes: Annotated[Rounded, Field(description="Addresses that such cases name")]
    incidents: Annotated[Rounded, Field(description="Police contacts at them")]
    incidents_per_home: float | None
    bands: Annotated[list[BandTold], Field(description="Those addresses by their police contacts")]
    high: Annotated[Rounded, Field(description="Addresses of high contact, all agencies' contacts counted")]
    high_with_children: Rounded
    searches: Annotated[
        list[PurposeLooks],
        Field(description="Searches and openings under each purpose, of the calendar months that the range reaches"),
    ]
    calls_saved: Annotated[Rounded, Field(description="Had each been a call to every other agency of the area")]


class StateTold(Answer):
    state: str
    label: str
    alerts: Rounded


class RuleTold(Answer):
    title: str
    raised: Rounded
    acted_on: Rounded
    dismissed: Rounded


class AlertOutcomes(Answer):
    days: int
    raised: Rounded
    states: list[StateTold]
    rules: list[RuleTold]


class InsightAnswer(Answer):
    """Nobody very restricted is in any of it."""

    area: str
    as_at: datetime
    high_from: Annotated[int, Field(description="Contacts in the range that make an address one of high contact")]
    ranges: list[RangeTold]
    alerts: AlertOutcomes
    freshness: AreaFreshness
