"""How a mental health caseload is looked at: by risk group, and by what somebody should see to."""

from streams.codes.lists import CodeList


class RiskGroup(CodeList):
    """Within a team, by cut-offs that the area chooses; whoever is in crisis is in no other group,
    and nobody under 18 in one by risk."""

    IN_CRISIS = "in-crisis", "In crisis"
    HIGHEST = "highest", "Highest risk"
    RAISED = "raised", "Raised risk"
    USUAL = "usual", "Usual risk"
    LOW = "low", "Low risk"
    UNDER_AGE = "under-age", "Under 18, not scored"


class Cohort(CodeList):
    """A reason to look at somebody now; one person can be in several."""

    FOLLOW_UP_DUE = "follow-up-due", "Follow-up after discharge is due"
    STEP_UP = "step-up", "Rose into a higher risk group"
    LOST = "lost", "Lost to follow-up"
    DISCHARGED = "discharged", "Recently discharged from hospital"
    STEP_DOWN = "step-down", "Ready to step down"
    SHIELDING = "shielding", "Shielding"


class CaseloadOrder(CodeList):
    LIST = "list", "As the list has it"
    COMPLEXITY = "complexity", "Most complex first"


class CaseloadList(CodeList):
    ALL = "all", "Everybody"
    ATTENTION = "attention", "Needs attention"
    STEP_UP = "step-up", "Step up"
    STEP_DOWN = "step-down", "Ready to step down"
    LOST = "lost", "Lost to follow-up"
    DISCHARGED = "discharged", "Recently discharged"
    IN_CRISIS = "in-crisis", "In crisis"
    SHIELDING = "shielding", "Shielding"
