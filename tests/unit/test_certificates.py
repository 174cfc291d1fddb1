"""A certificate that ends is told of before it does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from streams.certificates import read_ends
from streams.settings import Settings
from tests.certificates import Authority

_DAY = 86_400.0


def test_each_file_of_a_process_is_told(tmp_path: Path) -> None:
    """Its own certificate and the authorities it trusts, that of Redis too, by the settings that name them."""
    authority = Authority(tmp_path)
    certificate, _ = authority.sign("api")
    settings = Settings(
        api_certificate_file=certificate,
        kafka_ca_file=authority.file,
        redis_url=f"rediss://u:p@redis:6380/0?ssl_ca_certs={authority.file}",
    )
    ends = read_ends(settings)
    assert set(ends) == {"api_certificate_file", "kafka_ca_file", "redis_url"}
    in_two_days = datetime.now(UTC).timestamp() + 2 * _DAY
    assert all(end == pytest.approx(in_two_days, abs=60) for end in ends.values())


def test_of_two_authorities_the_later_counts_and_of_a_chain_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While authorities change, both are in a file; what a server shows is good for as long as all of it is."""
    later = Authority(tmp_path)
    monkeypatch.setattr("tests.certificates._LIFE", timedelta(hours=1))
    (tmp_path / "sooner").mkdir()
    sooner = Authority(tmp_path / "sooner")
    both = tmp_path / "both.pem"
    both.write_bytes(sooner.file.read_bytes() + later.file.read_bytes())
    ends = read_ends(Settings(kafka_ca_file=both, api_certificate_file=both))
    assert ends["kafka_ca_file"] - ends["api_certificate_file"] > _DAY


def test_what_cannot_be_read_is_no_fault_here(tmp_path: Path) -> None:
    """The process says itself what it cannot work with."""
    (tmp_path / "none.pem").write_text("none")
    told = Settings(api_certificate_file=tmp_path / "none.pem", kafka_ca_file=tmp_path / "away.pem")
    assert read_ends(told) == {}
