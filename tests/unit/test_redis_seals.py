"""What Redis holds of people, sealed: under which keys it opens, and where."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from scoring.state import keys, sealing
from scoring.state.keys import Subject
from scoring.state.opening import hold_keys, open_seals
from scoring.state.sealing import Seals
from streams.errors import Broken
from streams.settings import Settings
from tests.state_keys import STATE_KEYS

NAME, SAID = "person-record:AAAAAAAAAAAAAAAA", b'["uk.police.northmoor","Maureen","Ashby"]'
OLD, NEW = Seals([b"o" * 32]), Seals([b"n" * 32, b"o" * 32])


def test_what_is_sealed_says_nothing_and_opens_in_its_place() -> None:
    """Nothing of it can be read, the same has the same bytes, and another value or another place has others."""
    sealed = OLD.seal(NAME, SAID)
    assert b"Maureen" not in sealed
    assert OLD.open(NAME, sealed) == SAID
    assert sealed == OLD.seal(NAME, SAID)
    others = [OLD.seal(NAME, SAID + b" "), OLD.seal("person-record:B", SAID)]
    heads = [each[:17] for each in (sealed, *others)]
    assert len(set(heads)) == 3, "a nonce came twice"


@pytest.mark.parametrize("place", [5, 17, -1])
def test_what_was_changed_does_not_open(place: int) -> None:
    """Whoever has no key can change nothing unseen, neither the nonce nor the value nor its tag."""
    sealed = bytearray(OLD.seal(NAME, SAID))
    sealed[place] ^= 1
    with pytest.raises(Broken, match="was changed"):
        OLD.open(NAME, bytes(sealed))


def test_what_was_moved_does_not_open() -> None:
    """One person's record can not be put in the place of another's."""
    with pytest.raises(Broken, match="or moved"):
        OLD.open("person-record:BBBBBBBBBBBBBBBB", OLD.seal(NAME, SAID))


def test_an_old_key_opens_and_the_first_seals() -> None:
    """While a key is changed both open; who has the old one alone is told what is missing."""
    assert NEW.open(NAME, OLD.seal(NAME, SAID)) == SAID
    assert NEW.is_current(NEW.seal(NAME, SAID))
    assert not NEW.is_current(OLD.seal(NAME, SAID))
    with pytest.raises(Broken, match="a key that LINNET_STATE_KEYS does not hold"):
        OLD.open(NAME, NEW.seal(NAME, SAID))


def test_who_holds_no_keys_reads_what_is_plain_alone() -> None:
    """The core by itself writes and reads plain values, and takes no sealed one for one."""
    before = sealing.held()
    sealing.hold(None)
    try:
        assert sealing.unseal(NAME, sealing.seal(NAME, SAID)) == SAID
        with pytest.raises(Broken, match="holds no LINNET_STATE_KEYS"):
            sealing.unseal(NAME, OLD.seal(NAME, SAID))
    finally:
        sealing.hold(before)


def test_without_settings_all_processes_have_the_same_keys_of_their_own(tmp_path: Path) -> None:
    """Made by whoever is first, in files that nobody else reads."""
    settings = Settings(data_dir=tmp_path, state_keys=SecretStr(""))
    with ThreadPoolExecutor(8) as pool:
        seals = list(pool.map(open_seals, [settings] * 8))
    assert len({each.seal(NAME, SAID) for each in seals}) == 1
    made = list((tmp_path / "keys").iterdir())
    assert [file.name for file in made] == ["state.key"]
    assert made[0].stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("given", ["secret", "====", f"{STATE_KEYS} no", "é" * 44])
def test_keys_that_are_none_are_told_without_their_value(given: str) -> None:
    """By the setting's name."""
    with pytest.raises(Broken, match="LINNET_STATE_KEYS holds a key that is none") as told:
        open_seals(Settings(state_keys=SecretStr(given)))
    assert given not in str(told.value)


@pytest.mark.parametrize("given", ["5e", "no digits", "5e" * 33])
def test_an_index_key_that_is_none_is_told(given: str) -> None:
    """By the setting's name; what this process held before, it holds on."""
    before = keys.tell_veil()
    with pytest.raises(Broken, match="LINNET_INDEX_KEY is not 64 hexadecimal digits"):
        hold_keys(Settings(index_key=SecretStr(given)))
    assert keys.tell_veil() == before


def test_names_in_keys_are_others_under_another_key() -> None:
    """Who tries all names needs the key; what was written under one is never taken for what is under another."""
    asked = [("ashby",), ("ashby", "maureen"), ("ashby", "maureen", "ann")]

    def name_all() -> list[str]:
        found = [keys.index(Subject.PERSON, words) for words in asked]
        found += [keys.word(Subject.PERSON, "ashby"), *keys.matches(Subject.PERSON, ["ashby"])]
        return [*found, keys.stated("9990000018"), keys.caseload("North"), keys.merges("P1"), keys.episode("c", "1")]

    mine, told = name_all(), keys.tell_veil()
    held = keys._veil_key
    try:
        keys.veil_under(b"x" * 32)
        assert not {*mine} & {*name_all()}
        assert keys.tell_veil() not in ("", told)
    finally:
        keys.veil_under(held)
    assert name_all() == mine
