"""An area's monitoring as it would be found, for what shows it."""

from datetime import UTC, datetime

from scoring.risk.monitoring.months import name_month
from scoring.risk.monitoring.reporting import report_month
from scoring.risk.monitoring.rows import SLICES, Known, Words, learn_words, read_rows, write_rows
from scoring.risk.vigil import Alarm, Vigil
from scoring.state.monitoring import Register
from scoring.state.monitoring_view import Monitored
from tests.outcomes import Caseload

RAISED = datetime(2025, 3, 24, tzinfo=UTC).timestamp()
ALARMS = (
    Alarm("calibration", "", True, RAISED, 1.27),
    Alarm("feed", "police", False, RAISED, 0.55, RAISED + 40 * 86_400),
)


def read_known(caseload: Caseload) -> list[Known]:
    found = []
    for event in caseload.tell():
        said = event["data"]
        made, known = (datetime.fromisoformat(said[name]).timestamp() for name in ("made_at", "known_at"))
        slices = tuple(said["slices"][name] for name in SLICES)
        found.append(
            Known(
                said["person"],
                made,
                known,
                said["model"],
                said["probability"],
                said["rivals"],
                said["label"],
                said["team"],
                slices,
            )
        )
    return found


def monitor(caseload: Caseload, final: int, alarms: tuple[Alarm, ...] = ALARMS) -> Monitored:
    """The first ``final`` months are."""
    told = read_known(caseload)
    words = learn_words(Words(), told)
    rows, latest = read_rows(write_rows(words, told)), max(each.known for each in told)
    months = sorted({name_month(each.made) for each in told})
    reports = [report_month(month, rows, words, latest, at < final) for at, month in enumerate(months)]
    kept = [report for report in reports if report.models]
    register = Register(latest, words, tuple(months), tuple(report.month for report in kept))
    return Monitored(register, kept, Vigil(alarms=alarms))
