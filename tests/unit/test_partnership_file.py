"""A partnership file that would mislead is refused, and says where."""

from pathlib import Path

import pytest

from infra.partnership.plan import PARTNERSHIP_FILE
from streams.errors import Broken
from streams.partnership import read_partnership

_PURPOSE = '[[purposes]]\ncode = "{}"\nlabel = "A visit"\ngateway = "Care Act 2014, section 42"\n'


@pytest.mark.parametrize(
    ("added", "told"),
    [
        (_PURPOSE.format("glass-missing"), "no purpose's code may begin with glass-"),
        (_PURPOSE.format("adult-enquiry"), "adult-enquiry: two purposes have this code"),
        ('[areas.elsewhere]\nlabel = "Elsewhere"\nsources = {"uk.linnet.review" = "police"}\n', "uk.linnet.review"),
        ('[areas.elsewhere]\nlabel = "Elsewhere"\nsources = {}\npeople = 0\n', "areas.elsewhere.people"),
        ('[areas.elsewhere]\nlabel = "Elsewhere"\nsources = {}\npeople = "310,000"\n', "areas.elsewhere.people"),
    ],
)
def test_a_file_that_would_mislead_is_refused(tmp_path: Path, added: str, told: str) -> None:
    """Purposes that the audit could not tell apart, or from its own words; a source that is Linnet's."""
    path = tmp_path / "partnership.toml"
    path.write_text(f"{PARTNERSHIP_FILE.read_text(encoding='utf-8')}\n{added}", encoding="utf-8")
    with pytest.raises(Broken, match=told) as fault:
        read_partnership(path)
    assert str(path) in str(fault.value)
