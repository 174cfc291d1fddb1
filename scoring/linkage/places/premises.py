"""What an address says about one front door."""

import msgspec


class Premises(msgspec.Struct, frozen=True, gc=False):
    """All parts upper case, abbreviations undone, empty where the text does not say.

    ``flat`` is the unit's number or letter, or the floor where that is all there is ("GROUND"); ``floor`` the floor
    and position beside a number. ``postcode`` is the one inside the text. ``locality`` is what follows the street.
    """

    flat: str
    number: str
    name: str
    street: str
    locality: str = ""
    postcode: str = ""
    floor: str = ""
    # Of a home or a hostel: it says who shares a bathroom, and tells no addresses apart.
    room: str = ""
    # Many people who are no household: a hostel, a care home, a prison, a hospital, a school.
    communal: bool = False
    # No place at all: no fixed abode, unknown, withheld.
    nowhere: bool = False

    @property
    def key(self) -> str:
        return f"{self.flat}|{self.building}"

    @property
    def building(self) -> str:
        """The key without the unit: equal for all flats behind one door."""
        return f"{self.number}|{'' if self.number else self.name}|{self.street}"


NOWHERE = Premises("", "", "", "", nowhere=True)
