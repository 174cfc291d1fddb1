"""When a model is not fit for use, and when it is again.

The rule: over the last eight weeks there were half as many crises again as it expected, or a third fewer, and that
surely; or it did no better than saying the same of everybody; or for two weeks next to nothing came from the mental
health record. It is fit again when for four weeks in a row nothing of it held.
"""

from collections.abc import Sequence
from math import exp, log, sqrt

from msgspec.structs import replace

from scoring.risk.vigil import Usual, Vigil, Week
from scoring.risk.watch.usual import SETTLED_WEEKS, expect_touched, expect_true
from scoring.risk.watch.watched import AGENCIES
from streams.codes.agencies import Agency

_WEEKS = 8
_THAW_WEEKS = 4
_TOO_MANY, _SURELY_MANY = 1.5, 1.25
_TOO_FEW, _SURELY_FEW = 1 / 1.5, 1 / 1.25
_SILENT, _SILENT_WEEKS = 0.2, 2
_LEAST_TRUE = 40
_Z = 1.96
_EHR = AGENCIES.index(Agency.EHR)

UNFIT = {
    "many": "Far more people came into crisis than the model expected.",
    "few": "Far fewer people came into crisis than the model expected.",
    "skill": "The model does no better than saying the same of everybody.",
    "silent": "Next to nothing comes from the mental health record.",
}


def freeze(vigil: Vigil, t: float) -> Vigil:
    """To be asked when a week is over."""
    reason = find_unfit(vigil.weeks, vigil.usual)
    if reason:
        return replace(vigil, frozen=vigil.frozen or t, unfit=reason, fit_weeks=0)
    if not vigil.frozen:
        return vigil
    if vigil.fit_weeks + 1 < _THAW_WEEKS:
        return replace(vigil, fit_weeks=vigil.fit_weeks + 1)
    return replace(vigil, frozen=0.0, unfit="", fit_weeks=0)


def find_unfit(weeks: Sequence[Week], usual: Usual) -> str:
    """A name of :data:`UNFIT`, or nothing. ``weeks`` latest first. Too little to tell is fit."""
    if usual.weeks < SETTLED_WEEKS:
        return ""
    return _find_silence(weeks, usual) or _find_bias(weeks, usual) or _find_blindness(weeks[:_WEEKS])


def _find_silence(weeks: Sequence[Week], usual: Usual) -> str:
    latest = [week for week in weeks[:_SILENT_WEEKS] if week.made]
    silent = [week.touched[_EHR] < _SILENT * expect_touched(usual, week, _EHR) for week in latest]
    return "silent" if len(silent) == _SILENT_WEEKS and all(silent) else ""


def _find_bias(weeks: Sequence[Week], usual: Usual) -> str:
    true = sum(week.met for week in weeks[:_WEEKS])
    expected = sum(expect_true(weeks[at:]) or 0.0 for at in range(_WEEKS))
    if max(true, expected) < _LEAST_TRUE:
        return ""
    ratio, margin = true / max(expected, 1e-9), exp(_Z * sqrt(max(1.0, usual.excess) / max(true, 1)))
    if ratio >= _TOO_MANY and ratio / margin >= _SURELY_MANY:
        return "many"
    return "few" if ratio <= _TOO_FEW and ratio * margin <= _SURELY_FEW else ""


def _find_blindness(weeks: Sequence[Week]) -> str:
    known, true = sum(week.known for week in weeks), sum(week.true for week in weeks)
    if not _LEAST_TRUE <= true < known:
        return ""
    rate = true / known
    plain = -known * (rate * log(rate) + (1 - rate) * log(1 - rate))
    return "skill" if sum(week.loss for week in weeks) >= plain else ""
