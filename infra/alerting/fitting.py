"""Whether a condition asks something that its indicator answers, of categories and agencies that there are."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from infra.alerting.faults import CATEGORY_NAMES, suggest_category
from infra.alerting.mistakes import shorten
from infra.alerting.outline import Path
from scoring.indicators.catalogue import RULED
from scoring.indicators.declaring import RuledIndicator
from streams.codes.alerts import AlertSubject
from streams.events.rules import RuleCondition


class Misfit(NamedTuple):
    """``path`` leads on from the condition or the rule that was looked at."""

    path: Path
    wrong: str
    expected: str


def find_misfits(condition: RuleCondition, subject: AlertSubject | None) -> Iterator[Misfit]:
    """``subject``: the rule's, None where it is not one."""
    indicator, asked = RULED[condition.indicator.value], condition.indicator.value
    if subject is not None and subject not in indicator.subjects:
        fit = " or ".join(each.value for each in AlertSubject if each in indicator.subjects)
        yield Misfit(("indicator",), f"indicator: {asked} is not known of a {subject.value}", f"it is for: {fit}")
    yield from _find_in_window(condition, indicator)
    yield from _find_in_filters(condition, indicator)
    yield from _find_in_bounds(condition, indicator)


def _find_in_window(condition: RuleCondition, indicator: RuledIndicator) -> Iterator[Misfit]:
    asked = condition.indicator.value
    if indicator.needs_window and condition.days is None:
        yield Misfit((), f"within: is missing, and {asked} needs it", "expected a time such as within: 28 days")
    if condition.days is not None and not indicator.takes_window:
        yield Misfit(("within",), f"within: {asked} takes no time of yours", "leave the line out")


def _find_in_filters(condition: RuleCondition, indicator: RuledIndicator) -> Iterator[Misfit]:
    asked = condition.indicator.value
    for name, said, taken in (
        ("categories", condition.categories, indicator.by_category),
        ("agencies", condition.agencies, indicator.by_agency),
    ):
        if said and not taken:
            yield Misfit((name,), f"{name}: {asked} cannot be narrowed so", "leave the line out")
        yield from find_repeated((name,), said)
    for place, category in enumerate(condition.categories):
        path: Path = ("categories", place)
        if category not in CATEGORY_NAMES:
            yield Misfit(path, f"categories: there is no {shorten(category)}", suggest_category(category))
        elif (agency := category.partition("/")[0]) in condition.agencies:
            said_twice = f"agencies: has {agency}, so all its contacts count already"
            yield Misfit(path, f"categories: {category} adds nothing", f"{said_twice}: leave one of the two out")


def _find_in_bounds(condition: RuleCondition, indicator: RuledIndicator) -> Iterator[Misfit]:
    asked, low, high = condition.indicator.value, condition.at_least, condition.at_most
    if low is not None and high is not None and low > high:
        yield Misfit(("at_least",), f"at_least: {low:g} is above at_most: {high:g}", "no number is both: correct one")
    for name, bound in (("at_least", low), ("at_most", high)):
        if bound is not None and indicator.whole and bound != int(bound):
            yield Misfit(
                (name,),
                f"{name}: {asked} is counted in whole numbers",
                f"expected {int(bound)} or {int(bound) + 1}",
            )
    most = _find_most(condition, indicator)
    if low is not None and most is not None and low > most:
        yield Misfit(("at_least",), f"at_least: {asked} is never more than {most:g} here", f"expected at most {most:g}")
    if low == 0 and high is None:
        yield Misfit(
            ("at_least",),
            "at_least: 0 is true of everybody",
            "expected 1 or more, or leave the condition out",
        )
    if high is not None and most is not None and high >= most and not low:
        yield Misfit(("at_most",), f"at_most: {asked} is never more than {most:g} here", "expected less than that")


def _find_most(condition: RuleCondition, indicator: RuledIndicator) -> float | None:
    if indicator.most is None or not indicator.by_agency or not (condition.agencies or condition.categories):
        return indicator.most
    return len({*condition.agencies, *(name.partition("/")[0] for name in condition.categories)})


def find_repeated(path: Path, said: Sequence[str]) -> Iterator[Misfit]:
    for place, item in enumerate(said):
        if item in said[:place]:
            yield Misfit((*path, place), f"{path[-1]}: {item} is there twice", "keep one of the two")
