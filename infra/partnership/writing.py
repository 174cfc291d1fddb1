"""How each agency writes an address down. The council has a gazetteer, the police a notebook, the crew a radio."""

from collections.abc import Callable
from random import Random

from infra.partnership.places import Dwelling
from infra.partnership.slips import slip
from infra.partnership.street_names import SUFFIXES
from streams.codes.agencies import Agency

Written = dict[str, str]

# No fixed abode, as the NHS Postcode Directory's pseudo-postcode says it.
NOWHERE: Written = {"text": "No fixed abode", "postcode": "ZZ99 3VZ"}

_FLATS = ("Flat", "Flt", "F", "Apt")
# Share of gazetteer matches that stop at the building.
_PARENT = 0.01


def write_address(rng: Random, agency: Agency, dwelling: Dwelling) -> Written:
    return _WRITERS[agency](rng, dwelling)


def write_tidily(dwelling: Dwelling) -> str:
    """
    >>> write_tidily(Dwelling("A1", "1", "Flat 2", "Heron House", "14", "Mill Road", "", "Northmoor", "NM1 1AA"))
    'Flat 2, Heron House, 14 Mill Road, Northmoor'
    """
    return _join(dwelling.flat, dwelling.building, _street(dwelling), dwelling.locality, dwelling.town)


def _write_council(rng: Random, dwelling: Dwelling) -> Written:
    written = {"text": write_tidily(dwelling).upper(), "postcode": dwelling.postcode}
    return written | _give_uprn(rng, dwelling, 0.93)


def _write_police(rng: Random, dwelling: Dwelling) -> Written:
    street = _shorten(_street(dwelling)) if rng.random() < 0.7 else _street(dwelling)
    flat = _shorten_flat(rng, dwelling.flat) if rng.random() < 0.4 else dwelling.flat
    town = dwelling.town if rng.random() < 0.5 else ""
    building = dwelling.building if rng.random() < 0.6 or not dwelling.number else ""
    first = (street, flat, building) if rng.random() < 0.55 else (flat, building, street)
    text = _slip_somewhere(rng, _join(*first, dwelling.locality if rng.random() < 0.5 else "", town), 0.03)
    return {"text": text} | _give_postcode(rng, dwelling, 0.72) | _give_uprn(rng, dwelling, 0.12)


def _write_fire(rng: Random, dwelling: Dwelling) -> Written:
    flat = _shorten_flat(rng, dwelling.flat)
    text = " ".join(part for part in (flat, dwelling.building, _shorten(_street(dwelling))) if part).upper()
    return {"text": text} | _give_postcode(rng, dwelling, 0.35) | _give_uprn(rng, dwelling, 0.97)


def _write_health(rng: Random, dwelling: Dwelling) -> Written:
    flat = dwelling.flat.replace("Flat ", "Apartment ") if rng.random() < 0.1 else dwelling.flat
    street = _shorten(_street(dwelling)) if rng.random() < 0.25 else _street(dwelling)
    lines = _join(flat, dwelling.building, street, dwelling.locality, dwelling.town)
    return {"text": _slip_somewhere(rng, lines, 0.02)} | _give_postcode(rng, dwelling, 0.97)


def _write_ambulance(rng: Random, dwelling: Dwelling) -> Written:
    flat = _shorten_flat(rng, dwelling.flat)
    parts = (flat, dwelling.building, _shorten(_street(dwelling)), dwelling.town if rng.random() < 0.5 else "")
    text = _slip_somewhere(rng, " ".join(part for part in parts if part), 0.14)
    written = {"text": text.lower() if rng.random() < 0.3 else text}
    return written | _give_postcode(rng, dwelling, 0.8) | _give_uprn(rng, dwelling, 0.2)


def _write_record(rng: Random, dwelling: Dwelling) -> Written:
    written = {"text": write_tidily(dwelling)} | _give_postcode(rng, dwelling, 0.99)
    return written | _give_uprn(rng, dwelling, 0.3)


_WRITERS: dict[Agency, Callable[[Random, Dwelling], Written]] = {
    Agency.COUNCIL: _write_council,
    Agency.FIRE: _write_fire,
    Agency.HEALTH: _write_health,
    Agency.POLICE: _write_police,
    Agency.AMBULANCE: _write_ambulance,
    Agency.EHR: _write_record,
}


def _street(dwelling: Dwelling) -> str:
    return f"{dwelling.number} {dwelling.street}".strip()


def _join(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _shorten(street: str) -> str:
    words, _, suffix = street.rpartition(" ")
    return f"{words} {SUFFIXES.get(suffix, suffix)}"


def _shorten_flat(rng: Random, flat: str) -> str:
    label, _, which = flat.rpartition(" ")
    if label != "Flat":
        return flat.replace(" Floor Flat", " flr flat")
    short = rng.choice(_FLATS)
    return f"F{which}" if short == "F" and which.isdigit() else f"{'Flat' if short == 'F' else short} {which}"


def _slip_somewhere(rng: Random, text: str, share: float) -> str:
    if rng.random() >= share:
        return text
    words = text.split(" ")
    # Only words: a number or a flat read wrongly would be another home, not a misspelling of this one.
    fit = [at for at, word in enumerate(words) if word.rstrip(",").isalpha() and len(word) > 4]
    if fit:
        at = rng.choice(fit)
        words[at] = slip(rng, words[at])
    return " ".join(words)


def _give_postcode(rng: Random, dwelling: Dwelling, share: float) -> Written:
    return {"postcode": dwelling.postcode} if rng.random() < share else {}


def _give_uprn(rng: Random, dwelling: Dwelling, share: float) -> Written:
    if rng.random() >= share:
        return {}
    return {"uprn": dwelling.parent_uprn if dwelling.parent_uprn and rng.random() < _PARENT else dwelling.uprn}
