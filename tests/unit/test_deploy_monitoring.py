"""Alarms and dashboard name what there is to see, and each alarm goes off when it should and only then."""

import json
import re
import subprocess
from collections.abc import Iterator

import pytest
from prometheus_client.metrics import MetricWrapperBase

from infra.deploy.alarms import ALARMS, CALL, GUIDE, LOOK
from infra.deploy.dashboard import ROWS, write_dashboard
from infra.deploy.files import HERE
from infra.reference.tables import ROOT
from streams import metrics
from tests.tools import find_tool

FOLDER = HERE / "monitoring"
_OURS = re.compile(r"linnet_[a-z_]+")
_LABELS = re.compile(r"by \(([a-z_, ]+)\)|\{\{([a-z_]+)\}\}")
EXPRS = [alarm.expr for alarm in ALARMS] + [expr for _, row in ROWS for panel in row for expr, _ in panel.exprs]


def list_series() -> Iterator[str]:
    """As Prometheus sees them, with what each kind of metric adds to its name."""
    endings = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
    for metric in vars(metrics).values():
        if isinstance(metric, MetricWrapperBase):
            described = next(iter(metric.describe()))
            yield from (described.name + ending for ending in endings[described.type])


@pytest.fixture(scope="module")
def promtool() -> str:
    return find_tool("promtool")


@pytest.mark.parametrize("expr", EXPRS)
def test_only_what_is_measured_is_asked_for(expr: str) -> None:
    """Every metric of ours that an alarm or a panel names is one that the code has."""
    assert set(_OURS.findall(expr)) <= set(list_series())


def test_only_labels_that_there_are_are_asked_for() -> None:
    """What a panel or an alarm groups by, or writes beside a line, is a label of Linnet's or of Prometheus' own."""
    known = {"le", "job", "instance", "streams"}
    for metric in vars(metrics).values():
        known |= set(metric._labelnames) if isinstance(metric, MetricWrapperBase) else set()
    named = {
        word for expr in EXPRS for found in _LABELS.findall(expr) for word in re.split(r", ", found[0] or found[1])
    }
    assert named <= known


def test_prometheus_takes_the_rules(promtool: str) -> None:
    """promtool has nothing against the rules; each goes off for its bad series, and not for its good one."""
    for words in (("check", "rules", "alerts.yaml"), ("test", "rules", "alerts.test.yaml")):
        judged = subprocess.run([promtool, *words], cwd=FOLDER, capture_output=True, text=True, timeout=60, check=False)
        assert judged.returncode == 0, judged.stdout + judged.stderr


def test_every_alarm_leads_to_what_is_to_be_done() -> None:
    """Its runbook is a heading of the operator's guide, and it says whether anybody is to be woken."""
    guide = (ROOT / GUIDE).read_text(encoding="utf-8")
    anchors = {heading.lower().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", guide, re.MULTILINE)}
    for alarm in ALARMS:
        assert alarm.runbook in anchors, alarm.name
        assert alarm.severity in (CALL, LOOK)


def test_the_dashboard_is_one() -> None:
    """It is JSON, every panel has a place of its own, and no two share an id."""
    panels = json.loads(write_dashboard())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}
    assert len(places) == len(panels)
