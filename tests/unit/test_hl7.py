"""HL7 v2 ADT messages as events, and their acknowledgements."""

from collections import Counter
from dataclasses import replace
from string import ascii_uppercase, digits
from typing import Any

import hl7
import orjson
import pytest
from hl7apy.parser import parse_message

from consumers.feeds.converted import MAX_PATHS, Converted
from consumers.feeds.faults import FileRefused
from consumers.feeds.hl7.acknowledging import code_of, read_header, write_ack
from consumers.feeds.hl7.converting import convert_batch, convert_message
from streams.codes.agencies import Agency
from tests.messages.senders import NHS_NUMBER, RECEIVED, adt, author, visit_of


def tell(raw: bytes, agency: Agency = Agency.HEALTH) -> list[dict[str, Any]]:
    found = convert_message(raw, author(agency))
    assert list(found.faults) == []
    return [orjson.loads(told.event) for told in found.told]


def codes(found: Converted) -> list[tuple[str, str]]:
    return [(fault.column, fault.code) for fault in found.faults]


def test_an_attendance_is_told() -> None:
    """A04 of an emergency patient is one attendance; what is beyond minimum data is counted by its field."""
    found = convert_message(adt(NK1="NK1|1|O'NEILL^MARY|WIFE", ZXX="ZXX|secret"), author())
    (event,) = (orjson.loads(told.event) for told in found.told)
    assert (event["type"], event["id"]) == ("ecds-attendance-recorded-1", "hl7-attendance:V100")
    assert event["data"]["person"] == {
        "local_record_id": "12345", "given_name": "SEAN", "family_name": "O'NEILL", "birth_date": "1985-04-12",
        "gender": "1", "nhs_number": NHS_NUMBER,
    }  # fmt: skip
    assert event["data"]["address"] == {"text": "14 Mill Rd, Northmoor", "postcode": "NM4 2QX"}
    assert (event["data"]["happened_at"], event["data"]["recorded_at"]) == (
        "2026-11-20T11:30:00Z", "2026-11-20T12:01:00Z",
    )  # fmt: skip
    assert (found.dropped["PID-13"], found.dropped["NK1"], found.dropped["ZXX"]) == (1, 1, 1)


def test_a_cancelled_visit_is_taken_back_and_an_update_puts_it_right() -> None:
    """A11 erases, and A08 rectifies, the event that the visit's number names, also where it came first."""
    assert tell(adt("A11"))[0]["data"]["target"] == "hl7-attendance:V100"
    (update,) = tell(adt("A08"))
    assert (update["type"], update["data"]["replacement"]["id"]) == ("record-rectified-1", "hl7-attendance:V100")
    assert tell(adt("A11", visit_of("I"))) == []


def test_an_update_moves_no_visit_to_when_it_was_made() -> None:
    """A08 says when the visit began (PV1-44), or is refused: the moment of the update is another."""
    late = "EVN|A08|202611211530"
    (update,) = tell(adt("A08", EVN=late))
    assert update["data"]["replacement"]["data"]["happened_at"] == "2026-11-20T11:30:00Z"
    found = convert_message(adt("A08", visit_of("E", began=""), EVN=late), author())
    assert (list(found.told), codes(found)) == ([], [("message PV1-44", "field-missing")])


def test_a_spell_begins_and_ends_and_its_end_can_be_cancelled() -> None:
    """A01, A03 and A13 of a trust: the end that is taken back is the one that was told, and the next is another."""
    (started,) = tell(adt("A01", visit_of("I", place="ROWAN")), Agency.EHR)
    assert (started["type"], started["data"]["category"]) == ("mh-spell-started-1", "200")
    (ended,) = tell(adt("A03", visit_of("I", place="ROWAN", ended="202611201145")), Agency.EHR)
    (cancelled,) = tell(adt("A13", visit_of("I", place="ROWAN", ended="202611201145")), Agency.EHR)
    assert (ended["type"], ended["id"]) == ("mh-spell-ended-1", cancelled["data"]["target"])
    by_event = adt("A13", visit_of("I", place="ROWAN"), EVN="EVN|A13|202611201159||||202611201145")
    assert tell(by_event, Agency.EHR)[0]["data"]["target"] == ended["id"]
    (later,) = tell(adt("A03", visit_of("I", place="ROWAN", ended="202611201155")), Agency.EHR)
    assert later["id"] != ended["id"]
    without = convert_message(adt("A13", visit_of("I", place="ROWAN")), author(Agency.EHR))
    assert codes(without) == [("message PV1-45", "field-missing")]


def test_leaving_before_treatment_is_told_of_a_discharge() -> None:
    """A03 with a declared disposition says that the patient left; without one nothing further."""
    left = visit_of("E", ended="202611201150").split("|")
    left[36] = "left-early"
    (event,) = tell(adt("A03", "|".join(left)))
    assert (event["type"], event["data"]["category"]) == ("ecds-dna-recorded-1", "left-before-treatment")
    assert tell(adt("A03", visit_of("E", ended="202611201150"))) == []


