"""``python -m infra.reference`` writes the page; with ``--check`` it only says whether the page is as it would be."""

import sys

from infra.reference.page import PAGE, write_page

if sys.argv[1:] == ["--check"]:
    if PAGE.read_text(encoding="utf-8") != write_page():
        sys.stderr.write(f"{PAGE.name} is out of date; run: python -m infra.reference\n")
        sys.exit(1)
else:
    PAGE.write_text(write_page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} written\n")
