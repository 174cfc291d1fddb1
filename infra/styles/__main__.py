"""Compiles ``console.scss`` into the one stylesheet that pages take from others: ``python -m infra.styles``.

It needs npm, and nothing else does: what it writes is committed. To take a newer version, change it here, run this and
look at every page; what changed is said in the two packages' release notes.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from streams.errors import Broken

PACKAGES = {"govuk-frontend": "6.6.0", "@ministryofjustice/frontend": "11.1.0", "sass": "1.108.2"}
_HERE = Path(__file__).parent
_WRITTEN = _HERE.parents[1] / "api" / "pages" / "static" / "govuk.css"
_NPM_SECONDS = 300
# Pictures and fonts of other people's brands: none of them is on a page of ours.
_BRANDS = re.compile(r"@font-face\{[^}]*\}|(?:background|background-image):url\([^)]*\)[^;}]*;?")
_SASS = ("node_modules/.bin/sass", "--load-path=node_modules", "--load-path=.", "--style=compressed")


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "package.json").write_text(json.dumps({"private": True, "dependencies": PACKAGES}))
        _run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"], directory)
        compiled = _run([*_SASS, "--no-source-map", "--quiet-deps", str(_HERE / "console.scss")], directory)
    notices = (_HERE / "notices.txt").read_text(encoding="utf-8").format(**PACKAGES)
    _WRITTEN.write_text(f"/*\n{notices}*/\n{_BRANDS.sub('', compiled.lstrip(chr(0xFEFF)))}", encoding="utf-8")
    sys.stdout.write(f"{_WRITTEN.name}: {_WRITTEN.stat().st_size:,} bytes\n")


def _run(command: list[str], directory: str) -> str:
    try:
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=_NPM_SECONDS, check=False)
    except FileNotFoundError:
        raise Broken(f"{command[0]} is not on this machine: install Node.js, which brings npm") from None
    if done.returncode:
        raise Broken(f"{command[0]} ended with {done.returncode}: {done.stderr.strip()[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    main()
