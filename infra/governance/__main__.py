"""``python -m infra.governance`` writes the papers; ``--check`` only says whether they are as they would be, and
``--partnership FILE --out FOLDER`` writes them for another partnership."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from infra.governance.papers import FOLDER, find_stale, write_papers
from infra.partnership.plan import PARTNERSHIP_FILE


def main() -> int:
    words = ArgumentParser(prog="python -m infra.governance")
    words.add_argument("--check", action="store_true")
    words.add_argument("--partnership", type=Path, default=PARTNERSHIP_FILE)
    words.add_argument("--out", type=Path, default=FOLDER)
    given = words.parse_args()
    if given.check:
        if stale := find_stale():
            sys.stderr.write(f"out of date: {', '.join(stale)}; run: python -m infra.governance\n")
        return 1 if stale else 0
    for name, text in write_papers(given.partnership).items():
        path = given.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"papers written to {given.out}\n")
    return 0


sys.exit(main())
