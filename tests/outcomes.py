"""A made-up caseload whose true risk is known, as the topic ``scores`` tells of it."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

WEEK = 7 * 86_400.0
SEXES, BANDS, TEAMS = ("female", "male"), ("18-25", "26-64", "65+"), ("A06", "A08", "A14")
GROUPS = ("white", "mixed", "asian", "black", "other")
# Out of ten.
_GROUP_OF = (0, 0, 0, 0, 0, 0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Caseload:
    """``unseen``: the share of crises, by ethnic group, that nobody records; ``off``: what the model says over what is
    true; ``turn``: from which week on true risk is ``more`` times as high."""

    area: str
    persons: int
    weeks: int
    starts: datetime
    seed: int = 5
    unseen: dict[str, float] = field(default_factory=dict)
    off: float = 1.0
    turn: int = 10_000
    more: float = 1.0

    def tell(self) -> list[dict[str, Any]]:
        """Outcomes in the order in which they become known."""
        random = np.random.default_rng(self.seed)
        told = [outcome for number in range(self.persons) for outcome in self._live(number, random)]
        told.sort(key=lambda each: (each["known_at"], each["made_at"], each["person"]))
        return [self._wrap(number, data) for number, data in enumerate(told)]

    def _live(self, number: int, random: np.random.Generator) -> list[dict[str, Any]]:
        weekly = 1 / (1 + np.exp(5.0 - 0.9 * random.standard_normal()))
        group = GROUPS[_GROUP_OF[number % 10]]
        starts = self.starts.timestamp() + (number * 7919) % int(WEEK)
        crises: list[tuple[float, bool]] = []
        for week in range(self.weeks + 4):
            risk = min(0.9, weekly * (self.more if week >= self.turn else 1.0))
            if random.random() < risk:
                crises.append((starts + (week + random.random()) * WEEK, random.random() >= self.unseen.get(group, 0)))
        said = round(float(min(0.999, (1 - (1 - weekly) ** 4) * self.off)), 6)
        seen = [at for at, recorded in crises if recorded]
        made = [starts + week * WEEK for week in range(self.weeks)]
        return [self._judge(number, group, at, said, seen) for at in made]

    def _judge(self, number: int, group: str, made: float, said: float, seen: list[float]) -> dict[str, Any]:
        at = next((at for at in seen if made < at <= made + 4 * WEEK), None)
        return {
            "person": urlsafe_b64encode(number.to_bytes(12, "big")).decode(),
            "made_at": _write(made),
            "known_at": _write(at or made + 4 * WEEK),
            "model": "kalman",
            "probability": said,
            "rivals": {"without-others": round(said**0.8 * 0.5, 6)},
            "label": at is not None,
            "team": f"Team {number % 6}",
            "slices": {
                "sex": SEXES[number // 2 % 2],
                "age_band": BANDS[number // 3 % 3],
                "ethnic_group": group,
                "deprivation_fifth": str(number // 5 % 5 + 1),
                "team_type": TEAMS[number % 3],
            },
        }

    def _wrap(self, number: int, data: dict[str, Any]) -> dict[str, Any]:
        return {
            "specversion": "1.0",
            "id": f"{self.area}-0-{number}-1",
            "source": "uk.linnet.projector",
            "type": "outcome-known-1",
            "time": data["known_at"],
            "area": self.area,
            "data": {**data, "log_partition": 0, "log_offset": number},
        }


def _write(moment: float) -> str:
    return datetime.fromtimestamp(round(moment), UTC).isoformat()
