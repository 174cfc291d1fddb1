"""A model's state as a file: learned in one place, and restored in another."""

from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from infra.risk.evaluate import Evaluation
from scoring.risk.held import Model
from scoring.risk.lineage import digest_code, digest_features
from scoring.risk.practice import Practice
from scoring.risk.recipe import RECIPES
from scoring.state import keys
from streams.errors import Invalid
from streams.events.risk import ModelState

# What the demo's models know: learned on a simulated caseload, and good for nothing else.
TAUGHT = Path(__file__).with_name("taught")


def write_state(path: Path, name: str, model: Model, offset: int) -> None:
    """``offset``: of the log it learned from."""
    state = ModelState(
        name=name,
        recipe=model.recipe,
        learned=model.learned,
        until=datetime.fromtimestamp(model.until, UTC),
        numbers=model.numbers,
        features=digest_features(),
        code=digest_code(),
        log_partition=0,
        log_offset=offset,
    )
    path.write_text(state.model_dump_json(indent=1) + "\n", encoding="utf-8")


def save_state(path: Path, found: Evaluation, practice: Practice) -> None:
    """Of the practice's first model."""
    name = practice.recipes[0].name
    model = found.held.documents.get(keys.model(name))
    if not isinstance(model, Model):
        raise Invalid("state-none", "nothing was learned from this log: nobody in it is on a caseload")
    write_state(path, name, model, found.events)


def read_state(path: Path) -> ModelState:
    """Raises :class:`Invalid` for a file that is none, or of a model that this version does not have."""
    try:
        state = ModelState.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as fault:
        raise Invalid("state-file", f"{path} is no model's state: {type(fault).__name__}") from None
    check_state(state, str(path))
    return state


def check_state(state: ModelState, where: str) -> None:
    """Raises :class:`Invalid` for one that this version cannot go on from."""
    recipes = {recipe.name: f"{recipe.name}-{recipe.version}" for recipe in RECIPES}
    if recipes.get(state.name) != state.recipe or state.features != digest_features():
        raise Invalid(
            "state-other", f"{where} is of {state.recipe} with other features; this version cannot go on from it"
        )


def read_taught() -> list[ModelState]:
    return [read_state(path) for path in sorted(TAUGHT.glob("*.json"))]
