"""PID and PD1 as a person, an address and a sensitivity."""

from collections.abc import Iterator

from consumers.feeds.declaration import Declaration
from consumers.feeds.drafting import Draft
from consumers.feeds.faults import Misread
from consumers.feeds.hl7.messages import Message, Value
from consumers.feeds.hl7.moments import read_date
from streams.codes.person import Gender, Sensitivity

# HL7 table 0001, and the data dictionary's own codes, which UK systems put there too.
_GENDERS = {
    "M": Gender.MALE, "F": Gender.FEMALE, "O": Gender.INDETERMINATE, "A": Gender.INDETERMINATE,
    "U": Gender.NOT_KNOWN, "N": Gender.NOT_KNOWN, "0": Gender.NOT_KNOWN,
    **{code.value: code for code in Gender},
}  # fmt: skip
_NHS_KINDS, _NHS_AUTHORITIES = ("NH", "NHS"), ("NHS", "NHSNBR", "NHSNMBR")
_OWN_KINDS = ("MR", "PI", "PT", "HOSP", "")
_VERIFIED = "01"
# Table 0200: legal, current, of birth, then others; table 0190: home, current, permanent, temporary.
_NAME_KINDS = ("L", "U", "", "D", "B", "M", "C", "N", "A")
_ADDRESS_KINDS = ("H", "C", "P", "", "L", "TMP")


def draft_person(draft: Draft, message: Message, declaration: Declaration) -> None:
    identifiers = message.repeat("PID", 3)
    draft.put("person.local_record_id", find_local_id(identifiers, declaration), "PID-3")
    draft.put("person.nhs_number", _nhs_number(message, identifiers), "PID-3 (NHS number)")
    if (name := _best(message.repeat("PID", 5), 7, _NAME_KINDS)) is not None:
        draft.put("person.family_name", name.text(1), "PID-5.1")
        draft.put("person.given_name", name.text(2), "PID-5.2")
    born = message.text("PID", 7)
    draft.put("person.birth_date", read_date(born), "PID-7", born)
    if (gender := message.text("PID", 8)) is not None:
        known = Misread("code-unknown", f"a code of HL7 table 0001: {', '.join('MFOUAN')}")
        draft.put("person.gender", _GENDERS.get(gender.upper(), known), "PID-8", gender)
    _draft_address(draft, message)
    protected = (message.text("PD1", 12) or "").upper() == "Y"
    draft.put("sensitivity", Sensitivity.RESTRICTED if protected else Sensitivity.UNRESTRICTED, "PD1-12")


def find_local_id(identifiers: list[Value], declaration: Declaration) -> str | None:
    """By the declared assigning authorities, or else the medical record number."""
    for authority in declaration.identifiers:
        for each in identifiers:
            if authority in (each.text(4), each.text(4, 2)):
                return each.text(1)
    if declaration.identifiers:
        return None
    own = [each for each in identifiers if not _is_nhs(each)]
    for kind in _OWN_KINDS:
        for each in own:
            if (each.text(5) or "").upper() == kind:
                return each.text(1)
    return None


def _is_nhs(identifier: Value) -> bool:
    kind, authority = (identifier.text(5) or "").upper(), (identifier.text(4) or "").upper()
    return kind in _NHS_KINDS or authority in _NHS_AUTHORITIES


def _nhs_number(message: Message, identifiers: list[Value]) -> str | None:
    """Only one that is verified, or that says nothing of it (PID-32): one not traced may be somebody else's."""
    status = message.text("PID", 32)
    if status is not None and status.zfill(2) != _VERIFIED:
        return None
    return next((each.text(1) for each in identifiers if _is_nhs(each)), None)


def _draft_address(draft: Draft, message: Message) -> None:
    address = _best(message.repeat("PID", 11), 7, _ADDRESS_KINDS)
    if address is None:
        return
    text = ", ".join(line for line in _lines(address) if line)
    if text:
        draft.put("address.text", text, "PID-11")
        draft.put("address.postcode", address.text(5), "PID-11.5")


def _lines(address: Value) -> Iterator[str | None]:
    # SAD: a house number and a street may stand apart.
    street, number = address.text(1, 2), address.text(1, 3)
    yield address.text(1) or " ".join(part for part in (number, street) if part)
    for component in (2, 3, 4):
        yield address.text(component)


def _best(values: list[Value], at: int, kinds: tuple[str, ...]) -> Value | None:
    known = [each for each in values if (each.text(at) or "").upper() in kinds and each.raw]
    return min(known, key=lambda each: kinds.index((each.text(at) or "").upper()), default=None)
