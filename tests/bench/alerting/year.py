"""A year of events, drawn: so many over so many addresses, two people each, with a tick a day."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import orjson

from infra.alerting.rules_file import SHIPPED, read_rules
from infra.partnership.names import read_cultures
from scoring.observed import Observed, observe, read_observed
from streams.codes.person import Gender
from streams.settings import Settings
from tests.laws.alert_worlds import adoption

AREA = "northmoor"
_YEAR = timedelta(days=365)
_START = datetime(2025, 11, 1, tzinfo=UTC)
_CULTURES = read_cultures()
# Of a birth date, a century before the year.
_DAYS = 36_500
_KINDS = (
    ("police", "police-incident-recorded-1", ("asb-personal", "domestic-incident", "concern-for-safety", "suspicious")),
    ("fire", "fire-incident-recorded-1", ("secondary-fire", "automatic-alarm", "safe-and-well-visit")),
    ("ambulance", "ambulance-callout-recorded-1", ("category-2", "category-3", "category-4")),
    ("health", "ecds-attendance-recorded-1", ("01", "03")),
    ("council", "council-case-closed-1", ("early-help", "child-referral", "adult-request")),
)


def draw_year(events: int, addresses: int, rules: bool) -> Iterator[Observed]:
    """``rules``: those that ship are adopted before all else."""
    rng, day = Random(4720), -1
    if rules:
        shipped = read_rules(SHIPPED, Settings().partnership.areas).rules
        yield observe(adoption([rule.model_dump(mode="json") for rule in shipped]))
    for number in range(events):
        at = _START + number * _YEAR / events
        if (today := (at - _START).days) != day:
            day = today
            yield _write(f"T{day}", "uk.linnet.clock", "tick-1", {"at": at.isoformat()})
        yield _draw(rng, number, rng.randrange(addresses), at)


def _draw(rng: Random, number: int, home: int, at: datetime) -> Observed:
    agency, kind, categories = rng.choice(_KINDS)
    who = rng.randrange(2)
    data: dict[str, Any] = {
        "person": {
            "local_record_id": f"{agency}-{home}-{who}",
            **_name(home, who),
        },
        "address": {"text": f"{1 + home % 190} {_spell(home // 190)} Street", "postcode": _postcode(home)},
        "happened_at": at.isoformat(),
        "recorded_at": at.isoformat(),
        "category": rng.choice(categories),
        "contact": {"name": "Jo Bell", "role": "Officer", "team": "North"},
    }
    if agency == "council":
        data["case_id"] = f"C{number}"
    return _write(f"B{number}", f"uk.{agency}.{AREA}", kind, data)


def _write(event_id: str, source: str, kind: str, data: dict[str, Any]) -> Observed:
    return read_observed(orjson.dumps({"id": event_id, "source": source, "type": kind, "area": AREA, "data": data}))


@cache
def _name(home: int, who: int) -> dict[str, str]:
    """As common as names are: of fewer, strangers would be taken for one another."""
    family, rng = Random(home), Random(f"{home}-{who}")
    culture = _CULTURES.draw(family)
    born = _START.date() - timedelta(days=rng.randrange(_DAYS))
    given = culture.draw_given(rng, rng.choice((Gender.MALE, Gender.FEMALE)).value)
    return {"given_name": given, "family_name": culture.family.draw(family), "birth_date": born.isoformat()}


def _spell(number: int) -> str:
    """A street for each number, named unlike those of its neighbours."""
    rng = Random(number)
    return "".join(rng.choices("abcdefghiklmnoprstuvw", k=8)).capitalize()


def _postcode(home: int) -> str:
    """Of some fifteen dwellings each, as in England.

    >>> _postcode(0), _postcode(14), _postcode(15), _postcode(99_999)
    ('NM1 0AA', 'NM1 0AA', 'NM2 0AA', 'NM7 1AX')
    """
    block = home // 15
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return f"NM{1 + block % 9} {block // 3600 % 10}{letters[block // 9 % 20]}{letters[block // 180 % 20]}"
