"""What of the model of places is set by hand, and why. Hundredths of a bit."""

from scoring.linkage.places.levels import Locality, Name, Number, Postcode, Street, Unit, Uprn

# log2 of the shares of all pairs of records among 20,000 dwellings of which each is met some four times: thirty
# dwellings to a street, six to a divided building.
PRIORS = {"same": -1230, "random": 0, "neighbour": -940, "building": -1250}

# Field, class and level.
HAND_SET = {
    # Neighbours bear one number, and units of one building one label, only where one is mistyped into another.
    ("number", "neighbour", Number.SAME): -1200,
    ("number", "neighbour", Number.MOVED): -1200,
    ("unit", "building", Unit.SAME): -1050,
    ("unit", "building", Unit.MOVED): -1050,
    ("name_alone", "neighbour", Name.SAME): -800,
    # Streets of blocks have many: neither text numbered, and flats that bear one label.
    ("number", "neighbour", Number.NEITHER): -520,
    ("unit", "neighbour", Unit.SAME): -720,
    # Rarer in life than generated, and what must not join: a flat and its building, two numbers, streets or names.
    ("unit", "same", Unit.ONE): -930,
    ("number", "same", Number.OTHER): -1100,
    ("street", "same", Street.OTHER): -840,
    ("name", "same", Name.OTHER): -1600,
    ("name_alone", "same", Name.OTHER): -900,
    # The error profiles know no postcodes of streets nearby, which people do write.
    ("postcode", "same", Postcode.SECTOR): -797,
    ("postcode", "same", Postcode.DISTRICT): -838,
    ("postcode", "same", Postcode.OTHER): -1029,
    # What random addresses agree in is weighed by its rarity, in the model itself.
    ("street", "random", Street.SAME): 0,
    ("street", "random", Street.NEAR): -50,
    ("name", "random", Name.SAME): 0,
    ("name_alone", "random", Name.SAME): 0,
    ("name", "random", Name.NEAR): -50,
    ("name_alone", "random", Name.NEAR): -50,
    ("number", "random", Number.SAME): 0,
    # Council copies of a UPRN are right; one in eleven given for a flat is its building's.
    ("uprn", "same", Uprn.SAME): -2,
    ("uprn", "same", Uprn.OTHER): -900,
    ("uprn", "random", Uprn.SAME): -1800,
    ("uprn", "neighbour", Uprn.SAME): -1097,
    ("uprn", "building", Uprn.SAME): -350,
} | {("uprn", name, Uprn.OTHER): -1 for name in ("random", "neighbour", "building")}  # fmt: skip

# People write a district for its town and the town for its district; generated texts do not.
_TOWNS = {Locality.UNKNOWN: -480, Locality.SAME: -30, Locality.SOME: -400, Locality.OTHER: -430}
HAND_SET |= {
    ("locality", name, level): bits for name in ("same", "neighbour", "building") for level, bits in _TOWNS.items()
}
_OTHER_TOWNS = {Locality.UNKNOWN: -480, Locality.SAME: -190, Locality.SOME: -250, Locality.OTHER: -75}
HAND_SET |= {("locality", "random", level): bits for level, bits in _OTHER_TOWNS.items()}
# A UPRN in one text only says nothing.
HAND_SET |= {("uprn", name, Uprn.UNKNOWN): 0 for name in ("same", "random", "neighbour", "building")}

# Minus log2 of the share of dwellings in streets with the word, by the lists of the commonest street names in England.
_BY_RARITY = {
    650: "HIGH CHURCH STATION PARK",
    750: "MAIN LONDON VICTORIA GREEN MANOR MILL NEW GRANGE QUEENS KINGS QUEEN KING WEST NORTH SOUTH EAST SCHOOL "
    "ALBERT GEORGE SPRINGFIELD HIGHFIELD BROADWAY",
    850: "YORK WINDSOR CHESTER STANLEY ALEXANDRA RICHMOND ST OAK CHAPEL HILL GROVE THE WOODLANDS WATER BRIDGE "
    "CHURCHILL ALBION NELSON WELLINGTON CLARENCE JUBILEE MARKET CASTLE ORCHARD MEADOW OLD UPPER LOWER LITTLE GREAT",
    950: "JOHNS MARYS PETERS GEORGES ANDREWS JAMES PAULS HAWTHORN BEECH ELM ASH LIME CEDAR MAPLE WILLOW CHESTNUT "
    "LAUREL ROSE HOLLY BIRCH POPLAR SYCAMORE ROWAN COTTAGE HOUSE FARM BUNGALOW HALL LODGE",
}  # fmt: skip
RARITY = {word: bits for bits, words in _BY_RARITY.items() for word in words.split()}
