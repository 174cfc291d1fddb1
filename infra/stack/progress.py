import sys
from collections.abc import Callable

Say = Callable[[str], None]  # takes one line for the person who waits; each wait over 2 s begins with one


def to_stderr(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
