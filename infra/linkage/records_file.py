"""Records of persons in a CSV file, whatever their columns are called, as linkage reads them."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from uk_postcodes_parsing import ukpostcode

from scoring.linkage.records import Place, read_place
from scoring.observed import ObservedAddress, ObservedPerson
from streams.errors import Invalid

COLUMNS = (
    "record_id", "source", "given_name", "family_name", "birth_date", "gender", "address", "postcode", "uprn",
    "nhs_number",
)  # fmt: skip
_GENDERS = {"M": "1", "MALE": "1", "F": "2", "FEMALE": "2"}
_UK_DATE = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
# With or without a time, as spreadsheets and databases write it.
_ISO_DATE = re.compile(r"^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ]\d{2}:?\d{2}.*)?$")
# Longer than this no field is; linkage cuts what it reads at far less.
_LONGEST = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Row:
    record_id: str
    source: str
    person: ObservedPerson
    address: ObservedAddress | None
    others: Mapping[str, str]

    @property
    def place(self) -> Place | None:
        return read_place(self.address) if self.address else None


def read_rows(path: Path, named: Mapping[str, str]) -> Iterator[Row]:
    """``named``: our column to the file's, where they differ. A column that the file has not is empty throughout.

    Raises :class:`Invalid` for a file that is not UTF-8 text, has no record_id column, a row without one, or one twice.
    """
    csv.field_size_limit(_LONGEST)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            _check_columns(path, reader.fieldnames or (), named)
            seen: set[str] = set()
            for row in reader:
                record = (row.get(named.get("record_id", "record_id")) or "").strip()
                if not record or record in seen:
                    fault = "has no record_id" if not record else "has a record_id that came before"
                    raise Invalid("record-id", f"{path.name}, line {reader.line_num} {fault}")
                seen.add(record)
                yield _read(record, row, named)
    except UnicodeDecodeError:
        raise Invalid("encoding", f"{path.name} is not UTF-8 text; save it as CSV UTF-8") from None
    except csv.Error as fault:
        raise Invalid("csv", f"{path.name}, line {reader.line_num} is no CSV: {fault}") from None
    except OSError as fault:
        raise Invalid("file", f"{path} cannot be read: {fault.strerror}") from None


def _check_columns(path: Path, found: object, named: Mapping[str, str]) -> None:
    there = set(found) if isinstance(found, list | tuple) else set()
    if unknown := named.keys() - set(COLUMNS):
        raise Invalid("column", f"{', '.join(sorted(unknown))}: not a column of ours; these are: {', '.join(COLUMNS)}")
    wanted = {named.get("record_id", "record_id"), *named.values()}
    if missing := wanted - there:
        raise Invalid("column", f"{path.name} has no column {', '.join(sorted(missing))}; map columns with --column")


def _read(record: str, row: Mapping[str, str | None], named: Mapping[str, str]) -> Row:
    said = {column: " ".join((row.get(named.get(column, column)) or "").split()) for column in COLUMNS}
    person = ObservedPerson(
        given_name=said["given_name"],
        family_name=said["family_name"],
        birth_date=_read_date(said["birth_date"]),
        gender=_GENDERS.get(said["gender"].upper(), said["gender"]),
        nhs_number=re.sub(r"[\s-]", "", said["nhs_number"]),
    )
    address = ObservedAddress(said["address"], _read_postcode(said["postcode"]), said["uprn"].lstrip("0"))
    there = address.text or address.postcode or address.uprn
    return Row(record, said["source"], person, address if there else None, {k: v or "" for k, v in row.items() if k})


def _read_date(text: str) -> str:
    if parts := _UK_DATE.match(text):
        return f"{parts[3]}-{int(parts[2]):02}-{int(parts[1]):02}"
    if parts := _ISO_DATE.match(text):
        return f"{parts[1]}-{parts[2]}-{parts[3]}"
    return text


def _read_postcode(text: str) -> str:
    # What is no UK postcode stays as it is: other countries have them too.
    return ukpostcode.to_normalised(text.replace(" ", "").upper()) or text.upper()
