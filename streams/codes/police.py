"""Source: National Standard for Incident Recording, category names (code numbers vary between forces)."""

from streams.codes.lists import CodeList


class PoliceCategory(CodeList):
    ASB_PERSONAL = "asb-personal", "Anti-social behaviour: personal"
    ASB_NUISANCE = "asb-nuisance", "Anti-social behaviour: nuisance"
    ASB_ENVIRONMENTAL = "asb-environmental", "Anti-social behaviour: environmental"
    CONCERN_FOR_SAFETY = "concern-for-safety", "Concern for safety"
    MISSING_PERSON = "missing-person", "Missing person"
    ABSCONDER = "absconder", "Absconder or AWOL"
    DOMESTIC_INCIDENT = "domestic-incident", "Domestic incident"
    COLLAPSE = "collapse-illness-injury", "Collapse, illness, injury or trapped"
    SUDDEN_DEATH = "sudden-death", "Sudden death"
    SUSPICIOUS = "suspicious", "Suspicious circumstances"
    HOAX = "hoax", "Hoax call"
    ABANDONED_CALL = "abandoned-call", "Abandoned call"
    DOMESTIC_ABUSE_CRIME = "domestic-abuse-crime", "Crime: domestic abuse"
    CHILD_ABUSE_CRIME = "child-abuse-crime", "Crime: child abuse"
    VULNERABLE_ADULT_CRIME = "vulnerable-adult-crime", "Crime: vulnerable adult"
    PROTECTION_NOTICE = "public-protection-notice", "Public protection notice"
