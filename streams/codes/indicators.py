"""What a condition of an alert rule may measure. How each is worked out is declared in ``scoring.indicators``."""

from streams.codes.lists import CodeList


class RuleIndicator(CodeList):
    CONTACTS = "contacts", "Contacts"
    AGENCIES_ACTIVE = "agencies-active", "Agencies with a contact"
    DAYS_SINCE_CONTACT = "days-since-contact", "Days since the last contact"
    SURPRISE = "surprise", "How unusual the last 28 days are, in months between two like them"
    PACE = "pace", "Contacts a week in the last 28 days over those of the 91 days before"
    MISSED_RUN = "missed-run", "Appointments missed one after the other"
    AGENCIES_NEW = "agencies-new", "Agencies with their first contact"
    CHILDREN_KNOWN = "children-known", "Children known to social care"
    PEOPLE_NEW = "people-new", "People newly seen"
    ADDRESSES_SEEN = "addresses-seen", "Addresses seen at"
    OPEN_CASES = "open-cases", "Open cases"
    WATCHED = "watched", "On the pre-visit watch list"
