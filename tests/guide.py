"""The operator's guide as tests read it: its chapters, and the commands in them."""

import re

from infra.deploy.guide import GUIDE

TEXT = GUIDE.read_text(encoding="utf-8")
_TYPED = re.compile(r"```sh\n(.*?)```|`(linnet(?:-operator)? [^`…]+)`", re.DOTALL)


def read_chapter(title: str) -> str:
    """Up to the next heading, whatever its rank."""
    found = re.search(rf"^##+ {re.escape(title)}\n(.*?)(?=^##+ |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, f"the guide has no chapter {title!r}"
    return found[1]


def list_typed(text: str) -> list[str]:
    """All that is to be typed, in its order: lines of blocks, and commands of Linnet within sentences."""
    lines = list[str]()
    for block, sentence in _TYPED.findall(text):
        lines += block.splitlines() if block else [" ".join(sentence.split())]
    return [line.strip() for line in lines if line.strip()]


def list_commands(text: str) -> list[str]:
    """Those of Linnet itself."""
    return [line for line in list_typed(text) if line.startswith("linnet ")]
