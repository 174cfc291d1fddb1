"""The policy: against the same policy in Cedar, and the promises that matter most on their own."""

import json
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from cedarpy import Entities, PolicySet, is_authorized_batch

from api.policy.deciding import OF_PEOPLE, Decision, Resource, decide
from api.policy.grants import GRANTS
from scoring.state.keys import Subject
from streams.codes.access import Action, Role
from tests.policy.table import AREAS, NOW, PROGRAM, PURPOSE, TEAMS, Row, list_rows, make_viewer

_CEDAR = Path(__file__).parent / "linnet.cedar"
_ROWS = list(list_rows())


def _decide(row: Row) -> Decision:
    return decide(row.viewer, row.action, row.resource, PURPOSE[row.purpose], NOW)


def _name(resource: Resource) -> str:
    return repr((resource.area, resource.subject, sorted(resource.teams), resource.restricted, resource.own))


def _name_user(role: Role, program: bool) -> str:
    return f"{role.value} {program}"


def _describe_entities() -> Entities:
    roles = [{"uid": {"type": "Role", "id": role}, "attrs": {}, "parents": []} for role in Role]
    users = [
        {
            "uid": {"type": "User", "id": _name_user(role, program)},
            "attrs": {"areas": sorted(AREAS), "teams": sorted(TEAMS), "program": program},
            "parents": [{"type": "Role", "id": role}],
        }
        for role, program in product(Role, PROGRAM)
    ]
    records = [
        {
            "uid": {"type": "Record", "id": _name(one)},
            "attrs": {
                "area": one.area,
                "subject": one.subject,
                "teams": sorted(one.teams),
                "restricted": one.restricted,
                "own": one.own,
            },
            "parents": [],
        }
        for one in {row.resource for row in _ROWS}
    ]
    return Entities.from_json_str(json.dumps(roles + users + records))


def _request(row: Row) -> dict[str, Any]:
    purpose = PURPOSE[row.purpose]
    said = {} if purpose is None else {"purpose": {"until": int(purpose.until.timestamp()), "traces": purpose.traces}}
    return {
        "principal": {"type": "User", "id": _name_user(row.role, row.program)},
        "action": {"type": "Action", "id": row.action.value},
        "resource": {"type": "Record", "id": _name(row.resource)},
        "context": {"now": int(NOW.timestamp())} | said,
    }


def test_two_policies_agree_on_the_whole_table() -> None:
    """Written twice, in Python and in Cedar: both allow the same rows."""
    answers = is_authorized_batch(
        [_request(row) for row in _ROWS], PolicySet.from_str(_CEDAR.read_text()), _describe_entities()
    )
    assert len(_ROWS) >= 5000
    assert not any(one.diagnostics.errors for one in answers)
    differing = [row for row, one in zip(_ROWS, answers, strict=True) if _decide(row).allowed != one.allowed]
    assert differing == []


_PEOPLE = frozenset(Action) - {
    Action.READ_CATALOGUE,
    Action.READ_RULES,
    Action.READ_FIGURES,
    Action.READ_WORKLOAD,
    Action.READ_FEEDS,
    Action.READ_AUDIT,
    Action.REVIEW_GLASS,
}
_RISK = (Action.LIST_CASELOAD, Action.OPEN_RISK, Action.ANSWER_SCORE)
_ALLOWED = [row for row in _ROWS if _decide(row).allowed]


def test_risk_is_for_those_who_care_and_for_their_teams_only() -> None:
    """Nobody else sees a score, and they see none of another team's."""
    seen = {row.role for row in _ALLOWED if row.action in _RISK}
    assert seen == {Role.CLINICIAN, Role.TEAM_MANAGER}
    assert all(row.resource.teams == TEAMS for row in _ALLOWED if row.action in _RISK)


def test_who_runs_it_sees_nobody() -> None:
    """Neither who looks after feeds, nor who runs the machines, nor who reads the audit looks people up."""
    for role in (Role.FEED_ADMINISTRATOR, Role.OPERATOR, Role.AUDIT_MANAGER):
        assert not [row for row in _ALLOWED if row.role is role and row.action in _PEOPLE]


def test_no_area_is_looked_into_from_outside() -> None:
    """Nor by somebody who has no area, into no one area."""
    assert all(row.resource.area in AREAS for row in _ALLOWED)
    nowhere = replace(make_viewer(Role.HUB_OFFICER), areas=frozenset())
    assert decide(nowhere, Action.SEARCH_PERSONS, Resource(), PURPOSE["declared"], NOW).rule == "area-not-yours"


def test_people_are_looked_up_for_a_purpose_that_holds() -> None:
    """But for the data protection officer, whom the law itself sends."""
    without = [row for row in _ALLOWED if row.purpose in ("none", "expired") and row.action in _PEOPLE]
    assert {row.role for row in without} == {Role.DATA_PROTECTION_OFFICER}


def test_people_decide() -> None:
    """No program refers, closes, decides, corrects or looks past anything, whatever its role; it reads what its role
    reads."""
    read = {(row.role, row.action) for row in _ALLOWED if row.program}
    assert read == {(row.role, row.action) for row in _ALLOWED if row.action not in OF_PEOPLE}


def test_every_decision_names_its_rule() -> None:
    """And every refusal says why, in words that quote nothing."""
    for row in _ROWS:
        decision = _decide(row)
        assert decision.rule
        assert decision.version
        assert bool(decision.reason) is not decision.allowed


def test_every_role_and_action_is_thought_of() -> None:
    """A role without grants, or an action that nobody may do, is a slip of the pen."""
    assert GRANTS.keys() == set(Role)
    assert {row.action for row in _ALLOWED} == set(Action)


@pytest.mark.parametrize("subject", [Subject.PERSON, None])
def test_police_see_no_alert_about_a_person(subject: Subject | None) -> None:
    """Alerts at addresses only, and what is not known to be one is not."""
    resource = Resource("northmoor", subject)
    decision = decide(make_viewer(Role.POLICE_PREVISIT), Action.OPEN_ALERT, resource, PURPOSE["declared"], NOW)
    assert decision.rule == "alert-not-at-address"
