"""Why a restriction is looked past, and what whoever reviews that finds. Lists, because a sentence would be a case note
in the audit, which forgets nothing."""

from streams.codes.lists import CodeList


class GlassReason(CodeList):
    LIFE = "life-at-risk", "Somebody's life is at risk now"
    CHILD = "child-at-risk", "A child may suffer significant harm before anybody can be asked"
    MISSING = "missing", "Somebody is missing, and may be in danger"
    VISIT = "visit-now", "Somebody is on the way to them, and may bring danger or meet it"
    PERSON_ASKED = "person-asked", "The person asked for it"


class GlassFinding(CodeList):
    JUSTIFIED = "justified", "It was justified"
    NOT_JUSTIFIED = "not-justified", "It was not justified, and is being followed up"


def name_break(reason: GlassReason) -> str:
    """What the audit calls it.

    >>> name_break(GlassReason.MISSING)
    'glass-missing'
    """
    return f"{BREAK}{reason.value}"


def name_review(finding: GlassFinding) -> str:
    return f"{REVIEW}{finding.value}"


BREAK, REVIEW = "glass-", "glass-review-"
LABELS = {name_break(reason): f"Looked past a restriction: {reason.label}" for reason in GlassReason} | {
    name_review(finding): finding.label for finding in GlassFinding
}
