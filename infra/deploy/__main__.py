"""``python -m infra.deploy`` writes the manifests; with ``--check`` it only says whether they are as they would be."""

import sys

from infra.deploy.files import HERE, find_stale, write_files

if sys.argv[1:] == ["--check"]:
    if stale := find_stale():
        sys.stderr.write(f"out of date: {', '.join(stale)}; run: python -m infra.deploy\n")
        sys.exit(1)
else:
    for path, text in write_files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(write_files())} files written below {HERE.name}\n")
