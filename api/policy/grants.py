"""What each role may do, and within which bounds: the whole policy as a table. What is not here is denied."""

from dataclasses import dataclass

from scoring.state.keys import Subject
from streams.codes.access import Action, Role


@dataclass(frozen=True, slots=True)
class Grant:
    """``rule`` is what the audit names. ``teams``: only of their own teams; ``subject``: only of this kind;
    ``purpose``: only with a safeguarding purpose that holds."""

    rule: str
    teams: bool = False
    subject: Subject | None = None
    purpose: bool = True


_HUB = Grant("hub-looks-up")
_POLICE = Grant("police-before-visit")
_POLICE_ALERTS = Grant("police-alerts-at-addresses", subject=Subject.ADDRESS)
_CARE = Grant("care-looks-up")
_CARE_OF_TEAM = Grant("care-of-own-teams", teams=True)
_TEAM_FIGURES = Grant("manager-of-own-teams", teams=True, purpose=False)
_FIGURES = Grant("no-people-in-it", purpose=False)
_GLASS = Grant("break-glass")
_AUDIT = Grant("audit-is-read", purpose=False)
# The law that gives people rights over their data is the reason (UK GDPR, articles 15 to 18); no purpose of
# safeguarding would be a true one.
_RIGHTS = Grant("persons-rights", purpose=False)

# Nobody who is looked after is named by what these answer with; so they need no audit to be answered.
NAMES_NOBODY = frozenset(
    (Action.READ_FIGURES, Action.READ_WORKLOAD, Action.READ_RULES, Action.READ_CATALOGUE, Action.READ_FEEDS)
)

_ALERTS = (Action.LIST_ALERTS, Action.FOLLOW_ALERTS, Action.OPEN_ALERT, Action.ANSWER_ALERT)
_FOR_ALL = {Action.READ_CATALOGUE: _FIGURES}

_CLINICIAN = _FOR_ALL | {
    Action.SEARCH_PERSONS: _CARE,
    Action.OPEN_PERSON: _CARE,
    Action.LIST_CASELOAD: _CARE_OF_TEAM,
    Action.OPEN_RISK: _CARE_OF_TEAM,
    Action.ANSWER_SCORE: _CARE_OF_TEAM,
    **dict.fromkeys(_ALERTS, _CARE_OF_TEAM),
    Action.READ_RULES: _FIGURES,
}

GRANTS: dict[Role, dict[Action, Grant]] = {
    Role.HUB_OFFICER: _FOR_ALL
    | {
        Action.SEARCH_PERSONS: _HUB,
        Action.SEARCH_ADDRESSES: _HUB,
        Action.OPEN_PERSON: _HUB,
        Action.OPEN_ADDRESS: _HUB,
        Action.OPEN_LINKS: _HUB,
        Action.REVIEW_LINKS: _HUB,
        Action.DECIDE_LINK: _HUB,
        Action.TRACE_PERSON: _HUB,
        **dict.fromkeys(_ALERTS, _HUB),
        Action.LIST_WATCHED: _HUB,
        Action.WATCH_ADDRESS: _HUB,
        Action.BREAK_GLASS: _GLASS,
        Action.READ_FIGURES: _FIGURES,
        Action.READ_RULES: _FIGURES,
    },
    Role.POLICE_PREVISIT: _FOR_ALL
    | {
        Action.SEARCH_PERSONS: _POLICE,
        Action.SEARCH_ADDRESSES: _POLICE,
        Action.OPEN_PERSON: _POLICE,
        Action.OPEN_ADDRESS: _POLICE,
        **dict.fromkeys(_ALERTS, _POLICE_ALERTS),
        Action.LIST_WATCHED: _POLICE,
        Action.WATCH_ADDRESS: _POLICE,
        Action.BREAK_GLASS: _GLASS,
    },
    Role.CLINICIAN: _CLINICIAN,
    Role.TEAM_MANAGER: _CLINICIAN | {Action.READ_WORKLOAD: _TEAM_FIGURES, Action.READ_FIGURES: _FIGURES},
    Role.AUDIT_MANAGER: _FOR_ALL
    | {
        Action.READ_AUDIT: _AUDIT,
        Action.REVIEW_GLASS: _AUDIT,
        Action.READ_FIGURES: _FIGURES,
        Action.READ_RULES: _FIGURES,
    },
    Role.DATA_PROTECTION_OFFICER: _FOR_ALL
    | {
        Action.SEARCH_PERSONS: _RIGHTS,
        Action.OPEN_HOLDINGS: _RIGHTS,
        Action.CORRECT_HOLDINGS: _RIGHTS,
        Action.READ_AUDIT: _AUDIT,
    },
    Role.FEED_ADMINISTRATOR: _FOR_ALL | {Action.READ_FEEDS: _FIGURES, Action.READ_RULES: _FIGURES},
    Role.OPERATOR: _FOR_ALL | {Action.READ_FEEDS: _FIGURES, Action.READ_FIGURES: _FIGURES, Action.READ_RULES: _FIGURES},
}
