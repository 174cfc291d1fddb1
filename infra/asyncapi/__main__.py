"""``python -m infra.asyncapi`` writes the document; with ``--check`` it only says whether it is as it would be."""

import sys

from infra.asyncapi.document import DOCUMENT, describe
from streams.schemas.generate import lay_out

if sys.argv[1:] == ["--check"]:
    if DOCUMENT.read_bytes() != lay_out(describe()):
        sys.stderr.write(f"{DOCUMENT.name} is out of date; run: python -m infra.asyncapi\n")
        sys.exit(1)
else:
    DOCUMENT.write_bytes(lay_out(describe()))
    sys.stdout.write(f"{DOCUMENT.name} written\n")
