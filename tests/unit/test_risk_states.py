"""A model's state as a file."""

from pathlib import Path

import pytest

from infra.risk.state_files import TAUGHT, read_state, read_taught
from scoring.risk.held import Model
from scoring.risk.learner import Learner
from scoring.risk.recipe import RECIPES
from streams.errors import Invalid


def test_the_demo_has_a_state_for_each_model() -> None:
    """Each is of the recipe that ships and has learned; a worker goes on from it to the last bit."""
    states = {state.name: state for state in read_taught()}
    assert states.keys() == {recipe.name for recipe in RECIPES}
    for recipe in RECIPES:
        state = states[recipe.name]
        held = Model(state.recipe, state.learned, state.until.timestamp(), state.numbers)
        assert state.learned > 100_000
        assert Learner(recipe, held).write() == held


@pytest.mark.parametrize(
    ("written", "read"),
    [('"recipe": "kalman-', '"recipe": "older-'), ('"features": "', '"features": "0'), ("{", "["), ('"name"', '"nom"')],
)
def test_another_state_is_refused(tmp_path: Path, written: str, read: str) -> None:
    """A file of another recipe, of other features, or that is no state, is refused with a reason."""
    path = tmp_path / "state.json"
    path.write_text((TAUGHT / "kalman.json").read_text(encoding="utf-8").replace(written, read, 1), encoding="utf-8")
    with pytest.raises(Invalid, match="state"):
        read_state(path)
