"""What a column of a sample may be, by its name and by what stands in it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import nhs_number
from rapidfuzz import fuzz
from uk_postcodes_parsing import ukpostcode

from consumers.feeds.faults import Misread
from consumers.feeds.fields import Field, Kind, fields_of
from consumers.feeds.mapping import LEFT_OUT
from consumers.feeds.moments import date_reader

# What the columns of agencies' extracts are called, in letters and digits alone; the likeliest first.
_SPELLINGS = {
    "person.local_record_id": (
        "nominal nominalid personid clientid patientid localpatientid patientref swiftid mosaicid "
        "hospitalnumber personref occupierref"
    ),
    "person.given_name": "forename givenname firstname forenames persongivenname occupierforename",
    "person.family_name": "surname familyname lastname personfamilyname occupiersurname",
    "person.birth_date": "dob dateofbirth birthdate personbirthdate born occupierdob",
    "person.gender": "sex gender personstatedgendercode genderidcode statedgender occupiersex",
    "person.nhs_number": "nhsnumber nhsno nhs nhsnum",
    "address.text": "address location incidentaddress usualaddress addressline1 fulladdress addresstext locationtext",
    "address.postcode": "postcode postcodeofusualaddress postcodefull incidentpostcode pcode",
    "address.uprn": "uprn incidentuprn propertyref",
    "happened_at": (
        "incidentdatetime incidentdate eventdate dateofcall arrivaldate occurred referraldate stepdate "
        "callconnected attendancedate date referralrequestreceiveddate carecontdate startdate"
    ),
    "recorded_at": (
        "recorded recordeddate daterecorded created createddate lastupdated recordupdated entered "
        "reportcompleted closedat"
    ),
    "contact.name": (
        "officer worker contact contactname oic allocatedworker socialworker carecoordinator leadofficer workername"
    ),
    "contact.role": "role workerrole contactrole jobtitle rank",
    "contact.team": "team unit department station teamname servteamname contactteam district",
    "contact.phone": "telephone phone contactnumber tel teamtelephone contacttel extension",
    "contact.email": "email emailaddress workeremail contactemail",
    "sensitivity": "restricted restrictedrecord sensitive protected withheldflag sflag",
    "case_id": "caseid caseref caseno referralid uniqservreqid episodeid uniqhospprovspellid",
    "category": (
        "category incidenttype type openingcode stage classification code casetype stopcodedescription "
        "eventtype attendstatus servteamtypereftomh"
    ),
    "id": (
        "incidentref incidentnumber reference ref urn id cad incidentid eventid crimeno stepid ecident "
        "uniqcarecontid uniqservreqid incidentno"
    ),
}
_NAMES = {path: tuple(names.split()) for path, names in _SPELLINGS.items()}
_FORMS = (
    *("dd/mm/yyyy hh:mm:ss", "dd/mm/yyyy hh:mm", "dd/mm/yyyy", "yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd hh:mm"),
    *("yyyy-mm-ddThh:mm:ss", "yyyy-mm-dd", "dd-mmm-yyyy hh:mm", "dd-mmm-yyyy", "dd mmm yyyy", "dd.mm.yyyy"),
    *("mm/yyyy", "yyyy-mm", "yyyy"),
)
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?")
_LIKE_NAME, _LIKE_CODE = 86, 72
_MOST_CODES = 40
_SURE = 0.7
_GENDERS = {"m": "1", "male": "1", "1": "1", "f": "2", "female": "2", "2": "2", "9": "9", "i": "9"}
_RESTRICTED = {"n": "U", "no": "U", "0": "U", "u": "U", "y": "R", "yes": "R", "1": "R", "r": "R", "v": "V", "2": "V"}


@dataclass(frozen=True, slots=True)
class Column:
    """``cells``: those of the sample that are filled."""

    name: str
    cells: Sequence[str]

    @property
    def distinct(self) -> list[str]:
        return sorted(set(self.cells))

    def share(self, fits: Callable[[str], bool]) -> float:
        return sum(map(fits, self.cells)) / len(self.cells) if self.cells else 0.0


def match_columns(columns: list[Column], wanted: Sequence[str]) -> dict[str, Column]:
    """The likeliest column of each field, each column once; of fields that no column is like, none."""
    scores = sorted(
        ((_score(path, column), -place, path) for path in wanted for place, column in enumerate(columns)), reverse=True
    )
    found: dict[str, Column] = {}
    for score, place, path in scores:
        column = columns[-place]
        if score >= _LIKE_NAME and path not in found and column not in found.values():
            found[path] = column
    return found


def name_field(said: str) -> str:
    """The field that goes by the last word of what was said, or nothing.

    >>> name_field("person.surname")
    'person.family_name'
    """
    plain = _plain(said.rpartition(".")[2])
    return next((path for path, names in _NAMES.items() if plain in names and path != "id"), "")


def guess_forms(column: Column) -> list[str]:
    """The forms that together read nearly all of its cells."""
    left, forms = list(column.cells), []
    for form in _FORMS:
        read = date_reader((form,))
        fitting = [cell for cell in left if not isinstance(read(cell), Misread)]
        if fitting and len(fitting) >= len(column.cells) * 0.02:
            forms.append(form)
            left = [cell for cell in left if cell not in set(fitting)]
    return forms or ["dd/mm/yyyy"]


def find_time(column: Column, columns: Sequence[Column]) -> Column | None:
    """The column of times that goes with a column of days: of the same name but for that word."""
    name = _plain(column.name).replace("date", "time")
    like = (each for each in columns if each is not column and _plain(each.name) == name)
    return next((each for each in like if each.share(lambda cell: bool(_TIME.fullmatch(cell))) > _SURE), None)


def guess_codes(column: Column, field: Field) -> dict[str, tuple[str, bool]]:
    """Ours for each of theirs, and whether that is more than a guess."""
    return {theirs: _guess_code(theirs, field) for theirs in column.distinct[:_MOST_CODES]}


def _guess_code(theirs: str, field: Field) -> tuple[str, bool]:
    low = theirs.strip().lower()
    known = {"gender": _GENDERS, "sensitivity": _RESTRICTED}.get(field.name)
    if known is not None:
        return known.get(low, "X" if field.name == "gender" else "U"), low in known
    if theirs in field.codes:
        return theirs, True
    likest = max(field.codes, key=lambda code: fuzz.token_set_ratio(low, code.replace("-", " ")))
    score = fuzz.token_set_ratio(low, likest.replace("-", " "))
    return (likest, score > 95) if score >= _LIKE_CODE else (LEFT_OUT, False)


def _score(path: str, column: Column) -> float:
    plain = _plain(column.name)
    names = _NAMES.get(path, (_plain(path),))
    by_name = max((100.0 - place if plain == name else fuzz.ratio(plain, name) - 8) for place, name in enumerate(names))
    check = _CONTENTS.get(path)
    if check is None or not column.cells:
        return by_name
    share = column.share(check)
    return by_name + 20 * share if share >= _SURE else by_name - 40


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _is_date(cell: str) -> bool:
    return any(not isinstance(date_reader((form,))(cell), Misread) for form in _FORMS)


_CONTENTS: dict[str, Callable[[str], bool]] = {
    "person.nhs_number": lambda cell: bool(nhs_number.is_valid(cell)),
    "address.postcode": lambda cell: ukpostcode.to_normalised(cell.replace(" ", "").upper()) is not None,
    "address.uprn": lambda cell: cell.isdecimal() and 5 <= len(cell) <= 12,
    "contact.email": lambda cell: "@" in cell,
    "contact.phone": lambda cell: sum(letter.isdecimal() for letter in cell) >= 3,
    "person.birth_date": _is_date,
    "happened_at": _is_date,
    "recorded_at": _is_date,
}


def wanted_fields(event: str) -> list[str]:
    return [*fields_of(event), "id"]


def is_code(event: str, path: str) -> bool:
    field = fields_of(event).get(path)
    return field is not None and field.kind is Kind.CODE
