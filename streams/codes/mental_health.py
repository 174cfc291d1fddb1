"""Source: Mental Health Services Data Set v5/v6 code lists (NHS Data Dictionary, NHS England)."""

from streams.codes.lists import CodeList


class TeamType(CodeList):
    """SERVICE OR TEAM TYPE REFERRED TO (MENTAL HEALTH)."""

    CRISIS_RESOLUTION = "A02", "Crisis resolution and home treatment"
    PRIMARY_CARE = "A05", "Primary care mental health"
    COMMUNITY_FUNCTIONAL = "A06", "Community mental health team, functional"
    COMMUNITY_ORGANIC = "A07", "Community mental health team, organic"
    ASSERTIVE_OUTREACH = "A08", "Assertive outreach"
    REHABILITATION = "A09", "Community rehabilitation"
    GENERAL_PSYCHIATRY = "A10", "General psychiatry"
    LIAISON = "A11", "Psychiatric liaison"
    PSYCHOTHERAPY = "A12", "Psychotherapy"
    PSYCHOLOGICAL = "A13", "Psychological therapy"
    EARLY_INTERVENTION = "A14", "Early intervention in psychosis"
    PERSONALITY_DISORDER = "A16", "Personality disorder"
    MEMORY = "A17", "Memory services"
    SINGLE_POINT_OF_ACCESS = "A18", "Single point of access"
    CRISIS_LINE = "A19", "24/7 crisis response line"
    PLACE_OF_SAFETY = "A20", "Health-based place of safety"
    CRISIS_CAFE = "A21", "Crisis café or safe haven"
    WALK_IN_ASSESSMENT = "A22", "Walk-in crisis assessment unit"
    DECISION_UNIT = "A23", "Psychiatric decision unit"
    ACUTE_DAY = "A24", "Acute day service"
    CRISIS_HOUSE = "A25", "Crisis house"
    PERINATAL = "C02", "Specialist perinatal"
    EATING_DISORDER = "C10", "Eating disorder"


class Priority(CodeList):
    """CLINICAL RESPONSE PRIORITY TYPE."""

    EMERGENCY = "1", "Emergency"
    URGENT = "2", "Urgent or serious"
    ROUTINE = "3", "Routine"
    VERY_URGENT = "4", "Very urgent"


class AttendStatus(CodeList):
    """ATTENDED OR DID NOT ATTEND. Attended is 5 or 6."""

    CANCELLED_BY_PATIENT = "2", "Cancelled by the patient"
    DID_NOT_ATTEND = "3", "Did not attend, no warning given"
    CANCELLED_BY_PROVIDER = "4", "Cancelled by the provider"
    ON_TIME = "5", "Attended on time"
    LATE_SEEN = "6", "Attended late, was seen"
    LATE_NOT_SEEN = "7", "Attended late, could not be seen"


class WardClass(CodeList):
    """MH ADMITTED PATIENT CLASSIFICATION, v6."""

    ACUTE_ADULT = "200", "Acute adult ward"
    ACUTE_OLDER = "201", "Acute older adult ward"
    INTENSIVE_CARE = "202", "Psychiatric intensive care"
    EATING = "203", "Eating disorder ward"
    MOTHER_BABY = "204", "Mother and baby ward"
    LOW_SECURE = "206", "Low secure ward"
    MEDIUM_SECURE = "207", "Medium secure ward"
    REHABILITATION = "212", "Rehabilitation ward"


class AdmissionMethod(CodeList):
    """ADMISSION METHOD. Codes 1x are elective, 2x emergency, 81 neither."""

    WAITING_LIST = "11", "Elective: waiting list"
    BOOKED = "12", "Elective: booked"
    PLANNED = "13", "Elective: planned"
    EMERGENCY_DEPARTMENT = "21", "Emergency: emergency department"
    GENERAL_PRACTITIONER = "22", "Emergency: general practitioner"
    BED_BUREAU = "23", "Emergency: bed bureau"
    CONSULTANT_CLINIC = "24", "Emergency: consultant clinic"
    CRISIS_TEAM = "25", "Emergency: crisis resolution team"
    OTHER_PROVIDER = "2A", "Emergency: department of another provider"
    TRANSFER = "2B", "Emergency: transfer"
    OTHER = "2D", "Emergency: other means"
    OTHER_TRANSFER = "81", "Transfer of an admitted patient from another provider"


