"""A file of figures to which several commands write, each its own chapters."""

import re
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path


def put_chapter(path: Path, name: str, text: str) -> None:
    """In the place of the chapter of this name, or at the end. What people wrote around the chapters stays.

    Raises :class:`OSError` for a file that cannot be read or written.
    """
    held = path.read_text(encoding="utf-8") if path.exists() else ""
    begins, ends = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    chapter = f"{begins}\n{text.strip()}\n\n{ends}"
    found = re.compile(re.escape(begins) + ".*?" + re.escape(ends), re.DOTALL)
    if found.search(held):
        path.write_text(found.sub(lambda _: chapter, held), encoding="utf-8")
    else:
        path.write_text(f"{held.rstrip()}\n\n{chapter}".lstrip(), encoding="utf-8")


def keep_figures(path: Path | None, name: str, module: str, machine: str, text: str, title: str = "") -> None:
    """A chapter that says which command of ``module`` it is from, if there is a file to keep it in. ``machine``: as it
    was before the start. ``title``: its heading, where it brings one."""
    if path:
        heading = f"## {title}\n\n" if title else ""
        put_chapter(path, name, f"{heading}Written by {name_command(module)}. {machine}\n\n{text}")


def name_command(module: str, words: Sequence[str] | None = None) -> str:
    """As it was typed, but for where it writes to.

    >>> name_command("tests.bench.peers", ["--events", "5000", "--write", "docs/peers-figures.md"])
    '`python -m tests.bench.peers --events 5000`'
    """
    left = list(sys.argv[1:] if words is None else words)
    if "--write" in left:
        at = left.index("--write")
        del left[at : at + 2]
    return f"`{shlex.join(['python', '-m', module, *left])}`"
