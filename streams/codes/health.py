"""Source: ECDS (CDS type 011) EMERGENCY CARE DEPARTMENT TYPE; outpatient attendance for the missed ones.

Chief complaints and diagnoses are clinical content and are not shared: that a person attended is.
"""

from streams.codes.lists import CodeList


class AttendanceCategory(CodeList):
    EMERGENCY_DEPARTMENT = "01", "A&E: emergency department"
    MONO_SPECIALTY = "02", "A&E: single specialty"
    URGENT_TREATMENT = "03", "A&E: minor injuries or urgent treatment"
    WALK_IN = "04", "NHS walk-in centre"


class NonAttendanceCategory(CodeList):
    OUTPATIENT = "outpatient", "Outpatient appointment missed, or a child not brought"
    COMMUNITY = "community", "Community appointment missed, or a child not brought"
    LEFT_BEFORE_TREATMENT = "left-before-treatment", "A&E: left before treatment"
