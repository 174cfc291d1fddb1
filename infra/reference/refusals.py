"""The codes that a refused message can carry, gathered from where they are declared: in the source itself."""

import ast
import inspect
from collections.abc import Iterator
from types import ModuleType

from consumers import admission
from consumers.receiving import binding, cloudevents, desk
from streams import codec, contract
from streams.events import corrections, decisions, faults, parts, statement

_RAISING = (codec, contract, parts, statement, corrections, decisions, admission, binding, cloudevents, desk)
_ERRORS = ("Invalid", "PydanticCustomError")
Refusal = tuple[str, str]


def list_refusals() -> list[Refusal]:
    """Code and meaning, sorted by code. What only the message itself can fill in is an ellipsis."""
    meanings: dict[str, list[str]] = {}
    for code, meaning in (*_list_reasons(), *(one for module in _RAISING for one in _list_raised(module))):
        held = meanings.setdefault(code, [])
        if meaning not in held:
            held.append(meaning)
    return [(code, "; or: ".join(held)) for code, held in sorted(meanings.items())]


def _list_reasons() -> Iterator[Refusal]:
    yield "form", f"the form of the field is not the agreed one ({', '.join(faults.FORMS)})"
    for code, reason in faults._REASONS.items():
        yield code, _leave_open(reason)


def _list_raised(module: ModuleType) -> Iterator[Refusal]:
    calls = (node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Call))
    for call in sorted(calls, key=lambda call: call.lineno):
        if isinstance(call.func, ast.Name) and call.func.id in _ERRORS:
            match call.args:
                case [ast.Constant(value=str(code)), reason, *_]:
                    yield code.replace("_", "-"), _read(reason, vars(module))


def _read(reason: ast.expr, known: dict[str, object]) -> str:
    match reason:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=pieces):
            return "".join(_read(piece, known) for piece in pieces)
        case ast.FormattedValue(value=ast.Name(id=name)):
            return str(known.get(name, "…"))
    return "…"


def _leave_open(reason: str) -> str:
    """
    >>> _leave_open("must be one of {expected_tags}")
    'must be one of …'
    """
    before, _, rest = reason.partition("{")
    return before + (f"…{_leave_open(rest.partition('}')[2])}" if rest else "")
