"""A mapping file, read and checked: the mapping it holds, or all that is wrong with it, by line and column."""

from collections.abc import Iterator
from pathlib import Path as FilePath

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from consumers.feeds.fields import EVENTS
from consumers.feeds.fitting import Misfit, Path, find_misfits
from consumers.feeds.mapping import Mapping
from infra.alerting.mistakes import TOP, Mistake, WrongRules, shorten, suggest
from infra.alerting.outline import Outline, outline
from infra.alerting.text import read_text
from infra.alerting.tree import Fields, read_tree
from infra.feeds.guessing import name_field
from streams.codes.agencies import Agency
from streams.errors import Invalid

SHIPPED = FilePath(__file__).parent / "mappings"
_TOLD = 100
_EXPECTED = {
    "feed": "expected lower-case words with hyphens, such as fire-incidents, at most 40 characters",
    "files": "expected names with * for what changes, such as [incidents-*.csv]",
    "encoding": "expected utf-8 or windows-1252",
    "delimiter": "expected comma, semicolon, tab or bar",
    "zone": "expected a time zone such as Europe/London",
    "refuse_above": "expected a share of rows, such as 20 %",
    "ids": "expected own, where no two rows have one id, or shared",
    "rows": "expected 1 to 12 events, each beginning with a dash: - event: police-incident-recorded-1",
    "label": "expected lower-case words with hyphens, such as case-closed, at most 40 characters",
    "fields": "expected fields such as person.family_name: Surname",
    "id": "expected the column, or columns, that hold the row's own id",
    "count": "expected the number of the cell that counts the rows, such as 2",
}
_KNOWN = {"event": tuple(EVENTS), "agency": tuple(Agency)}
_FORMS_OF = {Mapping: tuple(Mapping.model_fields)}
_SAID = ("event", "label", "id", "filled", "only", "never", "erased", "fields")
_TAKEN = ("column", "columns", "text", "join", "before", "after", "forms", "codes", "empty", "otherwise", "unknown")


class WrongMapping(Invalid):
    """``mistakes`` are all that were found, from the top of the file to its end."""

    def __init__(self, file: str, mistakes: list[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        told = [mistake.tell(file) for mistake in self.mistakes[:_TOLD]]
        super().__init__("mapping-wrong", "\n".join(told))


def read_mapping(path: FilePath) -> Mapping:
    """Raises :class:`WrongMapping`, with every mistake, and :class:`Invalid` for a file that cannot be opened."""
    try:
        return parse_mapping(read_text(path), path.name)
    except WrongRules as fault:  # Invalid
        raise WrongMapping(path.name, list(fault.mistakes)) from None


def parse_mapping(text: str, file: str) -> Mapping:
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
        raise WrongMapping(file, [Mistake(TOP, "the file is empty", "expected feed:, agency:, files: and rows:")])
    try:
        root, mistakes = read_tree(text, file)
    except WrongRules as fault:  # Invalid
        raise WrongMapping(file, list(fault.mistakes)) from None
    if not isinstance(root, Fields):
        wrong = Mistake(root.place, "the file has no fields", "expected feed:, agency:, files: and rows:")
        raise WrongMapping(file, [*mistakes, wrong])
    laid_out = outline(root)
    mistakes += laid_out.mistakes
    mapping = None
    try:
        mapping = Mapping.model_validate(laid_out.data)
    except ValidationError as errors:  # Invalid
        faults = errors.errors(include_url=False)
        mistakes += [_explain(fault, laid_out) for fault in faults if not _follows(fault, faults)]
    if mapping is not None:
        mistakes += [_place(misfit, laid_out) for misfit in find_misfits(mapping)]
    if mistakes or mapping is None:
        raise WrongMapping(file, mistakes)
    return mapping


def _follows(fault: ErrorDetails, faults: list[ErrorDetails]) -> bool:
    """A list is told of as empty where each of its items has a mistake."""
    path = fault["loc"]
    return fault["type"] == "too_short" and any(f["loc"][: len(path)] == path != f["loc"] for f in faults)


def _place(misfit: Misfit, laid_out: Outline) -> Mistake:
    path = misfit.path
    place = laid_out.find_name(path) if path in laid_out.names and path not in laid_out.values else laid_out.find(path)
    if misfit.wrong.startswith("there is no field"):
        place = laid_out.find_name(path)
    last = _last(misfit) if misfit.known else ""
    meant = name_field(last) if misfit.wrong.startswith("there is no field") else ""
    expected = f"did you mean {meant}?" if meant in misfit.known and meant else misfit.expected
    if misfit.known and meant not in misfit.known:
        expected = suggest(last, misfit.known)
    return Mistake(place, misfit.wrong, expected)


def _last(misfit: Misfit) -> str:
    return str(misfit.path[-1]) if misfit.wrong.startswith("there is no field") else misfit.wrong.split("'")[-2]


def _explain(fault: ErrorDetails, laid_out: Outline) -> Mistake:
    path: Path = tuple(step for step in fault["loc"])
    name = str(path[-1]) if path else "the file"
    if fault["type"] == "missing":
        return Mistake(laid_out.find(path[:-1]), f"{name}: is missing", _EXPECTED.get(name, _list(name)))
    if fault["type"] == "extra_forbidden":
        return Mistake(laid_out.find_name(path), f"there is no {shorten(name)} here", suggest(name, _fields_at(path)))
    said = fault["input"]
    shown = f" {shorten(said)}" if isinstance(said, str) else " this"
    wrong = f"{_name(path)}:{shown} is not what belongs here"
    if fault["type"] == "date_letters":
        return Mistake(laid_out.find(path), f"forms:{shown} is no form of a date", fault["msg"])
    if name in _KNOWN and isinstance(said, str):
        return Mistake(laid_out.find(path), f"{name}: there is no {shorten(said)}", suggest(said, _KNOWN[name]))
    return Mistake(laid_out.find(path), wrong, _EXPECTED.get(_name(path), fault["msg"].lower()))


def _name(path: Path) -> str:
    return next((str(step) for step in reversed(path) if isinstance(step, str)), "the file")


def _list(name: str) -> str:
    return f"expected one of: {', '.join(_KNOWN[name])}" if name in _KNOWN else "it is needed"


def _fields_at(path: Path) -> Iterator[str]:
    if "fields" in path[:-1]:
        yield from _TAKEN
    elif "rows" in path[:-1]:
        yield from _SAID
    else:
        yield from _FORMS_OF[Mapping]
