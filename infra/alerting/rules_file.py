"""A rules file, read and checked: the rules it holds, or all that is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from infra.alerting.faults import explain_faults
from infra.alerting.fitting import Misfit, find_misfits
from infra.alerting.form import ConditionForm, RuleForm, RulesForm, to_rule
from infra.alerting.mistakes import TOP, Mistake, Place, WrongRules
from infra.alerting.outline import Outline, Path, outline
from infra.alerting.sense import Areas, find_nonsense
from infra.alerting.text import read_text
from infra.alerting.tree import Fields, read_tree
from streams.codec import MAX_EVENT_BYTES, encode
from streams.codes.alerts import AlertSubject
from streams.events.rules import AlertRule

SHIPPED = FilePath(__file__).parent / "rules.yaml"
# The event holds who adopted the rules beside them.
_ROOM = 2_048


@dataclass(frozen=True, slots=True)
class RulesFile:
    """``place``: where the version stands."""

    version: str
    rules: tuple[AlertRule, ...]
    place: Place = TOP


def read_rules(path: FilePath, areas: Areas) -> RulesFile:
    """Raises :class:`WrongRules`, with every mistake, and :class:`Invalid` for a file that cannot be opened."""
    return parse_rules(read_text(path), path.name, areas)


def parse_rules(text: str, file: str, areas: Areas) -> RulesFile:
    root, mistakes = read_tree(text, file)
    if not isinstance(root, Fields):
        raise WrongRules(
            file, [*mistakes, Mistake(root.place, "the file has no fields", "expected version: and rules:")]
        )
    laid_out = outline(root)
    mistakes += laid_out.mistakes
    try:
        form = RulesForm.model_validate(laid_out.data)
    except ValidationError as errors:  # Invalid
        mistakes += explain_faults(errors, laid_out)
        form = None
    mistakes += _check(laid_out, areas)
    if mistakes or form is None:
        raise WrongRules(file, mistakes)
    found = RulesFile(form.version, tuple(to_rule(rule) for rule in form.rules), laid_out.find(("version",)))
    if (size := sum(len(encode(rule)) for rule in found.rules)) > MAX_EVENT_BYTES - _ROOM:
        wrong = f"the rules take {size:,} bytes, and one event holds {MAX_EVENT_BYTES - _ROOM:,}"
        raise WrongRules(file, [Mistake(root.place, wrong, "expected fewer rules, or shorter advice and sources")])
    return found


def _check(laid_out: Outline, areas: Areas) -> Iterator[Mistake]:
    """Also of a file with other mistakes, as far as its parts can be read."""
    rules = laid_out.look_up(("rules",))
    for place, data in enumerate(rules if isinstance(rules, list) else []):
        path: Path = ("rules", place)
        yield from _place(laid_out, path, _check_rule(data, areas))
        for name in ("when", "until"):
            for number, condition in _read_conditions(laid_out, (*path, name)):
                at = (*path, name, number)
                yield from _place(laid_out, at, find_misfits(condition, _read_subject(laid_out, path)))
    yield from _find_repeated(laid_out, rules if isinstance(rules, list) else [])


def _check_rule(data: Any, areas: Areas) -> Iterator[Misfit]:
    try:
        rule = to_rule(RuleForm.model_validate(data))
    except ValidationError:  # Invalid: told of with the whole file
        return
    yield from find_nonsense(rule, areas)


def _read_conditions(laid_out: Outline, path: Path) -> Iterator[tuple[int, ConditionForm]]:
    conditions = laid_out.look_up(path)
    for number, data in enumerate(conditions if isinstance(conditions, list) else []):
        try:
            yield number, ConditionForm.model_validate(data)
        except ValidationError:  # Invalid: told of with the whole file
            continue


def _read_subject(laid_out: Outline, path: Path) -> AlertSubject | None:
    said = laid_out.look_up((*path, "subject"))
    return AlertSubject(said) if isinstance(said, str) and said in list(AlertSubject) else None


def _find_repeated(laid_out: Outline, rules: list[Any]) -> Iterator[Mistake]:
    first: dict[str, int] = {}
    for place, rule in enumerate(rules):
        said = rule.get("id") if isinstance(rule, dict) else None
        if isinstance(said, str) and first.setdefault(said, place) != place:
            line = laid_out.find(("rules", first[said], "id")).line
            at = laid_out.find(("rules", place, "id"))
            yield Mistake(at, f"id: the rule in line {line} has this id already", "give each rule an id of its own")


def _place(laid_out: Outline, path: Path, misfits: Iterator[Misfit]) -> Iterator[Mistake]:
    for misfit in misfits:
        yield Mistake(laid_out.find((*path, *misfit.path)), misfit.wrong, misfit.expected)
