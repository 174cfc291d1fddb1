"""The operator's guide where it changes keys: the commands of that chapter, out of its text, on real servers."""

import asyncio
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from confluent_kafka.admin import AdminClient
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from api.audit.auditor import Auditor
from consumers.auditing.keys import make_key, read_public_key
from infra.audit.held import read_kafka
from infra.audit.verifying import verify
from streams.errors import Transient
from streams.reading import read_topic
from streams.settings import Settings
from streams.topics import AUDIT_HEADS, OBSERVATIONS
from tests.integration.operator import AREA, Operator, operating
from tests.integration.roles import await_true, running
from tests.looks import look

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """With some events known."""
    with operating(tmp_path_factory.mktemp("operating")) as found:
        found.take_in(*range(30))
        yield found


def test_every_key_is_changed_as_the_guide_says(operator: Operator) -> None:
    """By its commands and no others; and the old key is not needed any more."""
    operator.open("A key is rotated")
    assert "sha256 = " in operator.give("linnet feeds token", ("SENDER", "police"))
    change_keys_of_the_log(operator)
    change_what_wraps_them(operator)
    change_keys_of_redis(operator)
    change_key_of_the_audit(operator)
    assert operator.left == []


def change_keys_of_the_log(operator: Operator) -> None:
    """What comes is sealed with new ones, and what is there stays as it is."""
    held = read_epochs(operator.settings)
    operator.give("linnet keys rotate")
    operator.take_in(100)
    assert read_epochs(operator.settings) == [*held, held[-1] + 1]


def change_what_wraps_them(operator: Operator) -> None:
    """All of the log is read without the old one."""
    before, old = operator.digest(), os.environ["LINNET_WRAPPING_KEYS"]
    new = operator.give("linnet keys wrapping").strip()
    operator.machine.setenv("LINNET_WRAPPING_KEYS", f"{new} {old}")
    operator.give("linnet keys rewrap")
    operator.machine.setenv("LINNET_WRAPPING_KEYS", new)
    operator.run("linnet rebuild")
    assert operator.digest() == before


def change_keys_of_redis(operator: Operator) -> None:
    """All of Redis is read without the old one. Where both are lost, a rebuild makes as many keys of each kind again;
    they have other names then."""
    before, old, new = operator.digest(), os.environ["LINNET_STATE_KEYS"], Fernet.generate_key().decode()
    operator.machine.setenv("LINNET_STATE_KEYS", f"{new} {old}")
    operator.give("linnet keys reseal")
    operator.machine.setenv("LINNET_STATE_KEYS", new)
    assert operator.digest() == before
    counted = count_known(operator)
    operator.machine.setenv("LINNET_STATE_KEYS", Fernet.generate_key().decode())
    operator.machine.setenv("LINNET_INDEX_KEY", secrets.token_hex(32))
    operator.give("linnet rebuild")
    assert count_known(operator) == counted


def change_key_of_the_audit(operator: Operator) -> None:
    """What was signed with the old one is verified with it, as it was exported; all of it is signed anew."""
    make_key(Path("audit.pem"))
    asyncio.run(look_up(operator.settings))
    sign(operator.settings, "audit.pem")
    whole = f"{AREA}: 3 records, all as they were written; 0 not signed"
    assert whole in operator.give("linnet audit verify")
    operator.give("linnet audit export")
    assert Path("before.jsonl").read_bytes().count(b"look-recorded-1") == 3
    operator.give("linnet audit key")
    delete_heads(operator.settings)
    assert "created: audit-heads" in operator.give("linnet topics create")
    sign(operator.settings, "new.pem")
    assert whole in operator.run("linnet audit verify --public-key new.pem.pub")
    assert whole in operator.run("linnet audit verify --public-key audit.pem.pub --file before.jsonl")


def read_epochs(settings: Settings) -> list[int]:
    """That events of the log are sealed in."""
    sealed = [orjson.loads(message.value() or b"") for message in read_topic(settings, OBSERVATIONS)]
    return sorted({one["data"]["epoch"] for one in sealed})


def count_known(operator: Operator) -> list[list[str]]:
    return [line.split()[:2] for line in operator.run("linnet digest").splitlines()[1:-1]]


async def look_up(settings: Settings) -> None:
    auditor = Auditor(settings)
    for number in range(3):
        await auditor.keep(look(AREA, first=number))


def sign(settings: Settings, key: str) -> None:
    """By the process, until it has signed all three."""
    with running(settings.model_copy(update={"audit_key_file": Path(key)}), "auditing"):
        await_true(lambda: count_signed(settings, read_public_key(Path(f"{key}.pub"))) == 3, 60)


def count_signed(settings: Settings, key: Ed25519PublicKey) -> int:
    try:
        return verify(read_kafka(settings), [AREA], (), key)[AREA].signed
    except Transient:  # a topic that was just made has no leader yet
        return 0


def delete_heads(settings: Settings) -> None:
    """As Kafka's own tool does."""
    admin = AdminClient(settings.kafka_client())
    admin.delete_topics([AUDIT_HEADS.name])[AUDIT_HEADS.name].result(30)
    await_true(lambda: AUDIT_HEADS.name not in admin.list_topics(timeout=10).topics, 30)
