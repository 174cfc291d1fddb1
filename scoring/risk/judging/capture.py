"""Whom a team would have seen to, had it gone down the list each week."""

from collections.abc import Mapping

import numpy as np

from scoring.risk.judging.estimates import UNKNOWN, Estimate, share, spread
from scoring.risk.judging.outcomes import Codes, Floats, Mask, Outcomes

SHARES = {"top_5_percent": 0.05, "top_10_percent": 0.10, "top_20_percent": 0.20}
PLACES = {"top_25_a_team": 25}


def find_tops(outcomes: Outcomes) -> Mapping[str, Floats]:
    """What part of each row is in each group: 1 or 0, and between where equal predictions share the last places.
    Shares are of everybody in the area in that week, places of everybody in that team in that week, so these must be
    all outcomes of those weeks."""
    week = _number(outcomes.week)
    ranks = _rank(outcomes.probability, week)
    sizes = np.bincount(week)[week] if len(week) else week
    found = {name: _cut(*ranks, (sizes * part).astype(np.float64)) for name, part in SHARES.items()}
    team = _number(outcomes.team)
    ranks = _rank(outcomes.probability, week * (team.max(initial=0) + 1) + team)
    return found | {name: _cut(*ranks, np.full(len(week), float(places))) for name, places in PLACES.items()}


def measure_capture(outcomes: Outcomes, top: Floats) -> Estimate:
    """The share of predictions that came true which were in the group. Unknown when none did."""
    label = outcomes.label
    if not label.any():
        return UNKNOWN
    person, inside = outcomes.person[label], top[label]
    value = float(inside.mean())
    return share(value, spread((inside - value) / len(inside), person), len(np.unique(person)))


def measure_beforehand(outcomes: Outcomes, top: Floats) -> Estimate:
    """Of the crises in ``outcomes``, the share whose last prediction beforehand was in the group. A crisis of somebody
    for whom there was no prediction in the 28 days before counts nowhere."""
    last = find_last(outcomes)
    return measure_capture(outcomes.take(last), top[last])


def find_last(outcomes: Outcomes) -> Mask:
    """Of those that came true, the last before each crisis."""
    label = outcomes.label
    order = np.lexsort((outcomes.made, outcomes.known, outcomes.person, ~label))
    crisis = np.stack((outcomes.person, outcomes.known))[:, order]
    ends = np.append((crisis[:, 1:] != crisis[:, :-1]).any(axis=0) | ~label[order][1:], [True] if len(order) else [])
    last = np.zeros(len(order), dtype=np.bool_)
    last[order] = ends.astype(np.bool_) & label[order]
    return last


def _number(codes: Codes) -> Codes:
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def _rank(probability: Floats, group: Codes) -> tuple[Floats, Floats]:
    """How many of its group are above each row, and how many are level with it, itself included."""
    order = np.lexsort((-probability, group))
    by_group, said = group[order], probability[order]
    new_group = np.ones(len(order), dtype=np.bool_)
    new_group[1:] = by_group[1:] != by_group[:-1]
    new_step = new_group.copy()
    new_step[1:] |= said[1:] != said[:-1]
    starts, step = np.flatnonzero(new_step), np.cumsum(new_step) - 1
    first = np.maximum.accumulate(np.where(new_group, np.arange(len(order)), 0))
    above, level = np.empty(len(order)), np.empty(len(order))
    above[order] = starts[step] - first if len(order) else 0
    level[order] = np.diff(np.append(starts, len(order)))[step] if len(order) else 0
    return above, level


def _cut(above: Floats, level: Floats, room: Floats) -> Floats:
    return np.clip((room - above) / np.maximum(level, 1), 0.0, 1.0)
