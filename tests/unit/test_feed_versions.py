"""What a later version of a resource, a block or a record tells no more, whichever way its versions come."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from consumers.feeds.folders import Folders
from consumers.feeds.formats import read_declaration
from consumers.feeds.kin import Kin
from consumers.feeds.mapping import columns_of
from consumers.feeds.senders import Feed, types_of
from consumers.receiving.items import Converted, Origin
from consumers.receiving.messages import convert, convert_admission
from infra.feeds.mapping_file import SHIPPED, read_mapping
from scoring.linkage.records import record_id
from scoring.observed import observe
from scoring.revisions import read_revision, revise
from scoring.state.documents import Cell
from streams.codec import SENT, decode
from streams.codes.agencies import Agency
from streams.contract import EventKey
from tests.faulty_rows import RECEIVED
from tests.feeds import Kafka, put, take_all
from tests.messages.senders import DECLARED, adt, bundle, child, encounter, patient, visit_of
from tests.unit.test_feed_messages import make_sender, take
from tests.unit.test_feed_way import Killed, count_steps

DIED = "mh-death-recorded"
AGENCIES = {"fhir": Agency.EHR, "hl7": Agency.EHR, "dfe": Agency.COUNCIL}


class Way:
    """The ways in of one sender, and what its area knows of what came by them."""

    def __init__(self, home: Path, format: str, agency: Agency | None = None) -> None:
        self.format = format
        declared = {name: value for name, value in DECLARED.items() if name != "contact"}
        known = agency or AGENCIES[format]
        self.sender = replace(make_sender(known, **{format: declared}), events=types_of(known))
        self.home, self.kafka, self.kin = home, Kafka(), Kin(home / "kin")
        self.cells: dict[EventKey, Cell] = {}
        self.texts: dict[str, str] = {}
        self.learnt = self.files = 0
        self.now = RECEIVED

    def pass_on(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def convert(self, raw: bytes) -> Converted:
        declaration = read_declaration(self.sender, self.format)
        return convert(self.format, raw, Origin(self.sender, declaration, self.pass_on(), self.kin))

    def say(self, *messages: bytes) -> None:
        """By MLLP."""
        for message in messages:
            origin = Origin(self.sender, read_declaration(self.sender, "hl7"), self.pass_on(), self.kin)
            self.learn([told.event for told in convert_admission(message, origin).told])

    def post(self, *bodies: bytes) -> None:
        for body in bodies:
            for item in self.convert(body).items:
                assert item.fault is None
                self.learn(item.events)

    async def put(self, *bodies: bytes) -> None:
        ending = {"fhir": "ndjson", "hl7": "hl7", "dfe": "json"}[self.format]
        self.files += 1
        # Not the bytes of an earlier file, which would change nothing.
        raw = b"\n".join(bodies) + b"\n" * self.files
        receipt = await take(self.home, f"{self.files}.{ending}", raw, self.sender, self.kafka, self.pass_on())
        assert (receipt["refused"], receipt.get("code", "")) == (0, "")
        self.learn([message.value for message in self.kafka.sent[self.learnt :]])
        self.learnt = len(self.kafka.sent)

    def learn(self, events: Any) -> None:
        for raw in events:
            revision = read_revision(observe(decode(SENT, raw)))
            if revision.place:
                self.texts[record_id(revision.place)] = revision.place.text
            self.cells[revision.target] = revise(self.cells.get(revision.target), revision.cell)

    @property
    def standing(self) -> list[str]:
        """Types of what stands."""
        return sorted(cell.contact.kind for cell in self.cells.values() if cell.contact and not cell.erased)

    @property
    def places(self) -> list[str]:
        """Of what stands."""
        return [self.texts[cell.contact.address] for cell in self.cells.values() if cell.contact and not cell.erased]


def at(minute: int) -> dict[str, Any]:
    return {"meta": {"lastUpdated": f"2026-11-20T12:{minute:02}:00Z"}}


def appointment(status: str, **more: Any) -> bytes:
    said = {
        "resourceType": "Appointment", "id": "a1", "status": status, "start": "2026-11-19T09:00:00Z",
        "participant": [{"actor": {"reference": "Patient/p1"}}], "serviceType": [{"text": "CMHT-NORTH"}],
    } | more  # fmt: skip
    return bundle(patient(), said)


def episode(status: str, end: str = "", **more: Any) -> bytes:
    period = {"start": "2026-11-01"} | ({"end": end} if end else {})
    said = {
        "resourceType": "EpisodeOfCare", "id": "c1", "status": status, "period": period,
        "patient": {"reference": "urn:uuid:p1"}, "team": [{"display": "CMHT-NORTH"}],
    }  # fmt: skip
    return bundle(patient(), said | more)


def stay(status: str = "finished", **more: Any) -> bytes:
    return bundle(patient(), encounter("IMP", status=status, serviceType={"text": "ROWAN"}, **more))


SEEN = bundle(patient(), encounter("EMER", status="in-progress", serviceType={"text": "CMHT-NORTH"}))


def died(method: str = "PUT", **more: Any) -> bytes:
    return bundle(patient(**more), method=method)


def adt_of(dead: str, minute: int = 1, trigger: str = "A31") -> bytes:
    pid = adt().split(b"\r")[2].decode() + "|" * 17 + dead
    return adt(trigger, PV1="", PID=pid, EVN=f"EVN|{trigger}|2026112012{minute:02}")


def plan(end: str | None) -> bytes:
    said = child()
    said["social_care_episodes"][0]["child_protection_plans"][0]["end_date"] = end
    return orjson.dumps([said])


MISSED, KEPT = appointment("noshow"), appointment("fulfilled")
OPENED, CLOSED, REFERRED = "council-case-opened", "council-case-closed", "mh-referral-received"
LATER = [
    ("fhir", [appointment("noshow"), appointment("fulfilled")], []),
    ("fhir", [appointment("noshow"), appointment("entered-in-error")], []),
    ("fhir", [appointment("noshow"), appointment("cancelled")], []),
    ("fhir", [appointment("noshow"), appointment("booked"), appointment("noshow")], ["mh-contact-recorded"]),
    ("fhir", [episode("finished", "2026-11-10"), episode("active")], [REFERRED]),
    ("fhir", [episode("finished", "2026-11-10"), episode("finished")], [REFERRED]),
    ("fhir", [episode("active"), episode("cancelled")], []),
    ("fhir", [episode("active"), episode("cancelled"), episode("finished", "2026-11-10")],
     ["mh-referral-closed", REFERRED]),
    ("fhir", [stay(), stay(period={"start": "2026-11-19T10:00:00Z"})], ["mh-spell-started"]),
    ("fhir", [stay(), stay("cancelled")], []),
    ("fhir", [stay(), stay("unknown")], ["mh-spell-ended", "mh-spell-started"]),
    ("fhir", [died(deceasedBoolean=True), died("POST", deceasedBoolean=False)], []),
    ("fhir", [died(deceasedDateTime="2026-11-20"), died()], [DIED]),
    ("fhir", [died(deceasedDateTime="2026-11-20"), died(deceasedBoolean=False)], []),
    ("fhir", [died(deceasedBoolean=True), died("POST")], [DIED]),
    ("fhir", [died(deceasedBoolean=True), died(deceasedBoolean=False), died(deceasedBoolean=True)], [DIED]),
    ("fhir", [SEEN, stay("in-progress")], ["mh-contact-recorded", "mh-spell-started"]),
    ("fhir", [SEEN, bundle(patient(), encounter("EMER", status="cancelled"))], []),
    ("fhir", [appointment("noshow", **at(1)), appointment("fulfilled", **at(1))], ["mh-contact-recorded"]),
    ("fhir", [appointment("noshow", **at(2)), appointment("entered-in-error", **at(1))], ["mh-contact-recorded"]),
    ("hl7", [adt_of("Y"), adt_of("N")], []),
    ("fhir", [died(deceasedBoolean=True), bundle(patient(), method="DELETE")], []),
    ("hl7", [adt_of("Y"), adt_of("N", 2)], []),
    ("hl7", [adt_of("Y"), adt_of('""', 2)], []),
    ("hl7", [adt_of("Y"), adt_of("", 2)], [DIED]),
    ("hl7", [adt_of("Y"), adt_of("N", 2), adt_of("Y", 3)], [DIED]),
    ("hl7", [adt_of("N"), adt_of("Y", 2)], [DIED]),
    ("dfe", [plan("2026-11-01"), plan(None)], [OPENED, OPENED]),
    ("dfe", [plan("2026-11-01"), plan(None), plan("2026-11-20")], [CLOSED, OPENED, OPENED]),
]  # fmt: skip


@pytest.mark.parametrize(("format", "versions", "standing"), LATER)
def test_what_a_later_version_tells_no_more_is_taken_back(
    tmp_path: Path, format: str, versions: list[bytes], standing: list[str]
) -> None:
    """Over HTTPS, and told again where it is so again; whatever comes twice changes nothing."""
    way = Way(tmp_path, format)
    way.post(*versions)
    assert way.standing == standing
    way.post(versions[-1], versions[-1])
    assert way.standing == standing


@pytest.mark.parametrize(("_", "versions", "standing"), [each for each in LATER if each[0] == "hl7"])
def test_it_is_so_over_mllp_too(tmp_path: Path, _: str, versions: list[bytes], standing: list[str]) -> None:
    """Message by message, and of a first that came over HTTPS."""
    way, both = Way(tmp_path, "hl7"), Way(tmp_path / "both", "hl7")
    way.say(*versions)
    both.post(versions[0])
    both.say(*versions[1:])
    assert (way.standing, both.standing) == (standing, standing)


@pytest.mark.parametrize(("format", "versions", "standing"), LATER)
async def test_it_is_so_of_files_too(tmp_path: Path, format: str, versions: list[bytes], standing: list[str]) -> None:
    """Of a file for each version, and of a first that came over HTTPS."""
    files, both = Way(tmp_path / "files", format), Way(tmp_path / "both", format)
    both.post(versions[0])
    for number, version in enumerate(versions):
        await files.put(version)
        if number:
            await both.put(version)
    assert (files.standing, both.standing) == (standing, standing)


async def test_an_update_that_changes_again_is_a_correction_again(tmp_path: Path) -> None:
    """What an update says is a correction already, also where it says otherwise than the one before: of files, and of
    what was taken back and is told anew."""
    way = Way(tmp_path, "fhir", Agency.HEALTH)

    async def update(minute: int, status: str = "finished") -> None:
        said = patient(address=[{"line": [f"{minute} Mill Rd"]}])
        await way.put(bundle(said, encounter(status=status, **at(minute)), method="PUT"))

    for minute in (1, 2, 3):
        await update(minute)
    assert way.places == ["3 Mill Rd"]
    await update(4, "cancelled")
    assert way.places == []
    for minute in (5, 6, 7):
        await update(minute)
    assert way.places == ["7 Mill Rd"]


def versions_of(*minutes: int) -> list[bytes]:
    """Of an appointment that was missed, then was not, then was."""
    return [appointment("fulfilled" if minute % 2 else "noshow", **at(minute)) for minute in minutes]


@pytest.mark.parametrize(
    ("minutes", "stands"),
    [
        ((1, 0), False),
        ((0, 2, 1), True),
        ((0, 1, 0), False),
        ((0, 1, 2, 1), True),
        ((2, 1, 0, 3), False),
        ((1, 2), True),
    ],
)
async def test_an_older_version_takes_nothing_back_and_brings_nothing_back(
    tmp_path: Path, minutes: tuple[int, ...], stands: bool
) -> None:
    """In whatever order versions come, what stands is what the newest says; of files, in one and over HTTPS."""
    files, file, https = (Way(tmp_path / name, "fhir") for name in ("files", "file", "https"))
    versions = versions_of(*minutes)
    for version in versions:
        await files.put(version)
    await file.put(*versions)
    https.post(*versions)
    assert [bool(way.standing) for way in (files, file, https)] == [stands] * 3


async def test_the_newest_stands_of_a_history_that_begins_with_it(tmp_path: Path) -> None:
    """As servers answer: over HTTPS, of a file, and of a file for each."""
    files, file, https = (Way(tmp_path / name, "fhir", Agency.HEALTH) for name in ("files", "file", "https"))
    said = [
        bundle(patient(address=[{"line": [f"{minute} Mill Rd"]}]), encounter(**at(minute)), method="PUT")
        for minute in (3, 1, 2)
    ]
    for each in said:
        await files.put(each)
    await file.put(*said)
    https.post(*said)
    assert [way.places for way in (files, file, https)] == [["3 Mill Rd"]] * 3


async def test_a_declaration_that_was_wrong_takes_nothing_back_for_good(tmp_path: Path) -> None:
    """A kind of flag that is declared no more is one that nothing is said of."""
    way = Way(tmp_path, "fhir", Agency.COUNCIL)
    coded = {"coding": [{"system": "https://northmoor.example/flags", "code": "LAC"}]}
    flag = {
        "resourceType": "Flag", "id": "f1", "status": "active", "code": coded, "period": {"start": "2026-11-01"},
        "subject": {"reference": "urn:uuid:p1"},
    }  # fmt: skip
    declared = dict(way.sender.formats["fhir"])
    for minute, flags in enumerate(({"LAC": "looked-after"}, {}, {"LAC": "looked-after"})):
        way.sender = replace(way.sender, formats={"fhir": declared | {"flags": flags}})
        way.post(bundle(patient(), flag | at(minute)))
        assert way.standing == ["council-case-opened"]


def test_a_purge_takes_back_what_was_told_anew_too(tmp_path: Path) -> None:
    """Of a child whose plan has ended twice: both ends, the second under the id that it has."""
    way = Way(tmp_path, "dfe")
    way.post(plan("2026-11-01"), plan(None), plan("2026-11-20"))
    way.post(orjson.dumps([{"la_child_id": "Child1234", "purge": True}]))
    assert way.standing == []


@pytest.mark.parametrize("moments", [True, False])
@pytest.mark.parametrize("missed", [False, True])
def test_what_was_lost_before_it_was_sent_is_taken_back_when_it_comes_again(
    tmp_path: Path, missed: bool, moments: bool
) -> None:
    """A stop between remembering and sending, once for each of the versions that come before the last."""
    way, minutes = Way(tmp_path, "fhir"), (0, 1, 2, 3, 4) if missed else (0, 1, 2, 3)
    versions = versions_of(*minutes) if moments else [MISSED if minute % 2 == 0 else KEPT for minute in minutes]
    way.post(versions[0])
    for version in versions[1:]:
        way.convert(version)
    way.post(versions[-1])
    assert way.standing == (["mh-contact-recorded"] if missed else [])


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("missed", [False, True])
async def test_a_file_that_was_stopped_anywhere_takes_back_what_it_should(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missed: bool, after: bool
) -> None:
    """Before or after any change of the ledger: one version told before, and several in the file."""
    versions = [KEPT, MISSED, KEPT, MISSED] if missed else [KEPT, MISSED, KEPT]
    at, stopped = 0, True
    while stopped:
        at += 1
        way = Way(tmp_path / str(at), "fhir")
        await way.put(MISSED)
        with monkeypatch.context() as patched:
            count_steps(patched, at, after)
            try:
                await way.put(*versions)
                stopped = False
            except Killed:
                await take_all(way.home, way.kafka, way.sender, now=way.pass_on())
        way.learn([message.value for message in way.kafka.sent])
        assert way.standing == (["mh-contact-recorded"] if missed else [])
    assert at > 5


def test_a_copy_that_comes_twice_is_under_the_ids_that_it_had(tmp_path: Path) -> None:
    """So that whoever knows ids knows it again, also after it was taken back and told anew."""
    way, told = Way(tmp_path, "fhir"), versions_of(0, 1, 2)
    for version in told:
        first, second = (
            {orjson.loads(raw)["id"] for item in way.convert(version).items for raw in item.events} for _ in "12"
        )
        assert first == second
    assert first == {"fhir-appointment:a1:erased", "fhir-appointment:a1:back1"}


async def test_two_that_come_at_once_are_one_after_the_other(tmp_path: Path) -> None:
    """Threads and processes look up and write down what was told in one step."""
    way, versions = Way(tmp_path, "fhir"), versions_of(*range(20))
    found = await asyncio.gather(*(asyncio.to_thread(way.convert, version) for version in versions))
    for converted in found:
        for item in converted.items:
            way.learn(item.events)
    assert way.standing == []


def test_who_may_not_take_back_goes_on_as_before(tmp_path: Path) -> None:
    """Where erasures are not agreed, a version that would need one is accepted and takes nothing back."""
    way = Way(tmp_path, "fhir")
    way.sender = replace(way.sender, events=way.sender.events - {"record-erased-1"})
    way.post(MISSED, KEPT)
    assert way.standing == ["mh-contact-recorded"]


def test_a_version_that_is_refused_takes_nothing_back(tmp_path: Path) -> None:
    """Nobody knows whether it tells of it."""
    way = Way(tmp_path, "fhir")
    way.post(episode("finished", "2026-11-10"))
    *_, refused = way.convert(episode("finished", period={"start": "10/11/2026"})).items
    assert (refused.events, refused.fault is not None) == ((), True)
    way.post(episode("finished", "2026-11-10"))
    assert way.standing == ["mh-referral-closed", REFERRED]


async def test_a_death_is_told_of_once_however_many_messages_say_so(tmp_path: Path) -> None:
    """Where none says when it was, it was when the first came."""
    way = Way(tmp_path, "hl7")
    for minute in (1, 2, 3):
        await way.put(adt_of("Y", minute))
    assert len(way.kafka.sent) == 1


async def test_what_is_remembered_names_nobody_and_is_forgotten(tmp_path: Path) -> None:
    """No id of the sender's is in it; it goes when all that it is of is past its age."""
    way = Way(tmp_path, "hl7")
    way.post(adt_of("Y"))
    raw = (tmp_path / "kin" / "kin.sqlite").read_bytes()
    assert b"12345" not in raw
    way.kin.forget(way.now)
    way.post(adt_of("N", 2))
    assert way.standing == []
    way.kin.forget(way.now + timedelta(days=1_000))
    way.post(adt_of("Y", 3))
    assert way.standing == [DIED]
    other = Way(tmp_path / "other", "hl7")
    other.post(adt_of("Y"))
    other.now += timedelta(days=500)
    await other.put(adt_of(""))
    other.post(adt_of("N", 2))
    assert other.standing == [DIED]