@pytest.mark.parametrize("trigger", ["A02", "A28", "A31"])
def test_what_tells_of_no_visit_is_accepted_and_tells_of_nothing(trigger: str) -> None:
    """Transfers and changes of a person's details are taken, so that no queue stands still, and not shared."""
    found = convert_message(adt(trigger, visit_of("I")), author())
    assert (len(found.items), found.refused, found.silent) == (1, 0, 1)


@pytest.mark.parametrize("agency", [Agency.HEALTH, Agency.EHR])
def test_a_merge_says_that_two_numbers_are_one_persons(agency: Agency) -> None:
    """A40 of any sender: of its own two numbers, whichever of several identifiers they are; the same two are one event
    whenever they are told of."""
    (event,) = tell(adt("A40", PV1="", MRG=f"MRG|{NHS_NUMBER}^^^NHS^NH~99999^^^NGH^MR"), agency)
    assert (event["type"], event["id"]) == ("record-merged-1", "hl7-merge:99999:12345")
    assert (event["data"]["kept"], event["data"]["gone"]) == ("12345", "99999")
    assert event["data"]["recorded_at"] == "2026-11-20T12:01:00Z"
    merged = adt("A40", PV1="", MRG="MRG|99999^^^NGH^MR")
    early, late = (convert_message(raw, author()) for raw in (merged, merged.replace(b"202611201201", b"202611271201")))
    assert [told.digest for told in early.told] == [told.digest for told in late.told]


def test_a_merge_of_several_pairs_tells_of_each() -> None:
    """A message may have one group of PID and MRG after another; the last two of these are in no wrong pair."""
    second = "PID|2||777^^^NGH^MR||SMITH^JO\rMRG|888^^^NGH^MR".replace("\\r", "\r")
    events = tell(adt("A40", PV1="", MRG="MRG|99999^^^NGH^MR", PID2=second))
    assert [(event["data"]["gone"], event["data"]["kept"]) for event in events] == [("99999", "12345"), ("888", "777")]


def test_a_merge_without_its_two_numbers_is_refused() -> None:
    """Without the number that is no more, or with the same one twice, by its field; and of a sender whose agreement has
    no merges among its events it is taken and tells of nothing."""
    assert codes(convert_message(adt("A40", PV1=""), author())) == [("message MRG-1", "field-missing")]
    same = convert_message(adt("A40", PV1="", MRG="MRG|12345^^^NGH^MR"), author())
    assert codes(same) == [("message MRG-1", "records-alike")]
    foreign = convert_message(adt("A40", PV1="", MRG="MRG|99999^^^OTHER^MR"), author(identifiers=["NGH"]))
    assert codes(foreign) == [("message MRG-1", "field-missing")]
    silent = convert_message(adt("A40", PV1="", MRG="MRG|99999^^^NGH^MR"), replace(author(), merges=False))
    assert (list(silent.told), silent.silent, silent.refused) == ([], 1, 0)


@pytest.mark.parametrize(
    ("raw", "code", "said"),
    [
        (b"", "not-hl7", "AR"),
        (b"GET / HTTP/1.1\r\n\r\n", "not-hl7", "AR"),
        (adt().replace(b"^~\\&", b"^^^^"), "separators", "AR"),
        (adt().replace(b"ADT^", b"ORU^"), "type-unknown", "AR"),
        (adt("A05"), "event-unknown", "AR"),
        (adt().replace(b"|2.5.1", b"|3.0"), "version-unknown", "AR"),
        (adt().replace(b"|P|", b"|T|"), "not-production", "AR"),
        (adt() + b"\rOBX|1|" + b"A" * (1 << 18), "too-large", "AR"),
        (adt(PID=""), "field-missing", "AE"),
        (adt(PV1="PV1|1"), "field-missing", "AE"),
        (adt("A04", visit_of("E", number="")), "id-missing", "AE"),
        (adt("A04", visit_of("E", began="20/11/2026")), "date-form", "AE"),
        (adt("A04", visit_of("E", began="202613281130")), "date-real", "AE"),
        (adt("A04", visit_of("E", began="202603290130")), "date-real", "AE"),
        (adt().replace(b"19850412", b"19851301"), "birth-date-form", "AE"),
        (adt().replace(b"|M|", b"|Q|"), "code-unknown", "AE"),
        (adt().replace(b"SEAN", b"SE\xc1N"), "encoding", "AE"),
        (adt(MSH="MSH|^~\\&|PAS|N|L|M|20261128||ADT^A04|M1|P|2.4||||||KLINGON"), "encoding", "AE"),
    ],
)
def test_what_is_wrong_is_acknowledged_so(raw: bytes, code: str, said: str) -> None:
    """Messages that are not taken get AR, faulty ones AE; two libraries of other people read the answer's ERR."""
    found = convert_message(raw, author())
    assert [fault.code for fault in found.faults][:1] == [code]
    assert list(found.told) == []
    ack = write_ack(read_header(raw), code_of(found.faults), found.faults, RECEIVED).decode("ascii")
    answer = hl7.parse(ack)
    assert (str(answer["MSA"][0][1]), len(answer.segments("ERR"))) == (said, len(list(found.faults)))
    judged = parse_message(ack.replace(read_header(raw).version or "2.5", "2.5"), find_groups=False)
    assert judged.msa.msa_1.to_er7() == said
    assert judged.err.err_5.to_er7() == code


