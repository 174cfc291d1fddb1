"""What the contract finds wrong with a rules file, in words for whoever wrote it."""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from infra.alerting.form import ConditionForm, RuleForm, RulesForm
from infra.alerting.mistakes import Mistake, shorten, suggest
from infra.alerting.outline import Outline, Path
from scoring.indicators.categories import CATEGORIES
from streams.codes.agencies import Agency
from streams.codes.alerts import AlertSubject, Receiver, Severity
from streams.codes.indicators import RuleIndicator

CATEGORY_NAMES = tuple(category.name for category in CATEGORIES)
_CODES: dict[str, type[StrEnum]] = {
    "subject": AlertSubject,
    "severity": Severity,
    "receivers": Receiver,
    "indicator": RuleIndicator,
    "agencies": Agency,
}
# What is expected of a field, where its contract alone would say it in a programmer's words.
_EXPECTED = {
    "version": "expected a name for this edition, such as 2026-11 or 1.2: at most 40 letters, digits and . _ -",
    "rules": "expected a list of rules, each beginning with a dash",
    "id": "expected lower-case words with hyphens, such as small-fires-and-children, at most 60 characters",
    "title": "expected one line of at most 70 characters",
    "receivers": "expected a list in brackets, such as [hub, children]",
    "when": "expected 1 to 8 conditions, each beginning with a dash",
    "until": "expected at most 8 conditions, each beginning with a dash",
    "categories": "expected a list of agency/category in brackets, such as [fire/secondary-fire]",
    "agencies": "expected a list in brackets, such as [police, fire]",
    "within": "expected 1 to 365 days, such as 28 days",
    "quiet": "expected up to 365 days, such as 14 days",
    "respond_within": "expected hours by area, such as {default: 4 h, northmoor: 2 h}",
    "at_least": "expected a number from 0 to 1,000,000",
    "at_most": "expected a number from 0 to 1,000,000",
    "advice": "expected a sentence or two of at most 300 characters",
    "source": "expected where the rule is from, in at most 300 characters",
}
_NEEDED = (*_EXPECTED, *_CODES)
_UNSAID = frozenset({"number_form", "number_octal", "days_form", "hours_form", "hours_clock"})


def explain_faults(errors: ValidationError, outline: Outline) -> Iterator[Mistake]:
    faults = errors.errors(include_url=False)
    for fault in faults:
        if not _follows(fault, faults, outline):
            yield _EXPLAIN.get(fault["type"], _explain_value)(fault, outline)


def _follows(fault: ErrorDetails, faults: Sequence[ErrorDetails], outline: Outline) -> bool:
    """Whether another mistake has been told of that this one comes of."""
    path = fault["loc"]
    short = fault["type"] == "too_short"
    return path in outline.empty or (short and any(f["loc"][: len(path)] == path != f["loc"] for f in faults))


def _explain_missing(fault: ErrorDetails, outline: Outline) -> Mistake:
    *parent, name = fault["loc"]
    expected = _expect(str(name))
    return Mistake(outline.find(tuple(parent)), f"{name}: is missing", expected)


def _explain_unknown(fault: ErrorDetails, outline: Outline) -> Mistake:
    path = fault["loc"]
    said = shorten(str(path[-1]))
    return Mistake(outline.find_name(path), f"there is no field {said} here", suggest(str(path[-1]), _fields_at(path)))


def _explain_code(fault: ErrorDetails, outline: Outline) -> Mistake:
    path, said = fault["loc"], fault["input"]
    if not isinstance(said, str):
        return Mistake(outline.find(path), f"{_name(path)}: this is no single word", _expect(_name(path)))
    codes = [code.value for code in _CODES[_name(path)]]
    return Mistake(outline.find(path), f"{_name(path)}: there is no {shorten(said)}", suggest(said, codes))


def _explain_bound(fault: ErrorDetails, outline: Outline) -> Mistake:
    return Mistake(outline.find(fault["loc"]), "the condition has no bound", "expected at_least: or at_most: or both")


def _explain_value(fault: ErrorDetails, outline: Outline) -> Mistake:
    path, said, name = fault["loc"], fault["input"], _name(fault["loc"])
    shown = f" {shorten(said)}" if isinstance(said, str) else " this"
    if fault["type"] in _UNSAID:
        return Mistake(outline.find(path), f"{name}:{shown} cannot be read", fault["msg"])
    if name == "categories" and isinstance(said, str):
        return Mistake(outline.find(path), f"categories: there is no{shown}", suggest_category(said))
    return Mistake(outline.find(path), f"{name}:{shown} is not what belongs here", _expect(name))


_EXPLAIN: dict[str, Callable[[ErrorDetails, Outline], Mistake]] = {
    "missing": _explain_missing,
    "extra_forbidden": _explain_unknown,
    "enum": _explain_code,
    "bound_missing": _explain_bound,
}


def suggest_category(said: str) -> str:
    """
    >>> suggest_category("secondary-fire"), suggest_category("fire/secondry-fire")
    ('did you mean fire/secondary-fire?', 'did you mean fire/secondary-fire?')
    """
    agency, _, code = said.rpartition("/")
    if owners := [name for name in CATEGORY_NAMES if name.partition("/")[2] == code]:
        return f"did you mean {' or '.join(owners)}?"
    of_agency = [name for name in CATEGORY_NAMES if name.startswith(f"{agency}/")]
    return suggest(said, of_agency or CATEGORY_NAMES)


def _name(path: Path) -> str:
    """Of the field that the path leads to, or into a list of; an area's hours are of ``respond_within``."""
    return next((str(step) for step in reversed(path) if step in _NEEDED), "rules")


def _expect(name: str) -> str:
    return _EXPECTED.get(name) or f"expected one of: {', '.join(code.value for code in _CODES[name])}"


def _fields_at(path: Path) -> list[str]:
    form: type[BaseModel] = RulesForm
    if "when" in path[:-1] or "until" in path[:-1]:
        form = ConditionForm
    elif len(path) > 1:
        form = RuleForm
    fields: dict[str, Any] = form.model_fields
    return [info.alias or name for name, info in fields.items()]
