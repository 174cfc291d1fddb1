"""Invented places. The words are ordinary, the towns and postcode areas exist nowhere."""

STEMS = (
    "Alder", "Anvil", "Ash", "Beacon", "Beech", "Birch", "Bittern", "Blackthorn", "Bramble", "Brook", "Castle",
    "Chapel", "Chestnut", "Church", "Clover", "Cobden", "Coppice", "Cross", "Dale", "Dipper", "Dunlin", "Elder",
    "Elm", "Fern", "Field", "Finch", "Foundry", "Foxglove", "Garden", "George", "Goldcrest", "Gorse", "Green",
    "Grey", "Harrow", "Hawthorn", "Hazel", "Heath", "Heron", "High", "Hill", "Holly", "Ivy", "Jubilee",
    "Juniper", "Kestrel", "Kiln", "King", "Kingfisher", "Lapwing", "Larch", "Laurel", "Lilac", "Lime", "Linnet",
    "Lower", "Magpie", "Main", "Manor", "Maple", "Market", "Marsh", "Meadow", "Merlin", "Mill", "Moor",
    "New", "Nightingale", "North", "Oak", "Orchard", "Osprey", "Park", "Pear Tree", "Pine", "Plover", "Pond",
    "Poplar", "Primrose", "Priory", "Quarry", "Queen", "Railway", "Redwing", "River", "Rose", "Rowan", "Rush",
    "Sandpiper", "School", "Siskin", "Skylark", "South", "Spring", "Station", "Swallow", "Sycamore", "Teal",
    "Thistle", "Thorn", "Tower", "Upper", "Vale", "Victoria", "Wagtail", "Walnut", "Warren", "Water", "Well",
    "West", "Wheat", "Willow", "Windmill", "Wood", "Wren", "Yew",
)  # fmt: skip

SUFFIXES = {
    "Street": "St", "Road": "Rd", "Avenue": "Ave", "Lane": "Ln", "Close": "Cl", "Drive": "Dr", "Court": "Ct",
    "Gardens": "Gdns", "Crescent": "Cres", "Terrace": "Terr", "Place": "Pl", "Grove": "Gr", "Square": "Sq",
}  # fmt: skip

# By postcode district; the first is the town itself.
LOCALITIES = {
    "northmoor": ("", "Cragholme", "Otterbank", "Linfold", "Wetherlow", "Aldermarsh", "Brackenrow", "Hartsmoor",
                  "Skelwick"),
    "eastvale": ("", "Dunlinford", "Reedmere", "Saltcote End", "Ferrymarsh", "Osierton", "Wadehythe", "Marlpit",
                 "Cawdene"),
}  # fmt: skip

HOUSE_NAMES = (
    "Rose Cottage", "The Old Chapel", "Orchard House", "Hillcrest", "The Bungalow", "Ivy Cottage", "Fairview",
    "Willowbank", "The Coach House", "Woodside", "Beck Cottage", "The Laurels", "Holmlea", "Sunnybank",
    "The Old Forge", "Springfield", "Meadow View", "Brookside", "The Haven", "Toll Cottage",
)  # fmt: skip

BLOCK_NAMES = (
    "Heron House", "Merlin Court", "Albion Mill", "Tanners Court", "Fairfax House", "Wharf House", "Clarence Court",
    "Bobbin Mill", "Rowan House", "Peel House", "Sandpiper Court", "Granary Court",
)  # fmt: skip
