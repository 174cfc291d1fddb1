"""How a person or an address is introduced, when several records say it in several ways."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from scoring.linkage.names import compare_form
from scoring.linkage.records import Identity, Place
from streams.codes.agencies import Agency

Said = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonParticulars:
    """In the fullest record's words, filled up from the others; empty where nobody knows. ``other_...`` is what
    records say differently. ``agencies`` have a record of the person."""

    name: str
    birth_date: str
    gender: str
    nhs_number: str
    other_names: Said
    other_birth_dates: Said
    other_nhs_numbers: Said
    agencies: tuple[Agency, ...]

    @property
    def nhs_numbers(self) -> Said:
        return tuple(one for one in (self.nhs_number, *self.other_nhs_numbers) if one)


@dataclass(frozen=True, slots=True)
class AddressParticulars:
    """``also_written`` has every other wording, with its postcode where that differs. ``listed``: a list of addresses
    has it."""

    text: str
    postcode: str
    uprn: str
    also_written: Said
    listed: bool = False


def introduce_person(identities: Iterable[Identity]) -> PersonParticulars:
    ordered = sorted(identities, key=_fullness)
    names = {compare_form(name): name for one in reversed(ordered) if (name := write_name(one))}
    known = {one.agency for one in ordered}
    name, other_names = _split(write_name(one) for one in ordered)
    birth_date, other_births = _split(one.birth_date for one in ordered)
    nhs_number, other_numbers = _split(one.nhs_number for one in ordered)
    gender, _ = _split(one.gender for one in ordered)
    # Two ways of typing one name are one name here.
    others = tuple(
        names[form] for form in sorted({compare_form(other) for other in other_names} - {compare_form(name)})
    )
    agencies = tuple(agency for agency in Agency if agency.value in known)
    return PersonParticulars(name, birth_date, gender, nhs_number, others, other_births, other_numbers, agencies)


def write_name(identity: Identity) -> str:
    return f"{identity.given_name} {identity.family_name}".strip()


def introduce_address(places: Iterable[Place], listed: Collection[Place] = ()) -> AddressParticulars:
    """``listed`` are those of ``places`` that a list of addresses has: their words come first."""
    ordered = sorted(places, key=lambda place: (place not in listed, _legibility(place)))
    text, _ = _split(place.text for place in ordered)
    postcode, _ = _split(place.postcode for place in ordered)
    uprn, _ = _split(place.uprn for place in ordered)
    wordings: dict[str, str] = {}
    for place in ordered:
        elsewhere = place.postcode if place.postcode != postcode else ""
        words = ", ".join(part for part in (place.text, elsewhere) if part)
        wordings.setdefault(words.casefold(), words)
    also = sorted(words for form, words in wordings.items() if form not in ("", text.casefold()))
    return AddressParticulars(text, postcode, uprn, tuple(also), bool(listed))


def _split(values: Iterable[str]) -> tuple[str, Said]:
    """The first that says anything, and what else is said, sorted."""
    said = [value for value in dict.fromkeys(values) if value]
    return (said[0] if said else ""), tuple(sorted(said[1:]))


def _fullness(identity: Identity) -> tuple[int, int, tuple[str, ...]]:
    said = (identity.given_name, identity.family_name, identity.birth_date, identity.gender, identity.nhs_number)
    # Of two as full, the longer given name is rather the whole of the other than the other way about; beyond
    # that any order will do, as long as it is one.
    return -sum(map(bool, said)), -len(identity.given_name), (*said, identity.agency)


def _legibility(place: Place) -> tuple[bool, int, tuple[str, ...]]:
    return not place.postcode, -len(place.text), (place.text, place.postcode, place.uprn)
