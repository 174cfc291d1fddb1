"""What alert rules are written in, and what becomes of alerts. Answers are lists, because a sentence would be a case
note in the log."""

from streams.codes.lists import CodeList


class AlertSubject(CodeList):
    """A household is an address with everything known of the people seen there in the last 12 months."""

    PERSON = "person", "Person"
    ADDRESS = "address", "Address"
    HOUSEHOLD = "household", "Household"


class Severity(CodeList):
    RED = "red", "Red: act now"
    AMBER = "amber", "Amber: act soon"
    NOTICE = "notice", "Notice: for information"


class Receiver(CodeList):
    HUB = "hub", "Safeguarding hub"
    WORKER = "worker", "The worker whose case is open"
    FIRE_PREVENTION = "fire-prevention", "Fire prevention team"
    POLICE_SAFEGUARDING = "police-safeguarding", "Police safeguarding unit"
    CHILDREN = "children", "Children's social care"
    ADULTS = "adults", "Adults' social care"
    MENTAL_HEALTH = "mental-health", "Mental health team"


class Change(CodeList):
    RAISED = "raised", "Raised"
    REOPENED = "reopened", "Raised again"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    ACTIONED = "actioned", "Acted on"
    DISMISSED = "dismissed", "Dismissed"
    CLEARED = "cleared", "Cleared: it no longer holds"
    WITHDRAWN = "withdrawn", "Withdrawn: by what is known now, it should not have been raised"


class Action(CodeList):
    VISITED = "visited", "A visit was made"
    CALLED = "called", "The person or a colleague was called"
    MEETING = "meeting", "A meeting was called"
    REFERRED = "referred", "A referral was made"
    PLAN_CHANGED = "plan-changed", "A plan was made or changed"


class Dismissal(CodeList):
    """Never a person's own fault: asking for help often is no reason to be refused it."""

    KNOWN_AND_IN_HAND = "known-and-in-hand", "Known, and somebody is already acting on it"
    NOT_THE_SAME = "not-the-same", "The contacts are of different people or addresses"
    RECORDED_WRONGLY = "recorded-wrongly", "An agency recorded something wrongly"
    NO_CONCERN = "no-concern", "Looked into: no concern"
