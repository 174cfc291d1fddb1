"""What is told after a rebuild: what stands, held against what was told last."""

from typing import Any

import orjson
import pytest

from consumers.amends import find_amends, follow
from scoring.alerts.notices import AlertNews
from scoring.linkage.records import EntityId
from scoring.state.documents import Alert


def stands(*states: str) -> dict[str, AlertNews]:
    """Alerts A1, A2 and so on."""
    held = [_named(f"A{number}", state) for number, state in enumerate(states, 1)]
    return {each.id: AlertNews(EntityId("P"), each) for each in held}


def _named(name: str, state: str) -> Alert:
    words = ("often", "one", "person", "amber", ("hub",), "Often", "Ring")
    return Alert(name, *words, 0.0, state, 1.0, 1.0, None, (), ())


def told(*changes: tuple[str, str]) -> Any:
    return follow(orjson.dumps({"data": {"alert": name, "change": change, "because": []}}) for name, change in changes)


def amends(said: Any, standing: dict[str, AlertNews]) -> list[tuple[str, str]]:
    """Alert and change."""
    return [
        (each.alert.id, each.alert.state) if isinstance(each, AlertNews) else (each["alert"], each["change"])
        for each in find_amends(said, standing)
    ]


@pytest.mark.parametrize(
    ("changes", "state", "due"),
    [
        ([], "raised", ["raised"]),
        ([], "actioned", ["raised", "actioned"]),
        ([], "cleared", []),
        (["raised"], "raised", []),
        (["raised", "actioned"], "actioned", []),
        (["raised", "cleared", "reopened"], "raised", []),
        (["raised"], "actioned", ["actioned"]),
        (["raised"], "cleared", ["cleared"]),
        (["raised", "withdrawn"], "cleared", []),
        (["raised", "withdrawn"], "raised", ["reopened"]),
        (["raised", "cleared"], "dismissed", ["reopened", "dismissed"]),
    ],
)
def test_whoever_listens_is_brought_to_what_stands(changes: list[str], state: str, due: list[str]) -> None:
    """From nothing told, from something else, and not at all where it was told."""
    found = amends(told(*(("A1", change) for change in changes)), stands(state))
    assert found == [("A1", change) for change in due]


def test_what_is_not_there_is_withdrawn() -> None:
    """Once: what had ended is not taken back again."""
    assert amends(told(("A1", "raised"), ("A7", "raised"), ("A8", "raised"), ("A8", "cleared")), stands("raised")) == [
        ("A7", "withdrawn")
    ]


def test_nothing_is_due_a_second_time() -> None:
    """After all that is due was told there is nothing more."""
    standing, said = (
        stands("raised", "actioned", "cleared"),
        told(("A2", "withdrawn"), ("A3", "raised"), ("A9", "raised")),
    )
    due = amends(said, standing)
    assert due
    assert amends(dict(said) | dict(told(*due)), standing) == []


def test_what_is_nothing_of_ours_is_passed_over() -> None:
    """On the topic there may be what another wrote."""
    assert follow([b"", b"{", b"[]", b'{"data": 1}', b'{"data": {"alert": "A"}}']) == {}


def test_nothing_more_is_said_of_who_may_be_restricted() -> None:
    """Of whoever is gone nobody knows whether they were: at how many addresses they were seen is not told again."""
    because = {
        "words": "seen at 6 addresses",
        "indicator": "addresses-seen",
        "value": 6.0,
        "agencies": [],
        "events": [],
    }
    event = orjson.dumps({"data": {"alert": "A", "change": "raised", "because": [because]}})
    ((*_, withdrawn),) = [[each] for each in find_amends(follow([event]), {})]
    assert "6" not in str(withdrawn)
