"""What differs between England and Wales. Every reference here is for counsel to check before anybody relies on it.

Those for England follow the notes this project was built by; those for Wales are named from general knowledge of the
statute book and were not read at their source.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Nation:
    """``checked``: how far the references were. ``language``: what the law of the place asks of languages."""

    name: str
    folder: str
    children: str
    adults: str
    further: tuple[str, ...]
    guidance: str
    framework: str
    assurance: str
    transparency: str
    language: str
    checked: str


ENGLAND = Nation(
    name="England",
    folder="england",
    children="Children Act 1989, sections 17 and 47; Children Act 2004, sections 10 and 11",
    adults="Care Act 2014, sections 6, 42 and 45",
    further=(
        "Children's Wellbeing and Schools Act 2026, section 4 (Children Act 2004, sections 16LA and 16LC: a "
        "duty to share, "
        "and a consistent identifier), from the day that regulations bring it into force",
    ),
    guidance="Working Together to Safeguard Children 2026; the Department for Education's advice on information "
    "sharing (2024)",
    framework="the partnership's own information sharing framework",
    assurance="DCB0129 and DCB0160 (clinical risk management), DTAC version 2.0",
    transparency="Algorithmic Transparency Recording Standard, version 3",
    language="",
    checked="They were taken from this project's notes, in which some were read at their source and some were not",
)
WALES = Nation(
    name="Wales",
    folder="wales",
    children=(
        "Children Act 1989, section 47; Children Act 2004, sections 25 and 28; Social Services and Well-being "
        "(Wales) Act "
        "2014, parts 4 and 7 (section 130: reporting children at risk)"
    ),
    adults="Social Services and Well-being (Wales) Act 2014, part 7 (section 126: enquiries; section 128: "
    "reporting adults at risk)",
    further=(),
    guidance="the Wales Safeguarding Procedures",
    framework="the Wales Accord on the Sharing of Personal Information (WASPI)",
    assurance=(
        "DCB0129, DCB0160 and DTAC are England's; what Digital Health and Care Wales asks for in their place is "
        "for the "
        "partnership to find out, and these papers answer the English ones until then"
    ),
    transparency="the Algorithmic Transparency Recording Standard is made for England's central government, and "
    "used here as a form",
    language=(
        "The pages of Linnet, its e-mails and these papers are in English only. Whether Welsh language "
        "standards under the Welsh "
        "Language (Wales) Measure 2011 ask for more ‡ is for each organisation to say before anybody uses them."
    ),
    checked="They are named from general knowledge, and none was read at its source",
)
NATIONS = (ENGLAND, WALES)
