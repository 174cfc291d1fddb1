"""The one decision on who may see and do what. It denies by default, and names its rule."""

from dataclasses import dataclass
from datetime import datetime

from api.policy.grants import GRANTS
from api.policy.viewer import Purpose, Viewer
from scoring.state.keys import Subject
from streams.codes.access import Action

# Named in each audit record: raised with any change to what is allowed.
VERSION = "5"

_NOBODYS_OWN = frozenset(
    (
        Action.OPEN_PERSON,
        Action.OPEN_LINKS,
        Action.REVIEW_LINKS,
        Action.DECIDE_LINK,
        Action.TRACE_PERSON,
        Action.OPEN_ALERT,
        Action.ANSWER_ALERT,
        Action.OPEN_RISK,
        Action.ANSWER_SCORE,
        Action.BREAK_GLASS,
        Action.OPEN_HOLDINGS,
        Action.CORRECT_HOLDINGS,
    )
)
# What somebody answers for: no program refers, closes, decides, corrects or looks past anything.
OF_PEOPLE = frozenset(
    (
        Action.DECIDE_LINK,
        Action.ANSWER_ALERT,
        Action.WATCH_ADDRESS,
        Action.ANSWER_SCORE,
        Action.BREAK_GLASS,
        Action.REVIEW_GLASS,
        Action.OPEN_HOLDINGS,
        Action.CORRECT_HOLDINGS,
    )
)
_HAS_SUBJECT = frozenset((Action.OPEN_ALERT, Action.ANSWER_ALERT))


@dataclass(frozen=True, slots=True)
class Resource:
    """What it is done to, as far as that is known.

    ``area``: empty for no one area, which is all of the viewer's. ``teams``: with an open case; of a list, those that
    it is of. ``restricted``: their address is withheld. ``own``: it is the viewer's own record.
    """

    area: str = ""
    subject: Subject | None = None
    teams: frozenset[str] = frozenset()
    restricted: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """``rule`` is an id of the policy; ``reason`` is for the viewer, and quotes nothing of what was asked."""

    allowed: bool
    rule: str
    reason: str
    version: str = VERSION


def decide(viewer: Viewer, action: Action, resource: Resource, purpose: Purpose | None, now: datetime) -> Decision:
    """Cost: 1 us."""
    grant = GRANTS[viewer.role].get(action)
    if grant is None:
        return NOT_OF_ROLE
    if viewer.program and action in OF_PEOPLE:
        return NOT_OF_PROGRAM
    if resource.area not in viewer.areas and (resource.area or not viewer.areas):
        return NOT_OF_AREA
    if resource.own and action in _NOBODYS_OWN:
        return OWN_RECORD
    if grant.subject is not None and action in _HAS_SUBJECT and resource.subject is not grant.subject:
        return NOT_OF_SUBJECT
    if grant.teams and resource.teams.isdisjoint(viewer.teams):
        return NOT_OF_TEAM
    if action is Action.BREAK_GLASS and not resource.restricted:
        return NOTHING_TO_BREAK
    if grant.purpose:
        if purpose is None:
            return PURPOSE_MISSING
        if now >= purpose.until:
            return PURPOSE_EXPIRED
        if action is Action.TRACE_PERSON and not purpose.traces:
            return PURPOSE_NO_TRACE
    return _ALLOWED[grant.rule]


NOT_OF_ROLE = Decision(False, "role-may-not", "The role you are signed in with does not do this.")
NOT_OF_PROGRAM = Decision(False, "people-decide", "This is for people to do: sign in, and do it yourself.")
NOT_OF_AREA = Decision(False, "area-not-yours", "You are signed in for other areas than this one.")
OWN_RECORD = Decision(False, "own-record", "This is your own record: somebody else has to see to it.")
NOT_OF_SUBJECT = Decision(False, "alert-not-at-address", "Your role sees alerts about addresses only.")
NOT_OF_TEAM = Decision(False, "team-not-yours", "This belongs to no team that you are signed in for.")
NOTHING_TO_BREAK = Decision(False, "not-restricted", "Nothing is withheld here, so there is nothing to look past.")
PURPOSE_MISSING = Decision(False, "purpose-missing", "Say first what you are looking for: declare a purpose.")
PURPOSE_EXPIRED = Decision(False, "purpose-expired", "The purpose you declared has run out: declare it again.")
PURPOSE_NO_TRACE = Decision(
    False,
    "purpose-not-for-tracing",
    "Places across areas are looked up for people who are missing or may be exploited: declare such a purpose.",
)
_ALLOWED = {grant.rule: Decision(True, grant.rule, "") for grants in GRANTS.values() for grant in grants.values()}
PURPOSE_RULES = frozenset(one.rule for one in (PURPOSE_MISSING, PURPOSE_EXPIRED, PURPOSE_NO_TRACE))
