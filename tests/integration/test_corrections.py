"""Rectified, restricted and erased by the data protection officer: from the form through real Kafka and back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from infra.commands import replay
from infra.rights.proving import count_openable, prove_file, read_file, tell
from scoring.linkage.records import record_id
from scoring.observed import observe
from scoring.revisions import read_revision
from streams.codec import OBSERVATION
from streams.codes.access import Role
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from tests.events import envelope, incident, raw
from tests.integration.asking import FORM, Client, asking, connected
from tests.integration.knowledge import read_knowledge
from tests.integration.roles import await_quiet, await_true, running
from tests.partnerships import COUNCIL
from tests.signed_in import Somebody

pytestmark = pytest.mark.integration

AREA = "erased"
OFFICER = Somebody(Role.DATA_PROTECTION_OFFICER, purpose="", subject="who-corrects")
MAUREEN = {"local_record_id": "L1", "given_name": "Maureen", "family_name": "Ashby", "birth_date": "1961-03-14"}
OTHER = {"local_record_id": "L2", "given_name": "Zoltan", "family_name": "Petrov", "birth_date": "1990-11-30"}
FLAT, HOUSE = {"text": "41 Curlew Street", "postcode": "NM4 2QX"}, {"text": "9 Heron Way", "postcode": "NM5 1AB"}


def events() -> list[dict[str, Any]]:
    """Maureen by the police twice and once by the council, with a case; a stranger beside her."""
    case = incident(AREA, "case", person=MAUREEN | {"nhs_number": "9990000018"}, address=FLAT)["data"]
    case |= {"category": "section-42", "case_id": "A1"}
    return [
        incident(AREA, "first", person=MAUREEN, address=FLAT),
        incident(AREA, "second", person=MAUREEN, address=FLAT, happened_at="2026-10-01T09:00:00Z"),
        envelope(AREA, "opened", "council-case-opened-1", case) | {"source": COUNCIL},
        incident(AREA, "other", person=OTHER, address=HOUSE),
    ]


def find_ids() -> list[str]:
    revisions = [read_revision(observe(OBSERVATION.validate_python(event))) for event in events()]
    return [f"{AREA}.{record_id(one.identity)}" for one in revisions if one.identity]


@pytest.fixture(scope="module")
def filled(settings: Settings) -> Settings:
    with running(settings, "clock", "intake", "projector"):
        topics = ["council" if event["source"] == COUNCIL else "police" for event in events()]
        sent = [Outgoing(topic, AREA.encode(), raw(event)) for topic, event in zip(topics, events(), strict=True)]
        Publisher(settings).publish_blocking(sent)
        await_quiet(settings, 60)
    return settings


@pytest.fixture
async def officer(filled: Settings) -> AsyncIterator[Client]:
    now = lambda: datetime.now(UTC)  # noqa: E731
    async with connected(filled.redis_url) as redis, asking(filled, redis, now, OFFICER) as opened:
        yield opened


async def correct(client: Client, person: str, right: str, **asked: Any) -> dict[str, Any]:
    answer = await client.post(
        f"/v1/persons/{person}/corrections", json={"right": right, "reason": "person-asked", **asked}
    )
    assert answer.status_code == 202, answer.text
    taken: dict[str, Any] = answer.json()
    return taken


async def held(client: Client, settings: Settings, person: str) -> dict[str, Any]:
    await asyncio.to_thread(await_quiet, settings, 60)
    found: dict[str, Any] = (await client.get(f"/v1/persons/{person}/holdings")).json()
    return found


async def test_corrections_count_and_erasure_is_as_if_never_sent(
    filled: Settings, officer: Client, tmp_path: Path
) -> None:
    """A name put right, a restriction set and lifted, one event erased and then all: each stands in the pages and after
    a rebuild; and afterwards nothing of her is in any key, and the rest is what it would be without her."""
    maureen, stranger = find_ids()[0], find_ids()[3]
    with running(filled, "clock", "intake", "projector"):
        before = await held(officer, filled, maureen)
        assert len(before["events"]) == 3
        opened = next(one for one in before["events"] if one["agency"] == "council")
        said = {"given_name": "Mary", "family_name": "Ashby", "birth_date": "1961-03-14", "nhs_number": "9990000018"}
        said |= {"text": "41 Curlew Street", "postcode": "NM4 2QX"}
        await correct(officer, maureen, "rectify", events=[opened["key"]], said=said)
        rectified = await held(officer, filled, maureen)
        now = next(one for one in rectified["events"] if one["key"] == opened["key"])
        assert now == opened | {"rectified": True, "record": now["record"]}
        assert "Mary Ashby" in (rectified["person"]["name"], *rectified["person"]["other_names"])

        await correct(officer, maureen, "restrict", sensitivity="V", reason="in-danger")
        assert (await held(officer, filled, maureen))["sensitivity"] == "V"
        assert (await officer.post("/v1/persons/search", json={"q": "Ashby", "area": AREA})).json()["results"] == []
        await correct(officer, maureen, "restrict", sensitivity="U")
        assert (await held(officer, filled, maureen))["sensitivity"] == "U"

        first = next(one for one in before["events"] if one["happened_at"].startswith("2026-10-01"))
        await correct(officer, maureen, "erase", events=[first["key"]])
        last = await held(officer, filled, maureen)
        assert first["key"] not in {one["key"] for one in last["events"]}
        assert len(last["events"]) == 2

        kept = tmp_path / "held.json"
        kept.write_bytes(orjson.dumps(last))
        assert not all(one.bare for one in await prove_file(filled, read_file(kept)))
        taken = await correct(officer, maureen, "erase", reference="SAR-7")
        await asyncio.to_thread(await_quiet, filled, 60)
        assert (await officer.get(f"/v1/persons/{maureen}/holdings")).status_code == 404
        proof = await officer.post(
            f"/v1/areas/{AREA}/holdings/proof", json={"records": taken["records"], "events": taken["events"]}
        )
        assert proof.json()["gone"], proof.json()
        assert {one["kind"] for one in proof.json()["left"]} == {"cell"}
        found = await prove_file(filled, read_file(kept))
        assert all(one.bare for one in found), found
        assert count_openable(filled, read_file(kept)) == 2
        with running(filled, "erasing"):
            await asyncio.to_thread(await_true, lambda: not count_openable(filled, read_file(kept)), 60)
        said_at_last = list(tell(read_file(kept), found, 0))
        assert "nothing that they said is left in Redis, in no key of the area" in said_at_last
        assert "no event of theirs in the log can be opened: their keys are destroyed" in said_at_last

        known = read_knowledge(filled, AREA)
        assert not [key for key, value in known.items() if "Maureen" in repr(value) or "9990000018" in repr(value)]
        assert len((await held(officer, filled, stranger))["events"]) == 1
        await replay(filled, [AREA], empty=True, move=lambda *_: None)
        # Up to when the council's data goes was said by nothing but what is gone.
        fresh = {"freshness": b'{"recorded":{"police":1793523600.0}}'}
        assert read_knowledge(filled, AREA) == known | fresh


async def test_what_will_change_is_said_first_and_sent_after(filled: Settings, officer: Client) -> None:
    """The form, the words, the confirmation; nothing is sent before, and sent twice it is one correction."""
    stranger = find_ids()[3]
    page = await officer.get(f"/persons/{stranger}/correct")
    assert page.status_code == 200
    form = {"id": "a" * 32, "right": "restrict", "sensitivity": "R", "reason": "in-danger", "reference": "R-1"}
    seen = await officer.post(f"/persons/{stranger}/correct", data=form | officer.signed, headers=FORM)
    assert seen.status_code == 200
    assert "The person will be restricted: address withheld, and was unrestricted." in seen.text
    with running(filled, "clock", "intake", "projector"):
        assert (await held(officer, filled, stranger))["sensitivity"] == "U"
        for _ in range(2):
            sent = await officer.post(
                f"/persons/{stranger}/correct", data=form | {"step": "send"} | officer.signed, headers=FORM
            )
            assert "Correction sent" in sent.text
        assert (await held(officer, filled, stranger))["sensitivity"] == "R"


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"right": "erase", "reason": "a note"}, 422, "request-invalid"),
        ({"right": "subject-access", "reason": "wrong"}, 422, "right"),
        ({"right": "restrict", "reason": "wrong"}, 422, "sensitivity"),
        ({"right": "rectify", "reason": "wrong"}, 422, "rectify-one"),
        ({"right": "erase", "reason": "wrong", "events": ["A" * 16]}, 422, "event-elsewhere"),
        ({"right": "erase", "reason": "wrong", "events": ["x"]}, 422, "request-invalid"),
        ({"right": "erase", "reason": "wrong", "reference": "x" * 61}, 422, "request-invalid"),
        ({"right": "erase", "reason": "wrong", "reference": "a\nb"}, 422, "reference"),
    ],
)
async def test_what_cannot_be_corrected_is_said(officer: Client, asked: dict[str, Any], status: int, code: str) -> None:
    """With what to enter instead, for the preview and for the correction; nobody unknown is corrected."""
    for path in ("corrections", "corrections/preview"):
        answer = await officer.post(f"/v1/persons/{find_ids()[3]}/{path}", json=asked)
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    nobody = {"right": "erase", "reason": "wrong"}
    assert (await officer.post(f"/v1/persons/{AREA}.{'A' * 16}/corrections", json=nobody)).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"), [("birth_date", "14/3/1961"), ("nhs_number", "9990000019"), ("postcode", "somewhere")]
)
async def test_a_form_says_which_particular_is_wrong(officer: Client, field: str, value: str) -> None:
    """And keeps what was entered."""
    stranger = find_ids()[3]
    found = (await officer.get(f"/v1/persons/{stranger}/holdings")).json()
    form = {
        "id": "b" * 32,
        "event": found["events"][0]["key"],
        "right": "rectify",
        "reason": "wrong",
        "text": "9 Heron Way",
    }
    form |= {"given_name": "Zoltan", "family_name": "Petrov", field: value}
    page = await officer.post(f"/persons/{stranger}/correct", data=form | officer.signed, headers=FORM)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert f'value="{value}"' in page.text
    assert "<title>Error: " in page.text
