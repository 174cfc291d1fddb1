"""A few people of two areas, what happens to them, and how their agencies tell of it: also twice, late, wrongly, and
taken back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import orjson

from tests.alerted import adoption, rule

Told = dict[str, Any]
AREAS = ("eastvale", "ashdale")
_NAMES = (("Aisha", "Abara"), ("Bronwen", "Bexley"), ("Cedric", "Cadwallader"))
_HOMES = ("3 Curlew Street", "41 Plover Way")
_WORKER = {"name": "Jo Bell", "role": "Constable", "team": "Neighbourhood team"}
RULES = [
    rule("often", "Often", "person", [{"indicator": "contacts", "days": 28, "at_least": 2}]),
    rule("quietly", "Quietly", "address", [{"indicator": "contacts", "days": 7, "at_least": 1}], quiet_days=14),
    rule("home", "Home", "household", [{"indicator": "contacts", "days": 28, "at_least": 4}]),
]


def adopt(area: str) -> bytes:
    return orjson.dumps(adoption(RULES, f"{area}-1", area))


@dataclass(slots=True)
class Agency:
    """One source: what it has told so far, so that it can correct it. ``kind``: police or ehr."""

    kind: str
    area: str
    random: Random
    told: list[Told] = field(default_factory=list)
    number: int = 0

    @property
    def source(self) -> str:
        return f"uk.{self.kind}.{self.area}"

    def tell(self, now: datetime) -> Told:
        """The next event, or one told before once more."""
        dice = self.random.random()
        if self.told and dice < 0.12:
            return self.random.choice(self.told)
        if self.told and dice < 0.30:
            return self._correct(now)
        return self._keep(self._misspell(self._happen(now)) if dice > 0.95 else self._happen(now))

    def _keep(self, said: Told) -> Told:
        self.told.append(said)
        return said

    def _happen(self, now: datetime) -> Told:
        happened = now - timedelta(days=self.random.choice((0.1, 0.5, 3.0, 27.0)))
        data: Told = {
            "happened_at": happened.isoformat(),
            "recorded_at": (happened + timedelta(hours=1)).isoformat(),
            "contact": _WORKER,
            "person": self._person(),
            "address": {"text": self.random.choice(_HOMES), "postcode": "NM4 2QX"},
        }
        if self.kind == "police":
            data["category"] = self.random.choice(("asb-personal", "domestic-incident", "concern-for-safety"))
            return self._envelope("police-incident-recorded-1", now, data)
        return self._treat(now, data)

    def _treat(self, now: datetime, data: Told) -> Told:
        case = data["person"]["local_record_id"]
        match self.random.choice(("referral", "contact", "contact", "spell")):
            case "referral":
                more = {"case_id": f"R{case}", "category": "A06"}
                return self._envelope("mh-referral-received-1", now, data | more)
            case "contact":
                more = {"category": self.random.choice(("5", "3")), "team": "A06"}
                return self._envelope("mh-contact-recorded-1", now, data | more)
            case _:
                more = {"case_id": f"S{case}-{self.number}", "category": "200", "admission_method": "2A"}
                return self._envelope("mh-spell-started-1", now, data | more)

    def _person(self) -> Told:
        number = self.random.randrange(len(_NAMES))
        given, family = _NAMES[number]
        said = {
            "local_record_id": f"{self.kind[0]}{number}",
            "family_name": self.random.choice((family, family.upper())),
            "given_name": given,
            "birth_date": f"19{60 + 7 * number}-03-1{number}",
        }
        return said | ({"nhs_number": "9990000018"} if number == 0 else {})

    def _correct(self, now: datetime) -> Told:
        target = self.random.choice(self.told)
        recorded = {"recorded_at": now.isoformat()}
        match self.random.choice(("erase", "rectify", "restrict")):
            case "rectify" if not target["type"].startswith("record-"):
                instead = self._happen(now) | {"id": target["id"], "type": target["type"]}
                instead["data"] = target["data"] | {"person": self._person()}
                return self._envelope("record-rectified-1", now, recorded | {"replacement": instead})
            case "restrict":
                more = {"target": target["id"], "sensitivity": self.random.choice("URV")}
                return self._envelope("record-restricted-1", now, recorded | more)
            case _:
                return self._envelope("record-erased-1", now, recorded | {"target": target["id"]})

    def _misspell(self, said: Told) -> Told:
        return said | {"data": said["data"] | {"category": "a category that there is not"}}

    def _envelope(self, kind: str, now: datetime, data: Told) -> Told:
        self.number += 1
        return {
            "specversion": "1.0",
            "id": f"{self.kind}{self.number}",
            "source": self.source,
            "type": kind,
            "time": now.isoformat(),
            "area": self.area,
            "data": data,
        }
