"""A partnership's list of its addresses: OS AddressBase as CSV, or a gazetteer of the council's own.

Columns as in Ordnance Survey's technical specifications of AddressBase Core, AddressBase and AddressBase Plus, by
their names, so that their order and further columns are nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from infra.linkage.listed import read_header, read_lines, take
from streams.errors import Invalid

Row = tuple[str, str, str]
_Columns = Mapping[str, str]

_SINGLE = ("SINGLELINEADDRESS", "ADDRESS", "FULLADDRESS")
# AddressBase calls the postcode of the delivery point and that of the council's record by these names.
_POSTCODES = ("POSTCODE", "POSTCODELOCATOR")


def read_gazetteer(path: Path) -> Iterator[Row]:
    """(uprn, text, postcode) of each line, the UPRN without leading zeros. Lines that hold no address are left out.

    Raises :class:`Invalid` for a file whose header is of none of the layouts, and for a line without a UPRN.
    """
    write = _choose(path, set(read_header(path)))
    for line in read_lines(path):
        uprn = take(line, path, "UPRN").lstrip("0")
        if not uprn.isdigit():
            raise Invalid("uprn", f"{path.name}, line {line[0]}: a UPRN is a whole number", "UPRN")
        columns = line[1]
        if text := write(columns):
            yield uprn, text, next((columns[name] for name in _POSTCODES if columns.get(name)), "")


def _choose(path: Path, header: set[str]) -> Callable[[_Columns], str]:
    if "UPRN" in header and not header.isdisjoint(_SINGLE):
        return _write_line
    if {"UPRN", "PAOSTARTNUMBER"} <= header and not header.isdisjoint(("STREETDESCRIPTION", "STREET")):
        return _write_council
    if {"UPRN", "BUILDINGNUMBER"} <= header and not header.isdisjoint(("THOROUGHFARE", "STREETNAME")):
        return _write_delivery
    raise Invalid(
        "gazetteer",
        f"{path.name} is no list of addresses: its first line must name the columns, either uprn, address, postcode"
        " or those of OS AddressBase (which supplies them as a header file of their own)",
    )


def _write_line(columns: _Columns) -> str:
    return next((columns[name] for name in _SINGLE if columns.get(name)), "")


def _write_council(columns: _Columns) -> str:
    """Secondary and primary addressable objects, as in BS 7666 and AddressBase Plus."""
    flat = _join(columns.get("SAOTEXT", ""), _number(columns, "SAO"), mark=" ")
    # A secondary number alone would be read as the house's.
    flat = f"Flat {flat}" if flat[:1].isdigit() else flat
    street = columns.get("STREETDESCRIPTION") or columns.get("STREET", "")
    numbered = _join(_number(columns, "PAO"), street, mark=" ")
    town = columns.get("TOWNNAME") or columns.get("POSTTOWN", "")
    locality = columns.get("LOCALITY") or columns.get("LOCALITYNAME", "")
    return _join(flat, columns.get("PAOTEXT", ""), numbered, locality, town)


def _number(columns: _Columns, which: str) -> str:
    """
    >>> _number({"PAOSTARTNUMBER": "12", "PAOSTARTSUFFIX": "A", "PAOENDNUMBER": "14"}, "PAO")
    '12A-14'
    """
    start, end = (
        columns.get(f"{which}{at}NUMBER", "") + columns.get(f"{which}{at}SUFFIX", "") for at in ("START", "END")
    )
    return _join(start, end, mark="-")


def _write_delivery(columns: _Columns) -> str:
    """Delivery points, as in AddressBase, and the parts of AddressBase Core."""
    unit = columns.get("SUBBUILDINGNAME") or columns.get("SUBBUILDING", "")
    street = columns.get("THOROUGHFARE") or columns.get("STREETNAME", "")
    aside = columns.get("DEPENDENTTHOROUGHFARE", "")
    numbered = _join(columns.get("BUILDINGNUMBER", ""), aside or street, mark=" ")
    locality = columns.get("DEPENDENTLOCALITY") or columns.get("LOCALITY", "")
    town = columns.get("POSTTOWN") or columns.get("TOWNNAME", "")
    return _join(unit, columns.get("BUILDINGNAME", ""), numbered, street if aside else "", locality, town)


def _join(*parts: str, mark: str = ", ") -> str:
    return mark.join(part for part in parts if part)