def test_a_patient_beside_others_takes_back_no_more_than_it_denies(tmp_path: Path) -> None:
    """What is said of them in part (beside an appointment, as a summary, as a patch) is silent on the rest; that they
    are alive is said."""
    way = Way(tmp_path, "fhir")
    dead: dict[str, Any] = {"deceasedBoolean": True}
    ethnic: dict[str, Any] = {
        "extension": [{
            "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory",
            "valueCodeableConcept": {"coding": [{"code": "A"}]},
        }]
    }  # fmt: skip
    way.post(died(**dead, **ethnic))
    both = ["mh-death-recorded", "mh-ethnic-group-recorded"]
    for partly in (MISSED, died("PATCH"), died(meta={"tag": [{"code": "SUBSETTED"}]}), died("POST", **ethnic)):
        way.post(partly)
    assert way.standing == sorted([*both, "mh-contact-recorded"])
    way.post(died("POST", deceasedBoolean=False))
    assert way.standing == sorted([both[1], "mh-contact-recorded"])


def test_a_visit_is_told_of_in_the_message_that_takes_a_death_back(tmp_path: Path) -> None:
    """What a message says of a visit stands as it did."""
    way = Way(tmp_path, "hl7")
    way.post(adt_of("Y"))
    alive = adt_of("N", 2).split(b"\r")[2].decode()
    way.post(adt("A08", visit_of("I", place="ROWAN"), PID=alive, EVN="EVN|A08|202611201202"))
    assert way.standing == ["mh-spell-started"]


