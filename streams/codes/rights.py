"""What people may ask of what is held about them, and why it is changed. Source: UK GDPR, articles 15 to 18.

Lists, because a sentence would be a case note in the audit, which forgets nothing."""

from streams.codes.lists import CodeList


class Right(CodeList):
    """``gateway`` names the law."""

    ACCESS = "subject-access", "A person's request to see what is held"
    RECTIFY = "rectify", "Rectified"
    RESTRICT = "restrict", "Restricted, or a restriction lifted"
    ERASE = "erase", "Erased"

    @property
    def gateway(self) -> str:
        return f"UK GDPR, article {_ARTICLES[self.value]}"


_ARTICLES = {"subject-access": 15, "rectify": 16, "restrict": 18, "erase": 17}


class RightsReason(CodeList):
    PERSON_ASKED = "person-asked", "The person asked, or somebody who acts for them"
    WRONG = "wrong", "It is wrong or misleading"
    OF_ANOTHER = "of-another", "It is about somebody else"
    NOT_NEEDED = "not-needed", "It is no longer needed for what it was shared for"
    UNLAWFUL = "unlawful", "It should not have been shared"
    CONTESTED = "contested", "The person says it is wrong, and that is being looked into"
    IN_DANGER = "in-danger", "The person would be in danger if it were known"
    ORDERED = "ordered", "A court, or the Information Commissioner, ordered it"


def name_correction(right: Right, reason: RightsReason) -> str:
    """What the audit calls it.

    >>> name_correction(Right.ERASE, RightsReason.NOT_NEEDED)
    'erase-not-needed'
    """
    return f"{right.value}-{reason.value}"
