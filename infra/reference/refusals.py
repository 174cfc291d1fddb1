"""The codes that a refused message can carry, gathered from where they are declared: in the source itself."""

import ast
import inspect
from collections.abc import Iterable, Iterator
from types import ModuleType

from consumers import admission
from streams import codec, contract
from streams.events import corrections, faults, parts, statement

_RAISING = (codec, contract, parts, statement, corrections, admission)
_ERRORS = ("Invalid", "PydanticCustomError")
Refusal = tuple[str, str]


def list_refusals() -> list[Refusal]:
    """Code and meaning, once each, sorted; what only the message itself can fill in is an ellipsis."""
    declared = [*_list_reasons(faults.FORMS), *(one for module in _RAISING for one in _list_raised(module))]
    return sorted(dict(reversed(declared)).items())


def _list_reasons(forms: dict[str, str]) -> Iterator[Refusal]:
    yield "form", f"the form of the field is not the agreed one ({', '.join(forms)})"
    for code, reason in faults._REASONS.items():
        yield code, _leave_open(reason)


def _list_raised(module: ModuleType) -> Iterator[Refusal]:
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _ERRORS:
            match node.args:
                case [ast.Constant(value=str(code)), reason, *_]:
                    yield code.replace("_", "-"), "".join(_read(reason))


def _read(reason: ast.expr) -> Iterable[str]:
    match reason:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts_of_it):
            return [part for value in parts_of_it for part in _read(value)]
    return ["…"]


def _leave_open(reason: str) -> str:
    """
    >>> _leave_open("must be one of {expected_tags}")
    'must be one of …'
    """
    before, _, rest = reason.partition("{")
    return before + (f"…{_leave_open(rest.partition('}')[2])}" if rest else "")
