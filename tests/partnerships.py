"""A partnership file with the simulated areas and further small ones, one for each test that needs its own."""

from collections.abc import Iterable
from pathlib import Path

from infra.partnership.plan import PARTNERSHIP_FILE

TEST_AREAS = (
    *("mainpath", "letters", "resumption", "malformed", "decided", "reviewed", "listed", "waiting"),
    *("delivered", "streamed", "ruled", "answered", "shown", "alerted", "fed", "fedlive", "tracedhere", "tracedthere"),
    *(
        "scored",
        "caredfor",
        "monitored",
        "posted",
        "postedlate",
        "secured",
        "backfilled",
        "followedon",
        "pacedlive",
        "pacedfirst",
        "pacedload",
        "admitted",
        "erased",
        "sealed",
        "traced",
        "aged",
        "counted",
        "replayedhere",
        "replayedthere",
        "amended",
    ),
)
SOURCE, TRUST = "uk.police.tests", "uk.ehr.tests"
HOSPITAL, COUNCIL = "uk.health.tests", "uk.council.tests"
# Of who posts: the ids of its events are nobody else's, whichever tests ran on this Kafka before.
POSTING = "uk.police.posting"
_STAGGERED = """
[areas.caredfor.caseload.staggered]
words = "Weekly review"
teams = ["Caredfor CMHT", "North CMHT", "South CMHT", "East CMHT"]
first = 2026-06-01
weeks_apart = 4
lot = "drawn in public"
"""


# The tests' events are of days that do not move with the calendar.
_RETENTION = """
[retention]
live_months = 1200
"""


def write_partnership(path: Path, areas: Iterable[str] = TEST_AREAS) -> Path:
    simulated = PARTNERSHIP_FILE.read_text(encoding="utf-8")
    agencies = {SOURCE: "police", POSTING: "police", TRUST: "ehr", HOSPITAL: "health", COUNCIL: "council"}
    sources = "{ " + ", ".join(f'"{source}" = "{agency}"' for source, agency in agencies.items()) + " }"
    extra = "\n".join(f'[areas.{area}]\nlabel = "{area}"\nsources = {sources}' for area in areas)
    path.write_text(f"{simulated}\n{extra}\n{_STAGGERED}{_RETENTION}\n", encoding="utf-8")
    return path
