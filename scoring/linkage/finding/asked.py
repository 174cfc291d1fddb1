"""What somebody asks for, read from what they typed."""

from dataclasses import dataclass

from scoring.linkage.records import Place


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """As much of an address as was given: ``number`` and ``words`` as :class:`scoring.linkage.finding.doors.Door` has
    them, ``postcode`` whole and without its space, or only its first half in ``outward``. ``place`` says the same as a
    record would."""

    number: str
    words: tuple[str, ...]
    postcode: str
    outward: str
    uprn: str
    place: Place


@dataclass(frozen=True, slots=True)
class PersonAsked:
    """``words`` of names in compare form and in the order they were typed. ``births`` are whole ISO dates, ``years``
    those in which somebody of the age asked for was born; ``local_ids`` as typed. ``place_first``: no word was typed
    before the address, so that those after it are its town rather than anybody's name."""

    words: tuple[str, ...] = ()
    births: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    nhs_number: str = ""
    local_ids: tuple[str, ...] = ()
    whereabouts: Whereabouts | None = None
    place_first: bool = False


AddressAsked = Whereabouts
