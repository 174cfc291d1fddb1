"""A partnership file with the simulated areas and further small ones, one for each test that needs its own."""

from pathlib import Path

from infra.partnership.plan import PARTNERSHIP_FILE

TEST_AREAS = (
    *("mainpath", "letters", "resumption", "malformed", "decided", "reviewed", "listed"),
    *("delivered", "streamed", "ruled", "answered", "shown", "alerted", "fed", "fedlive", "tracedhere", "tracedthere"),
    *("scored", "caredfor", "monitored", "audited", "auditedtoo", "auditfound"),
    *("posted", "postedlate", "secured"),
)
SOURCE, TRUST = "uk.police.tests", "uk.ehr.tests"


def write_partnership(path: Path) -> Path:
    simulated = PARTNERSHIP_FILE.read_text(encoding="utf-8")
    sources = f'{{ "{SOURCE}" = "police", "{TRUST}" = "ehr" }}'
    extra = "\n".join(f'[areas.{area}]\nlabel = "{area}"\nsources = {sources}' for area in TEST_AREAS)
    path.write_text(f"{simulated}\n{extra}\n", encoding="utf-8")
    return path
