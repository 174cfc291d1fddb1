"""A unit, its building and its street, so that a building's page can list its flats and a flat's its building."""

from scoring.linkage.places.forms import Form, read_form
from scoring.linkage.records import Place


def building_key(place: Place) -> str:
    """Equal for a building and all its units in one postcode; empty where the text singles out no building."""
    form = read_form(place)
    door, street = form.premises.number or form.name, _street_key(form)
    return f"{door}|{street}" if door and street else ""


def street_key(place: Place) -> str:
    """Equal for all along one street in one postcode district. Without a postcode the town stands for the district."""
    return _street_key(read_form(place))


def is_unit(place: Place) -> bool:
    """Whether the place is one of several behind a door; what is no unit may be their building."""
    return bool(read_form(place).premises.flat)


def _street_key(form: Form) -> str:
    along = form.street or form.name
    return f"{along}|{_district(form)}" if along else ""


def _district(form: Form) -> str:
    return form.postcode[:-3] or min(form.locality, default="")