@pytest.mark.parametrize(
    ("charset", "codec"), [("UNICODE UTF-8", "utf-8"), ("8859/1", "latin-1"), ("", "utf-8"), ("8859/15", "iso8859_15")]
)
def test_character_sets_are_read(charset: str, codec: str) -> None:
    """A name is read by the character set of MSH-18."""
    head = f"MSH|^~\\&|PAS|N|L|M|202611201200||ADT^A04|M1|P|2.5.1||||||{charset}"
    raw = adt(MSH=head).decode().replace("SEAN", "SEÁN").encode(codec)
    (event,) = tell(raw)
    assert event["data"]["person"]["given_name"] == "SEÁN"


def test_escapes_repetitions_and_other_separators_are_read_as_other_libraries_do() -> None:
    """Escaped separators and own ones, and the best of repeated names and addresses."""
    names = "ALIAS^AL^^^^^A~BYRNE^NI^^^^^L"
    streets = "1 Old Rd^^Leeds^^LS1 1AA^^BA~2 A\\T\\B Rd^^Northmoor^^NM4 2QX^^H"
    pid = f"PID|1||12345^^^NGH^MR||{names}||1985||||{streets}"
    (event,) = tell(adt(PID=pid))
    assert event["data"]["person"] | {"gender": "1"} == {
        "local_record_id": "12345", "given_name": "NI", "family_name": "BYRNE", "birth_date": "1985", "gender": "1",
    }  # fmt: skip
    assert event["data"]["address"]["text"] == "2 A&B Rd, Northmoor"
    (other,) = tell(adt(PID=pid).translate(bytes.maketrans(b"|^~", b"#$!")))
    assert other["data"]["address"] == event["data"]["address"]
    theirs = parse_message(adt(PID=pid).decode(), find_groups=False)
    assert theirs.pid.pid_5[1].xpn_1.to_er7() == "BYRNE"


@pytest.mark.parametrize(("status", "taken"), [("01", True), ("1", True), ("03", False), ("", True)])
def test_an_nhs_number_counts_if_verified(status: str, taken: bool) -> None:
    """The NHS number's status in PID-32 is heeded."""
    pid = f"PID|1||12345^^^NGH^MR~{NHS_NUMBER}^^^NHS^NH||O'NEILL^SEAN" + "|" * 27 + status
    (event,) = tell(adt(PID=pid))
    assert ("nhs_number" in event["data"]["person"]) is taken


def test_a_batch_is_judged_message_by_message() -> None:
    """Of a batch file the faulty message is refused with its line, the others told, and the trailer has to agree."""
    messages = [adt("A04", visit_of("E", number=f"V{number}")) for number in range(3)]
    messages[1] = messages[1].replace(b"19850412", b"1985")
    messages[2] = messages[2].replace(b"|M|", b"|Q|")
    raw = b"\r\n".join([b"FHS|^~\\&", b"BHS|^~\\&", *messages, b"BTS|3", b"FTS|1"]).replace(b"\rE", b"\r\nE")
    found = convert_batch(raw, author())
    assert (len(found.items), found.refused, len(list(found.told))) == (3, 1, 2)
    (fault,) = found.faults
    assert (fault.line, fault.column) == (found.items[2].line, "message[2] PID-8")
    with pytest.raises(FileRefused, match="trailer"):
        convert_batch(raw.replace(b"BTS|3", b"BTS|4"), author())
    with pytest.raises(FileRefused, match="not-hl7"):
        convert_batch(b"FHS|\r\nFTS|", author())


class Whole(Counter[str]):
    """Counts how often it was gone through."""

    looks = 0

    def items(self) -> Any:
        self.looks += 1
        return super().items()


def test_what_is_dropped_of_a_batch_costs_what_is_added_and_has_a_bound() -> None:
    """Messages with segments that no other has take seconds and not minutes: what is counted so far is gone through
    for none of them, and beyond as many names as a document may have the rest is counted as one."""
    letters = ascii_uppercase + digits
    names = [f"{first}{second}{third}" for first in "YZ" for second in letters for third in letters]
    found, dropped = Converted(), Whole()
    found.dropped = dropped
    for name in names:
        found.add(Converted(dropped=Counter({name: 2})))
    assert dropped.looks == 0
    assert (len(dropped), dropped.total()) == (MAX_PATHS + 1, 2 * len(names))
    assert dropped["?"] == 2 * (len(names) - MAX_PATHS)
    raw = "\r".join([adt().decode(), *(f"{name}|secret" for name in names)]).encode()
    assert len(convert_batch(raw, author()).dropped) == MAX_PATHS + 1