async def test_a_row_whose_end_was_taken_out_is_open_again(tmp_path: Path) -> None:
    """Of files of rows: the discharge is taken back, and another is told when the spell has ended after all."""
    mapping = read_mapping(SHIPPED / "mhsds-spells.yaml")
    Folders(tmp_path).make(["tests"])
    way = Way(tmp_path, "fhir")
    way.sender = replace(way.sender, feeds=(Feed(mapping, "1", None, "day"),))
    columns = sorted({column for said in mapping.rows for column in columns_of(said)})
    filled = {
        "UniqHospProvSpellID": "S1", "MHAdmittedPatientClass": "200", "StartDateHospProvSpell": "2026-11-01",
        "LocalPatientID": "12345", "FamilyName": "O'Neill", "CareCoordinator": "Una Byrne", "ServTeamName": "Rowan",
        "CareCoordinatorRole": "Nurse", "RecordUpdated": "2026-11-15",
    }  # fmt: skip
    for end, standing in (("2026-11-10", True), ("", False), ("2026-11-12", True)):
        cells = filled | {"DischDateHospProvSpell": end}
        rows = [columns, [cells.get(column, "") for column in columns]]
        put(Folders(tmp_path), "spells.csv", "".join(f"{','.join(row)}\n" for row in rows).encode(), "tests")
        await take_all(tmp_path, way.kafka, way.sender, now=way.pass_on())
        way.learn([message.value for message in way.kafka.sent])
        assert ("mh-spell-ended" in way.standing, "mh-spell-started" in way.standing) == (standing, True)
