"""A Patient as a person, an address and a sensitivity. UK Core says more of it than base R4 does; both are read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from consumers.feeds.declaration import Declaration
from consumers.feeds.documents import Node
from consumers.feeds.drafting import Draft
from consumers.feeds.faults import Misread
from consumers.feeds.fhir.codes import codings, extension
from streams.codes.person import Gender, Sensitivity

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
_VERIFIED = ("01", "number-present-and-verified")
_GENDERS = {
    "male": Gender.MALE, "female": Gender.FEMALE, "other": Gender.INDETERMINATE, "unknown": Gender.NOT_KNOWN,
}  # fmt: skip
_CONFIDENTIALITY = "v3-Confidentiality"
_STRICTNESS = {"R": Sensitivity.RESTRICTED, "V": Sensitivity.VERY_RESTRICTED}
_ORDINARY = ("U", "L", "M", "N")
# One of confidentiality, and what else a system marks its resources with.
MAX_LABELS = 50
# Best first; a nickname is better than no name, and a name no longer used is not a name.
_NAME_USES = ("official", "usual", "", "nickname", "temp", "anonymous")
_ADDRESS_USES = ("home", "", "temp")
# Synthea and test systems number the names they give; no name ends in digits.
_NUMBER = re.compile(r"(?<=[^\W\d_])[0-9]+$")
_UK_POSTCODE = re.compile(r"[A-Za-z]{1,2}[0-9][A-Za-z0-9]? *[0-9][A-Za-z]{2}")
_HERE = ("", "GB", "GBR", "UK", "UNITED KINGDOM", "ENGLAND", "WALES", "SCOTLAND", "NORTHERN IRELAND")


@dataclass(frozen=True, slots=True)
class Moment:
    """When the item was written: names and addresses that had ended by then are not used."""

    recorded: datetime


def draft_person(draft: Draft, patient: Node, declaration: Declaration, moment: Moment) -> None:
    draft.put("person.local_record_id", *_local_id(patient, declaration))
    draft.put("person.nhs_number", _nhs_number(patient), "Patient.identifier (NHS number)")
    name = _best(patient.nodes("name"), _NAME_USES, moment)
    if name is not None:
        draft.put("person.family_name", _unnumber(name.text("family")), "Patient.name.family")
        given = name.texts("given")
        draft.put("person.given_name", _unnumber(given[0]) if given else None, "Patient.name.given")
    draft.put("person.birth_date", patient.text("birthDate"), "Patient.birthDate")
    gender = patient.text("gender")
    if gender is not None:
        unknown = Misread("code-unknown", f"a code of FHIR: {', '.join(_GENDERS)}")
        draft.put("person.gender", _GENDERS.get(gender, unknown), "Patient.gender", gender)
    draft_address(draft, patient, moment)


def draft_address(draft: Draft, patient: Node, moment: Moment) -> None:
    said = [each for each in patient.nodes("address") if each.text("type") != "postal"]
    address = _best(said, _ADDRESS_USES, moment)
    if address is None:
        return
    postcode = address.text("postalCode")
    here = (address.text("country") or "").strip().upper() in _HERE
    taken = postcode if postcode and (here or _UK_POSTCODE.fullmatch(postcode.strip())) else None
    lines = [address.text("text")] if address.text("text") else _lines(address, None if taken else postcode)
    draft.put("address.text", ", ".join(line.strip() for line in lines if line) or None, "Patient.address")
    draft.put("address.postcode", taken, "Patient.address.postalCode")
    draft.put("address.uprn", _uprn(address), "Patient.address.extension (UPRN)")
    if not {"address.text", "address.uprn"} & draft.values.keys():
        # A postcode alone is no place.
        draft.values.pop("address.postcode", None)


def draft_sensitivity(draft: Draft, *labelled: list[Node]) -> None:
    """The strictest of what the Bundle, the resource and the Patient are labelled with. Each list of labels has one
    fault at most: a Bundle's and a Patient's are gone through for every resource that they are of."""
    strictest = Sensitivity.UNRESTRICTED
    for labels in labelled:
        if len(labels) > MAX_LABELS:
            draft.refuse("sensitivity", "too-large", "", f"at most {MAX_LABELS} labels", "meta.security")
            continue
        said = [label.text("code") or "" for label in labels if _CONFIDENTIALITY in (label.text("system") or "")]
        strictest = max([strictest, *(_STRICTNESS[code] for code in said if code in _STRICTNESS)], key="URV".index)
        unknown = next((code for code in said if code not in _STRICTNESS and code not in _ORDINARY), None)
        if unknown is not None:
            expected = "a confidentiality of U, L, M, N, R or V"
            draft.refuse("sensitivity", "code-unknown", unknown, expected, "meta.security")
    draft.put("sensitivity", strictest, "meta.security")


def nhs_number_of(identifiers: list[Node]) -> Iterator[Node]:
    return (each for each in identifiers if (each.text("system") or "").rstrip("/") == NHS_NUMBER)


def _nhs_number(patient: Node) -> str | None:
    """Only one that is verified, or that says nothing of it: one not traced may be somebody else's."""
    for each in nhs_number_of(patient.nodes("identifier")):
        status = extension(each, "Extension-UKCore-NHSNumberVerificationStatus").node("valueCodeableConcept")
        codes = [code for _, code in codings(status)]
        if not codes or any(code in _VERIFIED for code in codes):
            return each.text("value")
    return None


def find_own_number(identifiers: list[Node], declaration: Declaration) -> str | None:
    """By the declared systems, or else the medical record number."""
    for system in declaration.identifiers:
        for each in identifiers:
            if each.text("system") == system:
                return each.text("value")
    if not declaration.identifiers:
        for each in identifiers:
            if any(code == "MR" for _, code in codings(each.node("type"))):
                return each.text("value")
    return None


def _local_id(patient: Node, declaration: Declaration) -> tuple[str | None, str]:
    number = find_own_number(patient.nodes("identifier"), declaration)
    return (number, "Patient.identifier") if number is not None else (patient.text("id"), "Patient.id")


def _best(said: list[Node], uses: tuple[str, ...], moment: Moment) -> Node | None:
    now = moment.recorded.date().isoformat()
    current = [each for each in said if (each.node("period").text("end") or "9999") >= now]
    ranked = sorted(
        (each for each in current if (each.text("use") or "") in uses),
        key=lambda each: uses.index(each.text("use") or ""),
    )
    return ranked[0] if ranked else None


def _unnumber(name: str | None) -> str | None:
    """
    >>> _unnumber("Romaguera67"), _unnumber("O'Brien"), _unnumber("")
    ('Romaguera', "O'Brien", None)
    """
    return " ".join(_NUMBER.sub("", part) for part in name.split()) if name else None


def _lines(address: Node, foreign_code: str | None) -> list[str | None]:
    return [*address.texts("line"), address.text("city"), address.text("district"), foreign_code]


def _uprn(address: Node) -> str | None:
    key = extension(address, "Extension-UKCore-AddressKey")
    kinds = [code for _, code in codings(extension(key, "type").node("valueCodeableConcept"))]
    kinds += [code] if (code := extension(key, "type").node("valueCoding").text("code")) else []
    return extension(key, "value").text("valueString") if "UPRN" in kinds else None
