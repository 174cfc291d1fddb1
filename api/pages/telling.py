"""What has changed lately, in plain words. A number that is high blames nobody: it says that somebody may need help."""

from api.answers.parts import Developments
from api.answers.persons import PersonDevelopments
from api.pages.wording import count_things
from scoring.indicators.catalogue import INDICATORS
from scoring.indicators.declaring import Indicator

_YEAR = 13
_NEVER = 100 * _YEAR
_DECLARED = {indicator.name: indicator for indicator in INDICATORS}
# The catalogue's name to what a page calls it.
_TERMS = {
    "usual-rate": "Last 28 days",
    "surprise": "How unusual",
    "pace": "Pace",
    "agencies-new": "New agencies",
    "people-new": "New people",
    "children-known": "Children",
    "missed-appointments": "Appointments",
    "addresses-seen": "Places",
    "open-cases": "Open cases",
}


def tell_usual(found: Developments) -> str:
    """
    >>> told = {"contacts": 5, "surprise": 8.0, "pace": None, "agencies_new": [], "open_cases": 0}
    >>> tell_usual(Developments(usual_rate=2.2307, usual_over=13, **told))
    'usually 2.2, going by the 12 months before'
    >>> tell_usual(Developments(usual_rate=0.0, usual_over=1, **told))
    'none in the 4 weeks before'
    """
    before = "the 12 months before" if found.usual_over == _YEAR else f"the {4 * found.usual_over} weeks before"
    return f"usually {write_rate(found.usual_rate)}, going by {before}" if found.usual_rate else f"none in {before}"


def write_rate(rate: float) -> str:
    """
    >>> write_rate(0.0769), write_rate(0.34), write_rate(3.0), write_rate(12.6)
    ('fewer than 0.1', '0.3', '3', '13')
    """
    if 0 < rate < 0.1:
        return "fewer than 0.1"
    return f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}".removesuffix(".0")


def tell_surprise(months: float) -> str:
    """In months of 28 days, of which 13 are a year.

    >>> tell_surprise(2.4), tell_surprise(7.6)
    ('Not unusual', 'Unusual: about one month in 8 has as many')
    >>> tell_surprise(40.0)
    'Very unusual: about one month in 3 years has as many'
    """
    if months < 3:
        return "Not unusual"
    if months < 2 * _YEAR:
        return f"{'Very unusual' if months >= _YEAR else 'Unusual'}: about one month in {months:.0f} has as many"
    if months > _NEVER:
        return "Very unusual: less than one month in 100 years has as many"
    return f"Very unusual: about one month in {months / _YEAR:.0f} years has as many"


def tell_pace(pace: float | None) -> str:
    """
    >>> tell_pace(None), tell_pace(1.2)
    ('Too little to tell', 'About as often as in the 91 days before')
    >>> tell_pace(2.26), tell_pace(0.5)
    ('About 2.3 times as often as in the 91 days before', 'Less often than in the 91 days before')
    """
    if pace is None:
        return "Too little to tell"
    if pace < 2 / 3:
        return "Less often than in the 91 days before"
    often = "as often" if pace < 1.5 else f"{write_rate(pace)} times as often"
    return f"About {often} as in the 91 days before"


def tell_missed(found: PersonDevelopments) -> str:
    """A child does not fail to attend: somebody did not bring them."""
    if not found.missed:
        return "No hospital or community appointment missed in 12 months"
    said = f"{count_things(found.missed, 'hospital or community appointment')} in 12 months"
    return f"Was not brought to {said}" if found.not_brought else f"Missed {said}"


def name_development(name: str) -> str:
    return _TERMS[name]


def explain(*names: str) -> list[Indicator]:
    """What the page shows, as the catalogue declares it."""
    return [_DECLARED[name] for name in names]
