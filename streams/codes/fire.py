"""Source: Home Office Incident Recording System (incident group, stop code, special service type), residential."""

from streams.codes.lists import CodeList


class FireCategory(CodeList):
    PRIMARY_FIRE = "primary-fire", "Primary fire"
    SECONDARY_FIRE = "secondary-fire", "Secondary (small) fire"
    CHIMNEY_FIRE = "chimney-fire", "Chimney fire"
    AUTOMATIC_ALARM = "automatic-alarm", "False alarm: automatic"
    GOOD_INTENT = "good-intent-alarm", "False alarm: good intent"
    MALICIOUS = "malicious-alarm", "False alarm: malicious"
    EFFECTING_ENTRY = "effecting-entry", "Special service: effecting entry or exit"
    FLOODING = "flooding", "Special service: flooding"
    MEDICAL = "medical-incident", "Special service: medical incident"
    RESCUE = "rescue-of-persons", "Special service: rescue or release of persons"
    SUICIDE_ATTEMPT = "suicide-attempts", "Special service: suicide or attempt"
    ASSIST_AGENCY = "assist-agency", "Special service: assist other agencies"
    SAFE_AND_WELL = "safe-and-well-visit", "Safe and well visit"
