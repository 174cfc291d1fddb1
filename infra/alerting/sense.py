"""Whether a rule can hold, can fail, ends as it should, tells somebody, and speaks of people as it should."""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from infra.alerting.fitting import Misfit, find_repeated
from infra.alerting.mistakes import shorten, suggest
from scoring.alerts.rules import DEFAULT
from scoring.indicators.catalogue import RULED
from streams.codes.alerts import Receiver
from streams.codes.indicators import RuleIndicator
from streams.events.rules import AlertRule, RuleCondition

# A flag for repeat contact must never become a reason to refuse: A. House, "Serenity Integrated Mentoring and the High
# Intensity Network", BJPsych Bulletin 47 (2023), 29-33. Words for people who ask for help that call it a fault.
_BLAMING = re.compile(
    r"\b(frequent flye?rs?|high.intensity users?|attention.seek\w*|time.?wast\w*|nuisance caller\w*|regulars"
    r"|inappropriate (?:use|caller|attender)\w*|manipulat\w+|hard.to.engage|non.?complian\w+|vexatious|malingering"
    r"|difficult (?:patient|family|person))\b",
    re.IGNORECASE,
)
Areas = Mapping[str, object]


def find_nonsense(rule: AlertRule, areas: Areas) -> Iterator[Misfit]:
    yield from _find_never(rule)
    yield from _find_quiet(rule)
    yield from _find_ends(rule)
    yield from _find_unheard(rule)
    yield from find_repeated(("receivers",), rule.receivers)
    yield from find_blame(rule.title, rule.advice)
    for area in rule.respond_hours:
        if area not in areas and area != DEFAULT:
            known = suggest(area, [DEFAULT, *areas])
            yield Misfit(("respond_within", area), f"respond_within: there is no area {shorten(area)}", known)


def find_blame(title: str, advice: str) -> Iterator[Misfit]:
    for name, text in (("title", title), ("advice", advice)):
        if found := _BLAMING.search(text):
            told = "say what happened, and what could help: nobody is at fault for asking for help"
            yield Misfit((name,), f"{name}: {shorten(found[0])} blames the person", told)


def _find_never(rule: AlertRule) -> Iterator[Misfit]:
    for (_, one), (place, other) in combinations(enumerate(rule.when), 2):
        if _what(one) == _what(other) and one.days == other.days:
            yield Misfit(("when", place), "the same is asked twice", "put both bounds in one condition")
        elif _what(one) == _what(other) and one.indicator is RuleIndicator.CONTACTS:
            yield from _compare_windows(place, one, other)


def _compare_windows(place: int, one: RuleCondition, other: RuleCondition) -> Iterator[Misfit]:
    short, long = sorted((one, other), key=lambda condition: condition.days or 0)
    if short.at_least is not None and long.at_most is not None and short.at_least > long.at_most:
        wrong = f"the rule can never hold: {long.days} days have as many contacts as {short.days} of them"
        yield Misfit(("when", place), wrong, f"at_most must be {short.at_least:g} or more, or the other less")


def _find_quiet(rule: AlertRule) -> Iterator[Misfit]:
    """Something must have happened for somebody to be told: of most people nothing is heard."""
    if not any(condition.at_least and not RULED[condition.indicator.value].silent for condition in rule.when):
        told = "add a condition with at_least:, such as open-cases or contacts"
        yield Misfit(("when",), "when: holds for everybody of whom nothing is heard", told)


def _find_ends(rule: AlertRule) -> Iterator[Misfit]:
    if rule.until and rule.until == rule.when:
        yield Misfit(("until",), "until: says the same as when", "leave it out")
        return
    raised = {(_what(condition), condition.days): condition for condition in rule.when}
    for place, condition in enumerate(rule.until):
        began = raised.get((_what(condition), condition.days))
        if began and not _covers(condition, began):
            told = "the alert would be cleared as soon as it is raised: until must ask no more than when does"
            yield Misfit(("until", place), f"until: {_tell_bounds(condition)} is stricter than when", told)


def _find_unheard(rule: AlertRule) -> Iterator[Misfit]:
    cases = any(condition.indicator is RuleIndicator.OPEN_CASES and condition.at_least for condition in rule.when)
    if set(rule.receivers) == {Receiver.WORKER} and not cases:
        told = "name a team as well, or add a condition open-cases with at_least: 1"
        yield Misfit(("receivers",), "receivers: where no case is open there is no worker to tell", told)


def _what(condition: RuleCondition) -> tuple[str, frozenset[str], frozenset[str]]:
    return condition.indicator, frozenset(condition.categories), frozenset(condition.agencies)


def _covers(until: RuleCondition, when: RuleCondition) -> bool:
    low = until.at_least is None or (when.at_least is not None and until.at_least <= when.at_least)
    return low and (until.at_most is None or (when.at_most is not None and until.at_most >= when.at_most))


def _tell_bounds(condition: RuleCondition) -> str:
    bounds = (("at_least", condition.at_least), ("at_most", condition.at_most))
    return ", ".join(f"{name}: {bound:g}" for name, bound in bounds if bound is not None)
