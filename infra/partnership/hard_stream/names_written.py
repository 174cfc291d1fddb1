"""A name as it is said, heard and typed: nicknames, initials, spellings, the wrong field, one of two family names."""

import unicodedata
from random import Random

from infra.partnership.hard_stream.habits import Habit
from infra.partnership.hard_stream.lives import Resident
from infra.partnership.names import NICKNAMES
from infra.partnership.slips import slip

# Also in use, beside those of the partnership.
_ALSO = {
    "Elizabeth": ("Beth", "Betty", "Lizzie", "Eliza", "Libby"), "Margaret": ("Peggy", "Meg", "Marge"),
    "William": ("Will", "Billy"), "James": ("Jamie", "Jimmy"), "John": ("Johnny",), "Robert": ("Rob", "Bobby"),
    "Michael": ("Mike", "Mikey"), "Thomas": ("Tommy",), "Edward": ("Eddie", "Ed"), "Richard": ("Dick", "Rich"),
    "Anthony": ("Ant",), "Joseph": ("Joey",), "Katherine": ("Katie", "Kathy"), "Catherine": ("Cathy", "Katie"),
    "Rebecca": ("Becca", "Bex"), "Jennifer": ("Jen",), "Abigail": ("Abi", "Abbie"), "Isabella": ("Bella", "Izzy"),
    "Alexander": ("Xander", "Sandy"), "Theodore": ("Theo", "Teddy"), "Frederick": ("Freddie", "Fred"),
    "Archie": ("Archibald",), "Harry": ("Harold",), "Alfie": ("Alfred",), "Charlotte": ("Lottie", "Charlie"),
    "Amelia": ("Millie", "Amy"), "Olivia": ("Liv", "Livvy"), "Emily": ("Em", "Emmy"), "Jessica": ("Jess",),
    "Sophie": ("Soph",), "Daniel": ("Danny",), "Matthew": ("Matty",), "Joshua": ("Jos",), "Nathan": ("Nate",),
    "Natasha": ("Tasha",), "Danielle": ("Dani",), "Stephanie": ("Steph",), "Georgia": ("George",),
    "Kathleen": ("Kitty",), "Dorothy": ("Dottie", "Dolly"), "Eleanor": ("Ellie", "Nell"), "Florence": ("Flo",),
    "Jacqueline": ("Jacqui", "Jackie"), "Deborah": ("Deb",), "Lawrence": ("Laurie",), "Leonard": ("Lenny",),
    "Jacob": ("Jake",), "Zachary": ("Zac",), "Toby": ("Tobias",), "Leo": ("Leonardo",), "Max": ("Maxwell",),
    "Krzysztof": ("Kris", "Krzysiek"), "Małgorzata": ("Gosia",), "Katarzyna": ("Kasia",), "Piotr": ("Peter",),
    "Agnieszka": ("Aga",), "Aleksandra": ("Ola",), "Jakub": ("Kuba",), "Tomasz": ("Tomek", "Thomas"),
    "Oluwaseun": ("Seun",), "Ayodele": ("Ayo",), "Temitope": ("Temi", "Tope"), "Chukwuemeka": ("Emeka",),
    "Babatunde": ("Tunde",), "Funmilayo": ("Funmi",), "Emmanuel": ("Emma", "Manny"), "Abdullahi": ("Abdi",),
    "Harpreet": ("Harry", "Preet"), "Gurpreet": ("Gary", "Gurp"), "Jaspreet": ("Jas",), "Manpreet": ("Manny",),
    "Siobhan": ("Shiv",), "Bridget": ("Bridie", "Biddy"), "Patrick": ("Pat", "Paudie"), "António": ("Tony",),
    "José": ("Joe",), "Alexandru": ("Alex",), "Gheorghe": ("George",), "Ionuț": ("Ion",), "Mihaela": ("Mihai",),
}  # fmt: skip
# Spellings of one name that the same person's own letters may show.
_SPELLINGS = (
    ("Mohammed", "Muhammad", "Mohammad", "Mohamed", "Mohd", "Muhammed", "Mahamed", "Md"),
    ("Hussain", "Hussein", "Husain", "Hussian"), ("Ahmed", "Ahmad", "Achmed"), ("Yusuf", "Yousuf", "Yousaf", "Yosef"),
    ("Aisha", "Ayesha", "Aysha", "Aishah"), ("Fatima", "Fatema", "Fatimah", "Fathima"), ("Khadija", "Khadijah"),
    ("Chaudhry", "Choudhury", "Chowdhury", "Chaudhary"), ("Rehman", "Rahman", "Raheman"), ("Omar", "Umar", "Omer"),
    ("Abdi", "Cabdi"), ("Hassan", "Hasan", "Xasan"), ("Ibrahim", "Ibraheem", "Ebrahim"), ("Akhtar", "Akhter"),
    ("Iqbal", "Eqbal"), ("Qureshi", "Quraishi", "Kureshi"), ("Siddiqui", "Siddique"), ("Sheikh", "Shaikh", "Shaykh"),
    ("Parveen", "Perveen", "Parvin"), ("Yasmin", "Yasmeen", "Jasmin"), ("Zainab", "Zaynab"), ("Fadumo", "Faduma"),
    ("Begum", "Bagum"), ("Jennifer", "Jenifer"), ("Catherine", "Katherine", "Kathryn", "Catharine"),
    ("Stephen", "Steven"), ("Ann", "Anne"), ("Sarah", "Sara"), ("Geoffrey", "Jeffrey"), ("Niamh", "Neve"),
    ("Siobhan", "Shevaun"), ("Philip", "Phillip"), ("Thompson", "Thomson"), ("Clarke", "Clark"), ("Reid", "Read"),
    ("Nguyen", "Nguyên", "Ngyuen"), ("Diallo", "Jallow", "Djallo"), ("Sesay", "Sesey"), ("Zhang", "Chang"),
)  # fmt: skip
_VARIANTS = {name: [other for other in group if other != name] for group in _SPELLINGS for name in group}

