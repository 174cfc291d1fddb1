"""A police force's CSV with faults of many kinds in known lines, and what is to be said of each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

import nhs_number

HEADER = (
    *("Incident Ref", "Incident Date", "Incident Time", "Recorded", "Opening Code", "Restricted", "Nominal"),
    *("Surname", "Forename", "DOB", "Sex", "NHS No", "Location", "Postcode", "UPRN", "Officer", "Role", "Team"),
    *("Telephone", "Email", "Narrative"),
)
RECEIVED = datetime(2026, 11, 23, 3, tzinfo=UTC)
_BEGUN = datetime(2026, 4, 1)  # noqa: DTZ001 - wall-clock time, as the file has it
_MINUTES = 235 * 1440
_NAMES = ("Ashby", "Okafor", "Müller", "O'Neill", "Szczęsny", "Patel-Jones", "Bell", "Nguyễn", "Kaur", "Mac Giolla")
_CODES = ("ASB PERSONAL", "MISSING PERSON", "DOMESTIC INCIDENT", "CONCERN FOR SAFETY", "HOAX CALL", "PPN")
_PLACES = {name: place for place, name in enumerate(HEADER)}

Row = list[str]
Spoil = Callable[[Row], bytes]


@dataclass(slots=True)
class FaultyFile:
    """``expected``: code and field of each faulty line. ``good``: the ids of the other rows."""

    raw: bytes
    expected: dict[int, tuple[str, str]] = field(default_factory=dict)
    good: set[str] = field(default_factory=set)
    rows: int = 0


def put(**cells: str) -> Spoil:
    """Cells by column, with _ for the spaces of its name."""

    def spoil(row: Row) -> bytes:
        for name, cell in cells.items():
            row[_PLACES[name.replace("_", " ")]] = cell
        return line(row)

    return spoil


def line(row: Row, separator: str = ",") -> bytes:
    cells = (f'"{cell}"' if separator in cell or '"' in cell or "\n" in cell else cell for cell in row)
    return separator.join(cells).encode() + b"\r\n"


def _without(*names: str) -> Spoil:
    return put(**dict.fromkeys((name.replace(" ", "_") for name in names), ""))


def _unclosed(row: Row) -> bytes:
    row[_PLACES["Narrative"]] = ""
    return line(row).replace(row[_PLACES["Surname"]].encode(), b'"Ashby', 1)


def _inside(row: Row) -> bytes:
    row[_PLACES["Narrative"]] = ""
    return line(row).replace(row[_PLACES["Surname"]].encode(), b'"Ash"by"', 1)


def _latin(row: Row) -> bytes:
    return line(row).replace(row[_PLACES["Surname"]].encode(), "Müller".encode("cp1252"), 1)


PERSON = ("Nominal", "Surname", "Forename", "DOB", "Sex", "NHS No")
# code, field, and how a good row comes to have it.
FAULTS: tuple[tuple[str, str, Spoil], ...] = (
    ("cells-few", "row", lambda row: line(row[:-1])),
    ("cells-few", "row", lambda row: line(row[:3])),
    ("cells-many", "row", lambda row: line([*row, "more"])),
    ("delimiter", "row", lambda row: line([*row[:-1], ""], ";")),
    ("delimiter", "row", lambda row: line([*row[:-1], ""], "\t")),
    ("quotes", "row", _unclosed),
    ("quotes", "row", _inside),
    ("encoding", "person.family_name", _latin),
    ("not-printable", "address.text", put(Location="14 Mill\x07 Road")),
    ("id-missing", "id", put(Incident_Ref="")),
    ("id-form", "id", put(Incident_Ref="NP 12 (copy)")),
    ("id-form", "id", put(Incident_Ref="N" * 90)),
    ("date-form", "happened_at", put(Incident_Date="2026-11-01")),
    ("date-form", "happened_at", put(Incident_Date="01/11/26")),
    ("date-form", "happened_at", put(Incident_Date="yesterday")),
    ("date-real", "happened_at", put(Incident_Date="31/06/2026")),
    ("date-real", "happened_at", put(Incident_Date="11/23/2026")),
    ("date-real", "happened_at", put(Incident_Time="25:10")),
    ("date-real", "happened_at", put(Incident_Date="29/03/2026", Incident_Time="01:30")),
    ("field-missing", "happened_at", put(Incident_Date="", Incident_Time="")),
    ("date-form", "recorded_at", put(Recorded="46348.58")),
    ("moment-ahead", "recorded_at", put(Recorded="23/11/2062 10:00")),
    ("dates-out-of-order", "happened_at", put(Recorded="23/11/1826 10:00", Incident_Date="22/11/1826")),
    ("dates-out-of-order", "happened_at", put(Incident_Date="22/11/2026", Recorded="01/04/2026 09:00")),
    ("code-unknown", "category", put(Opening_Code="PARKING")),
    ("field-missing", "category", put(Opening_Code="")),
    ("code-unknown", "sensitivity", put(Restricted="MAYBE")),
    ("code-unknown", "person.gender", put(Sex="W")),
    ("name-form", "person.family_name", put(Surname="SMITH (DECEASED 2024)")),
    ("too-long", "person.given_name", put(Forename="A" * 36)),
    ("birth-date-form", "person.birth_date", put(DOB="30/02/1980")),
    ("birth-date-form", "person.birth_date", put(DOB="01/01/1800")),
    ("date-form", "person.birth_date", put(DOB="c. 1980")),
    ("birth-date-future", "person.birth_date", put(DOB="01/01/2030")),
    ("nhs-number-check", "person.nhs_number", put(NHS_No="9990000001")),
    ("nhs-number-check", "person.nhs_number", put(NHS_No="999000001")),
    ("nhs-number-check", "person.nhs_number", put(NHS_No="1111111111")),
    ("field-missing", "person.local_record_id", _without("Nominal")),
    ("form", "person.local_record_id", put(Nominal="N 1 & 2")),
    ("person-empty", "person", _without("Surname", "Forename", "NHS No")),
    ("postcode-form", "address.postcode", put(Postcode="NM4")),
    ("address-empty", "address", _without("Location", "UPRN")),
    ("too-long", "address.text", put(Location="Mill Road " * 26)),
    ("form", "address.uprn", put(UPRN="10001A")),
    ("uprn-zero", "address.uprn", put(UPRN="000000")),
    ("form", "contact.phone", put(Telephone="ring the desk")),
    ("form", "contact.email", put(Email="j.bell at police")),
    ("field-missing", "contact.name", put(Officer="")),
    ("field-missing", "contact.team", put(Team="")),
    ("nobody-nowhere", "row", _without(*PERSON, "Location", "Postcode", "UPRN")),
    ("row-empty", "row", lambda _: b"," * (len(HEADER) - 1) + b"\r\n"),
)


def write_faulty_file(rows: int, faulty: int, seed: int) -> FaultyFile:
    """``faulty`` of the rows, each kind as often as the next, wherever chance puts them."""
    rng = Random(seed)
    bad = dict(zip(rng.sample(range(rows), faulty), (number % len(FAULTS) for number in range(faulty)), strict=True))
    made = FaultyFile(b"", rows=rows)
    lines = [b"\xef\xbb\xbf" + line(list(HEADER))]
    at = 2
    for number in range(rows):
        row = write_row(rng, number)
        if number in bad:
            code, name, spoil = FAULTS[bad[number]]
            made.expected[at] = code, name
            raw = spoil(row)
        else:
            made.good.add(f"police-incidents:{row[0]}")
            raw = line(row)
        lines.append(raw)
        at += raw.count(b"\n")
        if rng.random() < 0.001:
            lines.append(b"\r\n")
            at += 1
    made.raw = b"".join(lines)
    return made


def write_row(rng: Random, number: int) -> Row:
    """Good, and of the kinds that agencies write: quoted commas and line breaks, people and places left out."""
    happened = _BEGUN + timedelta(minutes=rng.randrange(_MINUTES))
    recorded = happened + timedelta(minutes=rng.randrange(600))
    born = date(1930, 1, 1) + timedelta(days=rng.randrange(34_000))
    comma = ", Northmoor" if rng.random() < 0.6 else ""
    return [
        f"NP/{number:07}", f"{happened:%d/%m/%Y}", f"{happened:%H:%M}", f"{recorded:%d/%m/%Y %H:%M}",
        rng.choice(_CODES), rng.choice(("N", "N", "N", "Y")), f"N{rng.randrange(80_000)}", rng.choice(_NAMES),
        rng.choice(_NAMES), f"{born:%d/%m/%Y}", rng.choice("MFU"), write_nhs_number(rng) if rng.random() < 0.4 else "",
        f"Flat {rng.randrange(9) + 1}, {rng.randrange(200)} Mill Road{comma}",
        f"NM{rng.randrange(1, 9)} {rng.randrange(9)}AB", _write_uprn(rng),
        f"PC {rng.choice(_NAMES)}", "", rng.choice(("Blue Team", "Red Team")), "01632 960123", "desk@police.example",
        "two\nlines" if rng.random() < 0.02 else "",
    ]  # fmt: skip


def _write_uprn(rng: Random) -> str:
    return str(10**11 + rng.randrange(10**6)) if rng.random() < 0.5 else ""


def write_nhs_number(rng: Random) -> str:
    """Of the range that is never issued."""
    while True:
        nine = f"999{rng.randrange(10**6):06}"
        check = nhs_number.calculate_checksum(nine)
        if check is not None and check < 10:
            return f"{nine}{check}"
