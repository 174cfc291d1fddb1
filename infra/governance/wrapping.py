"""Markdown with its paragraphs, lists and quotations broken at a width; tables, headings and code as they are."""

import re
from collections.abc import Iterator
from textwrap import wrap as break_lines

_WIDTH = 120
# The beginning of an item of a list, or of a quotation; what follows it is set in by as much.
_MARKER = re.compile(r"^(?:- |\d+\. |> )")
_AS_IT_IS = ("|", "#", "```", "<!--")


def wrap(text: str) -> str:
    """
    >>> print(wrap("a" * 60 + " " + "b" * 61 + "\\n\\n\\n- one\\n  two\\n"), end="")
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
    <BLANKLINE>
    - one two
    """
    blocks = (block for block in re.split(r"\n\s*\n", text.strip()) if block.strip())
    return "\n\n".join("\n".join(_wrap_block(block)) for block in blocks) + "\n"


def _wrap_block(block: str) -> Iterator[str]:
    lines = [line.rstrip() for line in block.strip("\n").split("\n")]
    if lines[0].lstrip().startswith(_AS_IT_IS):
        yield from lines
    else:
        for item in _join_items(lines):
            yield from _break(item)


def _join_items(lines: list[str]) -> Iterator[str]:
    """One for each item of a list; a quotation and a paragraph are one."""
    held = ""
    for line in lines:
        words = line.strip()
        if held and words.startswith("> "):
            words = words.removeprefix("> ")
        elif held and _MARKER.match(words):
            yield held
            held = ""
        held = f"{held} {words}" if held else words
    yield held


def _break(item: str) -> list[str]:
    marker = _MARKER.match(item)
    indent = "" if not marker else marker[0] if marker[0] == "> " else " " * len(marker[0])
    return break_lines(item, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
