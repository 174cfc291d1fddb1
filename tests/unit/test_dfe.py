"""The children's social care payload as case events, and its deletions."""

import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest

from consumers.feeds.converted import Converted
from consumers.feeds.dfe.converting import convert_payload, name_parent
from consumers.feeds.faults import FileRefused
from consumers.feeds.kin import Kin
from streams.codes.agencies import Agency
from tests.messages.senders import author, child

COUNCIL = author(Agency.COUNCIL)


def convert(*children: dict[str, Any], known: dict[str, list[str]] | None = None) -> Converted:
    return convert_payload(orjson.dumps(children), COUNCIL, lambda _: known)


def events(found: Converted) -> list[dict[str, Any]]:
    return [orjson.loads(told.event) for told in found.told]


def test_referrals_and_plans_are_cases() -> None:
    """Each block opens a case of its kind, and closes it where it has an end; what is more is left behind."""
    said = child()
    said["social_care_episodes"][0] |= {
        "closure_date": "2026-11-01",
        "child_looked_after_placements": [
            {"child_looked_after_placement_id": "L1", "start_date": "2026-10-01", "end_date": "2026-10-20"}
        ],
    }
    found = convert(said)
    assert [(event["type"], event["data"]["category"]) for event in events(found)] == [
        ("council-case-opened-1", "child-referral"), ("council-case-closed-1", "child-referral"),
        ("council-case-opened-1", "child-protection-plan"),
        ("council-case-opened-1", "looked-after"), ("council-case-closed-1", "looked-after"),
    ]  # fmt: skip
    person = events(found)[0]["data"]["person"]
    assert person["local_record_id"] == "Child1234"
    assert (person["given_name"], person["birth_date"], person["gender"]) == ("Jordan", "2015-06-14", "1")
    assert found.dropped["child.child_details.ethnicity"] == 1
    assert found.dropped["child.social_care_episodes.care_worker_details"] == 1
    assert len(found.items) == 4


@pytest.mark.parametrize("wrapped", [lambda child: child, lambda child: {"la_code": 301, "children": [child]}])
def test_one_child_or_an_object_of_children_is_taken(wrapped: Any) -> None:
    """Payloads are wrapped in several ways."""
    assert events(convert_payload(orjson.dumps(wrapped(child())), COUNCIL))


def test_a_purged_plan_is_taken_back() -> None:
    """A block that was deleted erases what it told, and nothing else."""
    said = child()
    said["social_care_episodes"][0]["child_protection_plans"][0]["purge"] = True
    told = events(convert(said))
    assert [event["data"].get("target") for event in told] == [
        None, "dfe-child-protection-plan:Child1234/P1", "dfe-child-protection-plan-closed:Child1234/P1",
    ]  # fmt: skip


def test_a_purged_child_is_taken_back_where_it_is_known_what_it_told() -> None:
    """Whoever keeps ids takes all of them back; whoever does not says so, and does not pretend."""
    gone = {"la_child_id": "Child1234", "mis_child_id": "Supplier-Child-1234", "purge": True}
    kept = {name_parent("Child1234"): ["dfe-child-referral:Child1234/E1"]}
    assert [event["data"]["target"] for event in events(convert(gone, known=kept))] == kept[name_parent("Child1234")]
    assert [fault.code for fault in convert(gone).faults] == ["purge-open"]
    assert convert(gone, known={}).silent == 1


def test_many_purges_open_the_book_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A payload that deletes a thousand children is answered as soon as one that deletes one; and what is deleted twice
    is taken back once, so that no payload can ask for more than was ever told."""
    names = [f"C{number}" for number in range(1_000)]
    gone = [{"la_child_id": name, "purge": True} for name in names]
    kept = [(name_parent(name), f"dfe-child-referral:{name}/E1") for name in names]
    kin, opened, connect = Kin(tmp_path), list[object](), sqlite3.connect
    kin.keep(COUNCIL.origin.source, kept)

    def count(*said: Any) -> Any:
        opened.append(said)
        return connect(*said)

    monkeypatch.setattr("consumers.feeds.kin.sqlite3.connect", count)
    found = convert_payload(orjson.dumps(gone * 2), COUNCIL, partial(kin.find, COUNCIL.origin.source))
    assert len(opened) <= 2
    assert [event["data"]["target"] for event in events(found)] == [event for _, event in kept]
    assert (len(found.items), found.refused, found.silent) == (2_000, 0, 1_000)


def test_what_was_told_is_kept_under_child_and_episode() -> None:
    """So that a later deletion of either finds it."""
    plan = convert(child()).items[2]
    assert plan.parents == (name_parent("Child1234"), name_parent("Child1234", "E1"))


@pytest.mark.parametrize(
    ("wrong", "codes"),
    [
        ({"la_child_id": None}, ["id-missing"]),
        ({"la_child_id": 7}, ["not-text"]),
        ({"child_details": {"purge": True}}, ["purge-of-details", "person-empty", "person-empty"]),
        ({"social_care_episodes": [{"referral_date": "2026-06-14"}]}, ["id-missing"]),
        ({"social_care_episodes": [{"social_care_episode_id": "E1", "referral_date": "14/06/2026"}]}, ["date-form"]),
        ({"social_care_episodes": [{"social_care_episode_id": "E1"}]}, ["field-missing"]),
        ({"social_care_episodes": {"social_care_episode_id": "E1", "purge": "no"}}, ["not-boolean"]),
        ({"social_care_episodes": "none"}, ["not-an-object"]),
    ],
)
def test_faults_are_the_blocks_own(wrong: dict[str, Any], codes: list[str]) -> None:
    """A faulty block is refused by itself."""
    assert [fault.code for fault in convert(child(**wrong)).faults] == codes


@pytest.mark.parametrize("raw", [b"7", b'["a"]', b'{"children": 7}', b"{}", b'{"la_code": 1}'])
def test_what_is_no_payload_is_refused_whole(raw: bytes) -> None:
    """Its sender gets a code and a reason."""
    with pytest.raises(FileRefused, match="not-a-payload"):
        convert_payload(raw, COUNCIL)
