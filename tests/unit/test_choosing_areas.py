"""Which areas a command is about."""

from types import SimpleNamespace
from typing import cast

import pytest

from infra.commands import choose_areas
from streams.errors import Broken
from streams.settings import Settings

AREAS = cast(Settings, SimpleNamespace(partnership=SimpleNamespace(areas={"northmoor": None, "eastvale": None})))


def test_an_area_that_is_named_twice_is_one() -> None:
    """A rebuild would hold it once and give it back twice, and end as if it had been taken over; a digest would be of
    everything twice."""
    assert choose_areas(AREAS, ["eastvale", "northmoor", "eastvale"]) == ["eastvale", "northmoor"]
    assert choose_areas(AREAS, None) == ["northmoor", "eastvale"]


def test_an_area_that_is_none_is_named() -> None:
    """With those that there are."""
    with pytest.raises(Broken, match="no such area: nortmoor; there are northmoor, eastvale"):
        choose_areas(AREAS, ["northmoor", "nortmoor"])
