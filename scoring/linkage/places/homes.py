"""Whether an address is one household's, so that whoever is said to live there twice may be taken for one person."""

from scoring.linkage.places.parsing import parse
from scoring.linkage.places.postcodes import PSEUDO, mend_postcode
from scoring.linkage.places.premises import Premises
from scoring.linkage.places.words import ASIDES, BLOCKS, GROUNDS

# A flat of which neither number nor floor is told.
_SOME_FLAT = "FLAT"
# In the rear of a house people live.
_BESIDE = frozenset(ASIDES.values()) - {"REAR"}


def is_home(address: str, postcode: str) -> bool:
    """A house's number with its street, or its name with a street or a postcode: a name alone may be a town's. Not a
    block or a caravan park whose flat or pitch is not told, nor what is only beside a house.

    >>> is_home("Rose Cottage, Mill Lane", ""), is_home("Rose Cottage", "NM4 2QX"), is_home("Northmoor", "")
    (True, True, False)
    >>> is_home("Flat 2, Heron Tower, Mill Road", ""), is_home("Heron Tower, Mill Road", "")
    (True, False)
    """
    premises, code = parse(address), mend_postcode(postcode)
    if premises.communal or premises.nowhere or code.startswith(PSEUDO):
        return False
    if _holds_many(premises) or premises.flat in _BESIDE:
        return False
    if premises.number:
        return bool(premises.street)
    return bool(premises.name and (premises.street or premises.postcode or code))


def _holds_many(premises: Premises) -> bool:
    """Of cottages in a row the number tells one; of flats in a numbered block it tells none."""
    last = premises.name.rpartition(" ")[2]
    if premises.flat and premises.flat != _SOME_FLAT:
        return False
    return last in BLOCKS or (last in GROUNDS and not premises.number)
