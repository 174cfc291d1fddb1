"""What a person went by who decided about a link. A list, because a sentence would be a case note in the log."""

from streams.codes.lists import CodeList


class Reason(CodeList):
    RECORDS_COMPARED = "records-compared", "The two records were compared"
    PERSON_ASKED = "person-asked", "The person, or somebody who knows them, was asked"
    AGENCY_ASKED = "agency-asked", "An agency that holds one of the records was asked"
    DOCUMENT_SEEN = "document-seen", "A document was seen"
    PLACE_SEEN = "place-seen", "Somebody went to see the address"
    GAZETTEER = "gazetteer", "The address gazetteer was consulted"
