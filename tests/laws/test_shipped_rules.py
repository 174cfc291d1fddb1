"""Each rule that ships, met by a story made for it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from infra.alerting.rules_file import SHIPPED, read_rules
from streams.codec import ALERT
from streams.codes.indicators import RuleIndicator
from streams.events.alerts import AlertNotice
from streams.settings import Settings
from tests import alerted
from tests.events import read_event
from tests.household import DANIEL, FLAT, MAUREEN, NOW, days_ago, event, tick
from tests.laws.alert_worlds import adoption
from tests.laws.memory import MemoryStore

RULES = read_rules(SHIPPED, Settings().partnership.areas).rules
TOM = {"local_record_id": "C7", "given_name": "Tom", "family_name": "Ashby", "birth_date": "2014-05-02"}
STREETS = ("Wharf Road", "Mill Lane", "Abbey Walk", "Orchard Close", "Station Parade")
LATEST = 0.4


class Told(NamedTuple):
    """An event of the story, so many days ago. ``more`` is the rest of its data."""

    event_type: str
    category: str
    days: float
    person: dict[str, str] | None = None
    address: dict[str, str] | None = FLAT
    more: tuple[tuple[str, Any], ...] = ()


def fires(*days: float) -> list[Told]:
    return [Told("fire-incident-recorded-1", "secondary-fire", each) for each in days]


def police(category: str, *days: float, person: dict[str, str] | None = None) -> list[Told]:
    return [Told("police-incident-recorded-1", category, each, person) for each in days]


def council(category: str, days: float, person: dict[str, str]) -> Told:
    return Told("council-case-opened-1", category, days, person, FLAT, (("case_id", f"K{days}"),))


def ambulance(*days: float, person: dict[str, str] | None = None) -> list[Told]:
    return [Told("ambulance-callout-recorded-1", "category-2", each, person) for each in days]


def not_brought(*days: float, person: dict[str, str]) -> list[Told]:
    return [Told("ecds-dna-recorded-1", "outpatient", each, person) for each in days]


PLAN = council("child-protection-plan", 60, TOM)
REFERRAL = Told("mh-referral-received-1", "A06", 50, DANIEL, FLAT, (("case_id", "R1"),))
MANY = [each for at in range(10) for each in (*police("suspicious", 60 - at), *ambulance(50 - at))][:18]
# What must have come before, and the last that raises the alert.
STORIES: dict[str, list[Told]] = {
    "small-fires-child-known": [PLAN, *fires(20, 10, LATEST)],
    "children-services-and-small-fires": [
        *(council("child-referral", days, TOM) for days in (80, 60, 40, 20)),
        *fires(85, 45, LATEST),
    ],
    "contacts-critical": [*police("suspicious", 12, 9, 6), *ambulance(11, 8, 5, 3, LATEST)],
    "many-agencies-involved": [*MANY, *fires(35, LATEST)],
    "unusual-month": [*police("suspicious", 360), *ambulance(6, 4, 2, LATEST)],
    "pace-tripled": [*ambulance(360, 9, 7, 5, person=MAUREEN), *police("suspicious", 3, LATEST, person=MAUREEN)],
    "domestic-incident-repeated": police("domestic-incident", 300, LATEST),
    "domestic-incident-child-known": [PLAN, *police("domestic-abuse-crime", LATEST)],
    "missed-after-referral": [
        REFERRAL,
        *(Told("mh-contact-recorded-1", "3", days, DANIEL, None, (("team", "A06"),)) for days in (10, LATEST)),
    ],
    "known-child-not-brought": [PLAN, *not_brought(30, LATEST, person=TOM)],
    "known-child-missing": [PLAN, *police("missing-person", LATEST, person=TOM)],
    "missing-three-times": police("missing-person", 80, 40, LATEST, person=DANIEL),
    "seen-at-many-addresses": [
        Told(
            "police-incident-recorded-1",
            "suspicious",
            LATEST if at == len(STREETS) - 1 else 80 - 10 * at,
            MAUREEN,
            {"text": f"{at + 3} {street}", "postcode": f"NM{at + 2} 1AA"},
        )
        for at, street in enumerate(STREETS)
    ],
    "open-council-case-contacted": [
        council("adult-service", 100, MAUREEN),
        *police("suspicious", LATEST, person=MAUREEN),
    ],
    "open-mental-health-case-contacted": [REFERRAL, *ambulance(LATEST, person=DANIEL)],
    "new-agency-child-known": [PLAN, *ambulance(LATEST)],
    "ambulance-high-priority-repeated": ambulance(20, 10, LATEST, person=DANIEL),
    "concern-for-safety-repeated": police("concern-for-safety", 20, 10, LATEST, person=DANIEL),
    "adult-concerns-repeated": [council("safeguarding-concern", days, MAUREEN) for days in (150, 70, LATEST)],
    "watched-address-incident": police("suspicious", 100, LATEST),
}


def write(number: int, told: Told) -> dict[str, Any]:
    about = {name: value for name, value in (("person", told.person), ("address", told.address)) if value}
    return event(number, told.event_type, days_ago(told.days), told.category, **about, **dict(told.more))


def live(story: Sequence[Told], watched: bool = False, silent_days: int = 0) -> list[AlertNotice]:
    """All that was told while it happened, with a tick after each event, and one each week of silence after it."""
    store = MemoryStore()
    store.play([adoption([rule.model_dump(mode="json") for rule in RULES]), read_event(tick(days_ago(399)))])
    for number, told in enumerate(sorted(story, key=lambda each: -each.days)):
        store.play([read_event(write(number, told)), read_event(tick(days_ago(told.days - 0.1)))])
        if watched and not number:
            store.play([read_event(tick(days_ago(5))), read_event(watch(store))])
    store.play([read_event(tick(NOW + timedelta(days=7 * week))) for week in range(1 + silent_days // 7)])
    return [ALERT.validate_json(entry.event).data for entry in store.outbox if entry.topic == "alerts"]


def watch(store: MemoryStore) -> dict[str, Any]:
    (record,) = [key.rpartition(":")[2] for key in store.documents if key.startswith("address-record:")]
    data = {
        "recorded_at": days_ago(1).isoformat(),
        "target": record,
        "until": (NOW + timedelta(days=2)).isoformat(),
        "watched_by": alerted.CLERK,
    }
    return alerted.decided("address-watched-1", "W1", data)


def of_rule(notices: list[AlertNotice], rule: str) -> list[str]:
    return [notice.change for notice in notices if notice.rule == rule]


def test_every_rule_has_a_story() -> None:
    """None ships that nobody has seen raise an alert."""
    assert set(STORIES) == {rule.id for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_shipped_rule_raises_and_clears(rule: Any) -> None:
    """Its story raises one alert, with its last event and not before; and when nothing more is heard it clears."""
    watched = any(each.indicator == RuleIndicator.WATCHED for each in rule.when)
    story = STORIES[rule.id]
    assert of_rule(live([each for each in story if each.days != LATEST], watched), rule.id) == []
    assert of_rule(live(story, watched), rule.id) == ["raised"]
    assert of_rule(live(story, watched, silent_days=400), rule.id) == ["raised", "cleared"]
