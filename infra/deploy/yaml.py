"""YAML as a person would write it: words in the order they were given, no anchors, no tags."""

from collections.abc import Iterable
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

WRITTEN = "Written from the code by: python -m infra.deploy"
Document = dict[str, Any]


def write_yaml(documents: Iterable[Document]) -> str:
    writer = YAML()
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.width = 120
    writer.representer.ignore_aliases = lambda _: True
    writer.representer.add_representer(str, _write_text)
    stream = StringIO()
    writer.explicit_start = True
    writer.dump_all(list(documents), stream)
    return f"# {WRITTEN}\n{stream.getvalue()}"


def _write_text(representer: Any, text: str) -> Any:
    return representer.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)
