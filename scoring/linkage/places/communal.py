"""Addresses where many live who are no household, and texts that name no place."""

import re

# Strong: nobody lives at such an address whatever else the text says.
_NO_FIXED = re.compile(
    r"\bN[ /]?F[ /]?A\b|\bNO FIXED\b|\b(?:ROUGH SLEEP|SOFA SURF|STREET HOMELESS|SLEEPING ROUGH|NO ADDRESS|OF NO ABODE)|"
    r"\bP ?O +BOX\b|\bLIVING IN (?:(?:A|HIS|HER|THEIR) )?(?:CAR|TENT|VAN|VEHICLE)\b"
)
_UNKNOWN = re.compile(
    r"\b(?:HOMELESS|UNKNOWN|NOT (?:KNOWN|GIVEN|PROVIDED|STATED|RECORDED|DISCLOSED|AVAILABLE|APPLICABLE)|WITHHELD|"
    r"REFUSED|DECLINED|PREFER(?:S|RED)? NOT|NO (?:CURRENT|PERMANENT|KNOWN|VALID|FORWARDING|LONGER)|AS (?:ABOVE|BEFORE)|"
    r"SAME AS|SEE (?:ABOVE|BELOW|NOTES?|FILE|RECORDS?)|TO (?:FOLLOW|BE (?:CONFIRMED|ADVISED))|GONE AWAY|"
    r"CONFIDENTIAL|N/?K|N/A|NONE|NIL|TBC|TBA|VARIOUS(?: ADDRESSES)?|DO NOT USE|TEST ADDRESS|XX+|"
    r"TRAVELLER(?! (?:INN|REST|ARMS)\b))\b|"
    # Inside a name it is Gaelic for "of the": Tigh na Mara.
    r"(?:^|,) *(?:NA|OVERSEAS|ABROAD|PENDING|AWAITED) *(?:,|$)|"
    # Whatever house is named behind it is the place.
    r"^ *(?:TEMP(?:ORARY)?|EMERGENCY|INTERIM) ACCOM(?:MODATION)? *(?:,[^,]*)?$"
)
_COMMUNAL = re.compile(
    r"\b(HMP|HM PRISON|HMYOI|YOI|PRISON|HOSTEL|REFUGE|HOSPITAL|INFIRMARY|HOSPICE|(?:NURSING|CARE|RESIDENTIAL|REST|"
    r"CHILDRENS|RETIREMENT) HOME|RESIDENTIAL CARE|CARE (?:CENTRE|VILLAGE)|(?:NIGHT |WINTER |HOMELESS )?SHELTER|YMCA|"
    r"YWCA|SALVATION ARMY|FOYER|SUPPORTED (?:HOUSING|LIVING|ACCOMMODATION)|APPROVED PREMISES|BARRACKS|"
    r"(?:IMMIGRATION )?REMOVAL CENTRE|DETENTION CENTRE|HALLS? OF RESIDENCE|STUDENT (?:HALLS?|VILLAGE|ACCOMMODATION)|"
    r"UNIVERSITY|COLLEGE|SCHOOL|ACADEMY|NURSERY|HOTEL|GUEST ?HOUSE|BED AND BREAKFAST|B AND B|MEDICAL CENTRE|CLINIC|"
    r"HEALTH CENTRE|SURGERY|CONVENT|MONASTERY|WARD \d+|POLICE STATION|CUSTODY (?:SUITE|CENTRE)|PREMIER INN|TRAVELODGE|"
    r"TRAVELLERS? SITE|PROBATION)\b"
)
_COMMUNAL_BEFORE_STREET = re.compile(
    r" (?:STREET|ST|ROAD|RD|LANE|LN|AVENUE|AVE|DRIVE|DR|CLOSE|CL|HILL|WALK|TERRACE|TERR|PLACE|PL|COURT|CT|GREEN|GROVE|"
    r"GDNS|GARDENS|FIELDS?|VIEW|ROW|YARD|MEWS|SQUARE|SQ|BROW|HOUSE|HSE|COTTAGES?|COTT|FARM|LODGE|WAY|CRESCENT|CRES|PARK|"
    r"FOLD|BANK|APARTMENTS|MILL|BUNGALOW|MEADOWS?|CROFT|RISE|GATE|PATH)\b"
)


def names_nowhere(upper: str) -> bool:
    """Of folded text. "Unknown" counts only where no house is numbered: "Flat unknown, 12 High Street" is a place. So
    whoever asks takes the postcode out, too."""
    if _NO_FIXED.search(upper):
        return True
    return not any(map(str.isdigit, upper)) and _UNKNOWN.search(upper) is not None and not is_communal(upper)


def is_communal(upper: str) -> bool:
    """Whether a text names an institution and not a street or a house called after one.

    >>> is_communal("ROOM 4, ST JAMES HOSTEL"), is_communal("14 SCHOOL LANE"), is_communal("THE OLD SCHOOL, MILL LANE")
    (True, False, False)
    """
    for found in _COMMUNAL.finditer(upper):
        if _COMMUNAL_BEFORE_STREET.match(upper, found.end(1)):
            continue
        if upper[: found.start(1)].rstrip().endswith((" OLD", "FORMER")) or upper.startswith("OLD " + found[1]):
            continue
        return True
    return False
