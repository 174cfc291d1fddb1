"""What is said of scores. Answers are lists, because a sentence would be a case note in the log."""

from streams.codes.lists import CodeList


class Cause(CodeList):
    """Why a prediction was made. Only weekly ones are learned from and judged by: events come to those who are ill."""

    WEEKLY = "weekly", "Weekly"
    EVENT = "event", "Something became known"


class Opinion(CodeList):
    """A clinician's own view of the risk beside the score (Garriga et al. 2022 asked their clinicians so)."""

    AGREE = "agree", "I agree with the score"
    HIGHER = "higher", "I think the risk is higher"
    LOWER = "lower", "I think the risk is lower"


class OpinionReason(CodeList):
    KNOWN_ALREADY = "known-already", "Known to the team before the score said so"
    NEW_TO_US = "new-to-us", "New to the team"
    RECENT_CHANGE = "recent-change", "Something changed that the record does not say yet"
    PROTECTED = "protected", "Support is in place that the record does not say"
    RECORD_WRONG = "record-wrong", "The record is wrong or out of date"
    LINK_WRONG = "link-wrong", "A contact of somebody else is counted"
    OTHER = "other", "Another reason"


class Intervention(CodeList):
    """What was done after looking at a score."""

    CONTACT_MADE = "contact-made", "Contact was made"
    CONTACT_BROUGHT_FORWARD = "contact-brought-forward", "A contact was brought forward"
    VISIT = "visit", "A visit was made"
    MEDICATION_REVIEW = "medication-review", "Medication was reviewed"
    CRISIS_PLAN = "crisis-plan", "The crisis plan was made or changed"
    TEAM_DISCUSSED = "team-discussed", "Discussed in the team"
    CARE_STEPPED_UP = "care-stepped-up", "Care was stepped up"
    CARE_STEPPED_DOWN = "care-stepped-down", "Care was stepped down"
    NO_CHANGE = "no-change", "Looked at: nothing was changed"
