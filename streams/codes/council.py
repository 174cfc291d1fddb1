"""Source: DfE children in need census and CSC API stages; Care Act 2014 ss.9, 42 and Client Level Data events."""

from streams.codes.lists import CodeList


class CouncilCategory(CodeList):
    EARLY_HELP = "early-help", "Early help"
    CHILD_REFERRAL = "child-referral", "Children's referral"
    CHILD_ASSESSMENT = "child-assessment", "Child and family assessment"
    CHILD_IN_NEED = "child-in-need", "Child in need plan"
    SECTION_47 = "section-47", "Section 47 enquiry"
    CHILD_PROTECTION_PLAN = "child-protection-plan", "Child protection plan"
    LOOKED_AFTER = "looked-after", "Looked-after child"
    ADULT_REQUEST = "adult-request", "Adults' request for support"
    ADULT_ASSESSMENT = "adult-assessment", "Care Act assessment"
    ADULT_SERVICE = "adult-service", "Adults' care service"
    ADULT_REVIEW = "adult-review", "Adults' review"
    SAFEGUARDING_CONCERN = "safeguarding-concern", "Adult safeguarding concern"
    SECTION_42 = "section-42", "Section 42 enquiry"
