"""Writes the published schemas anew, unless that would break a reader: ``python -m streams.schemas``."""

import sys

from streams.errors import Broken
from streams.schemas.generate import write_schemas

try:
    written = write_schemas()
except Broken as fault:
    sys.stderr.write(f"{fault}\n")
    sys.exit(fault.exit_code)
sys.stdout.write("".join(f"{name} written\n" for name in written) or "all schemas are as published\n")
