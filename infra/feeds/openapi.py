"""``python -m infra.feeds.openapi`` writes what senders may do over HTTPS, as OpenAPI; with ``--check`` it only says
whether it is as it would be."""

import sys
from pathlib import Path
from typing import Any

from consumers.receiving.app import create_app
from consumers.receiving.formats import FORMATS
from streams.schemas.generate import lay_out

DOCUMENT = Path(__file__).parents[2] / "docs" / "receiving.json"


def describe() -> dict[str, Any]:
    return create_app(FORMATS).openapi()


def main(words: list[str]) -> None:
    if words == ["--check"]:
        if DOCUMENT.read_bytes() != lay_out(describe()):
            sys.stderr.write(f"{DOCUMENT.name} is out of date; run: python -m infra.feeds.openapi\n")
            sys.exit(1)
    else:
        DOCUMENT.write_bytes(lay_out(describe()))
        sys.stdout.write(f"{DOCUMENT.name} written\n")


if __name__ == "__main__":
    main(sys.argv[1:])