class Accommodation(CodeList):
    OWNER_OCCUPIER = "MA01", "Owner-occupier"
    PRIVATE_TENANT = "MA06", "Private tenant"
    ROUGH_SLEEPER = "HM01", "Rough sleeper"
    NIGHT_SHELTER = "HM03", "Night shelter"
    SOFA_SURFING = "HM04", "Sofa surfing"
    TEMPORARY = "HM05", "Local authority temporary"
    SUPPORTED = "MH01", "Supported accommodation"
    PSYCHIATRIC_WARD = "HS01", "Psychiatric ward"


class Employment(CodeList):
    EMPLOYED = "01", "Employed"
    UNEMPLOYED = "02", "Unemployed"
    STUDENT = "03", "Student"
    LONG_TERM_SICK = "04", "Long-term sick or disabled"
    HOMEMAKER = "05", "Homemaker or carer"
    NO_BENEFITS = "06", "Not working, no benefits"
    VOLUNTARY = "07", "Unpaid voluntary work"
    RETIRED = "08", "Retired"
    NOT_STATED = "ZZ", "Not stated"


class LegalStatus(CodeList):
    """MENTAL HEALTH ACT LEGAL STATUS CLASSIFICATION."""

    INFORMAL = "01", "Informal"
    SECTION_2 = "02", "Section 2"
    SECTION_3 = "03", "Section 3"
    SECTION_4 = "04", "Section 4"
    SECTION_5_2 = "05", "Section 5(2)"
    SECTION_5_4 = "06", "Section 5(4)"
    SECTION_37_41 = "09", "Section 37 with 41"
    SECTION_37 = "10", "Section 37"
    SECTION_135 = "19", "Section 135"
    SECTION_136 = "20", "Section 136"
    NOT_APPLICABLE = "98", "Not applicable"
    NOT_KNOWN = "99", "Not known"


class CarePlan(CodeList):
    """CARE PLAN TYPE (MENTAL HEALTH): only the crisis plan is shared."""

    CRISIS = "12", "Crisis plan"


class DiagnosisGroup(CodeList):
    """Coarse groups of ICD-10 chapter F, so that no diagnosis itself travels."""

    PSYCHOSIS = "psychosis", "Psychosis"
    BIPOLAR = "bipolar", "Bipolar disorder"
    DEPRESSION = "depression", "Depression"
    ANXIETY = "anxiety", "Anxiety and stress"
    PERSONALITY = "personality", "Personality disorder"
    ORGANIC = "organic", "Organic disorder"
    SUBSTANCE = "substance", "Substance use"
    EATING = "eating", "Eating disorder"
    OTHER = "other", "Other or not yet known"


class MedicationChange(CodeList):
    STARTED = "started", "Medication started"
    DOSE_CHANGED = "dose-changed", "Medication dose changed"
    SWITCHED = "switched", "Medication switched"
    STOPPED = "stopped", "Medication stopped"


class DeathNotice(CodeList):
    """PDS DEATH NOTIFICATION STATUS: an informal one comes from those who cared, a formal one from the registrar."""

    INFORMAL = "1", "Death: not known to be registered"
    FORMAL = "2", "Death: registered"


class EthnicGroup(CodeList):
    """ETHNIC CATEGORY, reduced to the five groups of the census: for saying whom a score serves how well, never a
    feature of one."""

    WHITE = "white", "White"
    MIXED = "mixed", "Mixed or multiple"
    ASIAN = "asian", "Asian or Asian British"
    BLACK = "black", "Black, Black British, Caribbean or African"
    OTHER = "other", "Other ethnic group"
    NOT_STATED = "not-stated", "Not stated"


class DeprivationFifth(CodeList):
    """Index of Multiple Deprivation of the home's small area, as fifths of England: derived by the trust, so that no
    small area itself travels. For saying whom a score serves how well, never a feature of one."""

    MOST_DEPRIVED = "1", "Most deprived fifth"
    SECOND = "2", "Second fifth"
    THIRD = "3", "Third fifth"
    FOURTH = "4", "Fourth fifth"
    LEAST_DEPRIVED = "5", "Least deprived fifth"
