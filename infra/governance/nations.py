"""What differs between England and Wales. Every reference here is for counsel to check before anybody relies on it.

Some of the statutes were read at legislation.gov.uk; the rest is named from general knowledge of the statute book.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Nation:
    """``limits``: what a gateway does not carry, told where the partnership file names its Act. ``signing``: what the
    framework asks beside a signature. ``confidence``: of patients' information. ``language``: what the law of the place
    asks of languages. ``checked``: how far the references were.
    ``words``: of these papers that mean something else there."""

    name: str
    folder: str
    children: str
    adults: str
    further: tuple[str, ...]
    limits: tuple[str, ...]
    guidance: str
    framework: str
    signing: str
    confidence: str
    equality: str
    assurance: str
    transparency: str
    language: str
    checked: str
    words: str = ""


_VIOLENCE = (
    "Police, Crime, Sentencing and Courts Act 2022, section 16(4): it lets no patient information go, and no personal "
    "information of a health or social care authority: what they give for serious violence needs another gateway"
)
_CRIME = (
    "Crime and Disorder Act 1998, section 115: a power, for what that Act asks and towards the authorities that it "
    "names, and no duty"
)
_SLAVERY = (
    "Modern Slavery Act 2015, section 52: a duty to tell the Secretary of State of who may be a victim, and no gateway "
    "between partners"
)
ENGLAND = Nation(
    name="England",
    folder="england",
    children="Children Act 1989, sections 17 and 47; Children Act 2004, sections 10 and 11",
    adults="Care Act 2014, sections 6, 42 and 45",
    further=(
        "Children's Wellbeing and Schools Act 2026, section 4 (Children Act 2004, sections 16LA and 16LC: a duty to "
        "share, and a consistent identifier), from the day that regulations bring it into force",
    ),
    limits=(
        _VIOLENCE,
        _CRIME,
        _SLAVERY,
        "Health and Social Care Act 2012, section 251B: between those who commission and provide health care and adult "
        "social care, for the care of the person, and no duty where the person objects; it carries nothing that "
        "police, fire or children's social care send, to the 28-day risk either",
    ),
    guidance="Working Together to Safeguard Children 2026; the Department for Education's advice on information "
    "sharing (2024)",
    framework="the partnership's own information sharing framework",
    signing="",
    confidence=(
        "The common-law duty of confidentiality and the eight Caldicott principles ‡. The national data opt-out ‡ "
        "does not stop individual care, nor what a law or an overriding public interest asks; whether it reaches "
        "anything beyond that (models that learn from patients, lines in `analysis`) is for the Caldicott Guardian. "
        "Linnet does not look it up: whom it reaches the trust has to leave out"
    ),
    equality="Equality Act 2010, section 149",
    assurance="DCB0129 and DCB0160 (clinical risk management), DTAC version 2.0",
    transparency="Algorithmic Transparency Recording Standard, version 3",
    language="",
    checked="Some were read at their source, and some were not",
)
WALES = Nation(
    name="Wales",
    folder="wales",
    children=(
        "Children Act 1989, section 47; Children Act 2004, sections 25 and 28; Social Services and Well-being (Wales) "
        "Act 2014, parts 3, 4, 6 and 7 (section 130: reporting children at risk; section 164: co-operation and "
        "information)"
    ),
    adults="Social Services and Well-being (Wales) Act 2014, part 7 (section 126: enquiries; section 128: "
    "reporting adults at risk; section 137: information for a Safeguarding Board) and section 164",
    further=("Violence against Women, Domestic Abuse and Sexual Violence (Wales) Act 2015",),
    limits=(
        _VIOLENCE,
        _CRIME,
        _SLAVERY,
        "Health and Social Care Act 2012, section 251B: about care in England, and no gateway in Wales; the direct "
        "care of a caseload needs another there, such as the Mental Health (Wales) Measure 2010, part 2",
    ),
    guidance="Working Together to Safeguard People (statutory guidance on part 7 of the 2014 Act); the Wales "
    "Safeguarding Procedures",
    framework="the Wales Accord on the Sharing of Personal Information (WASPI)",
    signing=(
        "Each partner has to have signed the Accord; the protocol goes on WASPI's own template, with its table of "
        "flows, and through its quality assurance before it is signed"
    ),
    confidence=(
        "The common-law duty of confidentiality and the Caldicott principles ‡. The national data opt-out is "
        "England's, and there is none in Wales ‡"
    ),
    equality="Equality Act 2010, section 149, and the Equality Act 2010 (Statutory Duties) (Wales) Regulations 2011",
    assurance=(
        "DCB0129, DCB0160 and DTAC are England's; what Digital Health and Care Wales asks for in their place is "
        "for the partnership to find out, and these papers answer the English ones until then"
    ),
    transparency="the Algorithmic Transparency Recording Standard is made for England's central government, and "
    "used here as a form",
    language=(
        "The pages of Linnet, its e-mails and these papers are in English only. What Welsh language standards under "
        "the Welsh Language (Wales) Measure 2011 ‡ ask of each organisation its compliance notice says; the privacy "
        "notice and the accessibility statement are for the public, and are to be expected in Welsh too."
    ),
    checked="Some were read at their source, and most were not",
    words=(
        " What Linnet calls a mental health trust is a Local Health Board here, and data sets that it names (ECDS, "
        "MHSDS, the children in need census, Care Act data) are England's: what is sent in their place is for each "
        "sender to say."
    ),
)
NATIONS = (ENGLAND, WALES)