# Origins among whom the family is often written first, and those who are known by a second given name.
_FAMILY_FIRST = {
    "chinese-vietnamese": 0.12,
    "somali-arab": 0.05,
    "west-african": 0.06,
    "pakistani": 0.06,
    "indian": 0.04,
}
_SPELT_OTHERWISE = {"pakistani": 0.22, "somali-arab": 0.25, "west-african": 0.06}
_BY_MIDDLE, _BOTH_GIVEN = 0.15, 0.25
_HONOURED = frozenset(("Mohammed", "Muhammad", "Mohamed", "Abdul", "Syed", "Ghulam"))
# Women of these names are also written with the family name of husband or father.
_TITLES = frozenset(("Begum", "Bibi", "Kaur", "Singh", "Khatun", "Parveen", "Akhtar"))
# No letter of Polish, Turkish or Vietnamese that Unicode cannot take apart.
_FLAT = str.maketrans("łŁđĐøØ", "lLdDoO")


def write_names(rng: Random, habit: Habit, resident: Resident, family: str) -> tuple[str, str]:
    """Given and family name; the given name may be empty."""
    family = _choose_family(rng, habit, resident, family)
    given = _choose_given(rng, habit, resident)
    given, family = _respell(rng, resident, given), _respell(rng, resident, family)
    if rng.random() < habit.slips:
        given, family = (slip(rng, given), family) if rng.random() < 0.45 else (given, slip(rng, family))
    if rng.random() < habit.swapped + _FAMILY_FIRST.get(resident.origin.name, 0.0):
        given, family = family, given
    if rng.random() < habit.no_given:
        given = ""
    if habit.upper or rng.random() < 0.05:
        return given.upper(), family.upper()
    return (given.lower(), family.lower()) if rng.random() < 0.02 else (given, family)


def _choose_given(rng: Random, habit: Habit, resident: Resident) -> str:
    given, middle, drawn = resident.given, resident.middle, rng.random()
    if drawn < habit.nickname:
        known = [*_ALSO.get(given, ()), *([NICKNAMES[given]] if given in NICKNAMES else [])]
        given = rng.choice(known) if known else given
    elif drawn < habit.nickname + habit.initial:
        return given[0]
    if not middle:
        return given
    known_by_middle = 0.35 if given in _HONOURED else _BY_MIDDLE * habit.other_form
    if rng.random() < known_by_middle:
        return middle
    if rng.random() < _BOTH_GIVEN:
        return f"{given} {middle}" if rng.random() < 0.7 else f"{given} {middle[0]}"
    return given


def _choose_family(rng: Random, habit: Habit, resident: Resident, family: str) -> str:
    drawn = rng.random()
    if resident.alias and drawn < habit.other_form / 3:
        return resident.alias
    if family in _TITLES and drawn < habit.other_form / 2:
        others = [mate.family for mate in resident.mates if mate.family != family]
        return others[0] if others else family
    for mark in ("-", "'"):
        if mark in family and rng.random() < habit.other_form:
            return _divide(rng, family, mark)
    if family.startswith("Mc") and rng.random() < habit.other_form / 2:
        return rng.choice((f"Mac{family[2:]}", f"Mc {family[2:]}"))
    return family


def _divide(rng: Random, family: str, mark: str) -> str:
    one, other = family.split(mark, 1)
    if mark == "'":
        return rng.choice((f"{one}{other}", f"{one} {other}", other))
    return rng.choice((f"{one} {other}", one, other, other, f"{other}-{one}", f"{one}{other.lower()}"))


def _respell(rng: Random, resident: Resident, name: str) -> str:
    share = _SPELT_OTHERWISE.get(resident.origin.name, 0.03)
    words = [
        rng.choice(_VARIANTS[word]) if word in _VARIANTS and rng.random() < share else word for word in name.split(" ")
    ]
    spelt = " ".join(words)
    if spelt.isascii() or rng.random() < 0.15:
        return spelt
    folded = unicodedata.normalize("NFKD", spelt.translate(_FLAT))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))
