"""Who looks and what at: the roles people sign in with, and the actions that are decided and audited."""

from streams.codes.lists import CodeList


class Role(CodeList):
    HUB_OFFICER = "hub-officer", "Safeguarding hub officer"
    POLICE_PREVISIT = "police-previsit", "Police, before a visit"
    CLINICIAN = "clinician", "Clinician"
    TEAM_MANAGER = "team-manager", "Team manager"
    AUDIT_MANAGER = "audit-manager", "Audit manager"
    DATA_PROTECTION_OFFICER = "data-protection-officer", "Data protection officer"
    FEED_ADMINISTRATOR = "feed-administrator", "Feed administrator"
    OPERATOR = "operator", "Operator"


class Action(CodeList):
    """What is done, whatever the route: each route of the API and the pages has exactly one."""

    SEARCH_PERSONS = "search-persons", "searched for people"
    SEARCH_ADDRESSES = "search-addresses", "searched for addresses"
    OPEN_PERSON = "open-person", "opened a person"
    OPEN_ADDRESS = "open-address", "opened an address"
    OPEN_LINKS = "open-links", "opened the links that hold a person or address together"
    REVIEW_LINKS = "review-links", "looked through uncertain links"
    DECIDE_LINK = "decide-link", "decided about a link"
    TRACE_PERSON = "trace-person", "traced a person across areas"
    LIST_ALERTS = "list-alerts", "listed alerts"
    FOLLOW_ALERTS = "follow-alerts", "followed alerts live"
    OPEN_ALERT = "open-alert", "opened an alert"
    ANSWER_ALERT = "answer-alert", "answered an alert"
    LIST_WATCHED = "list-watched", "listed watched addresses"
    WATCH_ADDRESS = "watch-address", "put an address on the watch list, or took it off"
    LIST_CASELOAD = "list-caseload", "listed a caseload"
    OPEN_RISK = "open-risk", "opened a person's 28-day risk"
    ANSWER_SCORE = "answer-score", "answered a score, or said what was done"
    READ_WORKLOAD = "read-workload", "read what teams carry"
    READ_FIGURES = "read-figures", "read figures without people in them"
    READ_CATALOGUE = "read-catalogue", "read what there is to ask for"
    READ_RULES = "read-rules", "read the rules that are running"
    READ_FEEDS = "read-feeds", "read how feeds and their data are"
    READ_AUDIT = "read-audit", "read the audit"
    OPEN_HOLDINGS = "open-holdings", "opened everything that is held about a person"
    CORRECT_HOLDINGS = "correct-holdings", "rectified, restricted or erased what is held"
    BREAK_GLASS = "break-glass", "looked past a restriction, with a reason"
    REVIEW_GLASS = "review-glass", "reviewed that a restriction was looked past"
