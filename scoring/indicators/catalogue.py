"""What Linnet tells about a person or an address: declared here, documented from here, counted by these windows."""

from dataclasses import dataclass

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Window:
    """``(t - days, t]``: a contact exactly ``days`` old has left, one at the moment asked for is in."""

    name: str
    label: str
    days: int

    @property
    def seconds(self) -> float:
        return self.days * DAY


WINDOWS = (
    Window("days-7", "7 days", 7),
    Window("days-28", "28 days", 28),
    Window("days-91", "91 days", 91),
    Window("months-12", "12 months", 365),
)
# An agency counts as involved for a quarter after its last contact, as long as a quarterly review may take.
INVOLVED_WINDOW = WINDOWS[2]


@dataclass(frozen=True, slots=True)
class Indicator:
    """``window`` is a window's name, or empty where the indicator has none."""

    name: str
    unit: str
    meaning: str
    source: str
    window: str = ""


_MAST = "Multi-Agency Safeguarding Tracker: that an agency is involved, since when, and whom to ring"

INDICATORS = (
    *(
        Indicator(
            f"contacts-{window.name}",
            "contacts",
            f"Contacts of each agency and category in the last {window.label}",
            "Counted from the contacts that agencies sent, as they stand after corrections",
            window.name,
        )
        for window in WINDOWS
    ),
    Indicator("first-contact", "moment", "When the first contact of an agency and category happened", _MAST),
    Indicator("last-contact", "moment", "When the latest contact of an agency and category happened", _MAST),
    Indicator(
        "agency-involved",
        "yes or no",
        "The agency has an open case, referral or hospital stay, or had a contact in the window; with whom to ring",
        _MAST,
        INVOLVED_WINDOW.name,
    ),
    Indicator("people-at-address", "people", "People that agencies named in a contact at this address", _MAST),
    Indicator("addresses-of-person", "addresses", "Addresses that agencies named in a contact with this person", _MAST),
    Indicator(
        "data-to",
        "moment",
        "Up to when an agency's data has come in; no contact after it means nothing is known, not that nothing was",
        "NHS England and local authorities' practice for feeds: absence of data is not evidence of absence",
    ),
)
