"""Secrets come as files where the machine that runs Linnet keeps them as such."""

from pathlib import Path

import pytest

from streams.credentials import DIRECTORY, read_environment
from streams.settings import Settings


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(DIRECTORY, str(tmp_path))
    monkeypatch.delenv("LINNET_KAFKA_PASSWORD", raising=False)
    return tmp_path


def test_a_file_says_what_a_variable_would(directory: Path) -> None:
    """A password in a file of the setting's name is the password, without the line's end that editors leave."""
    (directory / "linnet_kafka_password").write_text("as long as it is secret\n")
    assert Settings().kafka_password.get_secret_value() == "as long as it is secret"


def test_the_variable_counts_where_both_are(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who runs a command by hand can say otherwise for once."""
    (directory / "linnet_kafka_password").write_text("kept")
    monkeypatch.setenv("LINNET_KAFKA_PASSWORD", "typed")
    assert Settings().kafka_password.get_secret_value() == "typed"


def test_secrets_of_webhooks_are_found_by_their_names(directory: Path) -> None:
    """A destination's secret is a file of the name that the delivery file says; bookkeeping beside it is not read."""
    (directory / "HUB_WEBHOOK_SECRET").write_text("whsec_x\n")
    (directory / "..data").mkdir()
    assert read_environment({DIRECTORY: str(directory), "HOME": "/"}) == {
        DIRECTORY: str(directory),
        "HOME": "/",
        "HUB_WEBHOOK_SECRET": "whsec_x",
    }


def test_a_secret_in_a_file_is_not_shown(directory: Path) -> None:
    """Settings that are printed show no password, wherever it came from."""
    (directory / "linnet_kafka_password").write_text("as long as it is secret")
    assert "secret" not in repr(Settings().kafka_password)
