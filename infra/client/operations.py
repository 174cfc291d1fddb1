"""A method for each operation, as Python."""

import re
from collections.abc import Iterable, Iterator
from textwrap import indent
from typing import Any

from infra.client.document import Operation, name_schema

_PLAIN = {"integer": "int", "number": "float", "boolean": "bool", "object": "dict[str, Any]", "string": "str"}
_HEAD = '''"""Made from the OpenAPI document by ``python -m infra.client``: change it there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from linnet_client import models

T = TypeVar("T")


class Operations(Protocol):
    """What a program may ask."""

    def ask(
        self, method: str, path: str, answer: type[T], query: Mapping[str, Any], body: BaseModel | None = None
    ) -> T: ...
'''


def write_operations(operations: Iterable[Operation]) -> str:
    return _HEAD + "".join(f"\n{indent(_write(one), '    ')}" for one in operations)


def write_type(schema: dict[str, Any]) -> str:
    """
    >>> write_type({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]})
    'datetime | None'
    >>> write_type({"type": "array", "items": {"$ref": "#/components/schemas/Severity"}})
    'list[models.Severity]'
    """
    if "$ref" in schema:
        return f"models.{name_schema(schema['$ref'])}"
    if "anyOf" in schema:
        return " | ".join("None" if one == {"type": "null"} else write_type(one) for one in schema["anyOf"])
    if schema["type"] == "array":
        return f"list[{write_type(schema['items'])}]"
    return "datetime" if schema.get("format") == "date-time" else _PLAIN[schema["type"]]


def _write(one: Operation) -> str:
    path = re.sub(r"\{(\w+)\}", lambda found: f"{{quote({name(found[1])}, '')}}", one.path)
    said = ", ".join([repr(one.method), f'f"{path}"' if "{" in path else repr(path), write_type(one.answer)])
    query = ", ".join(f'"{each["name"]}": {name(each["name"])}' for each in one.parameters if each["in"] == "query")
    asked = f"{said}, {{{query}}}" + (", body" if one.body else "")
    return (
        f"def {_snake(one.id)}(self{''.join(_declare(one))}) -> {write_type(one.answer)}:\n"
        f'    """{one.summary}."""\n'
        f"    return self.ask({asked})\n"
    )


def _declare(one: Operation) -> Iterator[str]:
    """Of the query none is sent that is None: the API has its own defaults."""
    for each in one.parameters:
        if each["required"]:
            yield f", {name(each['name'])}: {write_type(each['schema'])}"
    if one.body:
        yield f", body: {write_type(one.body)}"
    rest = [each for each in one.parameters if not each["required"]]
    if rest:
        yield ", *"
    for each in rest:
        said = write_type(each["schema"])
        yield f", {name(each['name'])}: {said if said.endswith('None') else f'{said} | None'} = None"


def name(said: str) -> str:
    """
    >>> name("_count"), name("list"), name("after")
    ('count', 'list_', 'after')
    """
    plain = said.lstrip("_")
    return f"{plain}_" if plain in ("list", "type") else plain


def _snake(said: str) -> str:
    """
    >>> _snake("searchPersons")
    'search_persons'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", said).lower()
