"""Going back to an earlier state of a model."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from infra.risk import model_commands
from infra.risk.state_files import read_taught
from scoring.risk.held import Model, Ruling
from scoring.state import keys
from scoring.state.documents import Document, read
from streams.codec import OBSERVATION
from streams.events.risk import ModelState
from tests.caseload import ASHA, Record
from tests.household import AREA, NOW, days_ago, tick
from tests.laws.memory import MemoryStore

TAUGHT = next(state for state in read_taught() if state.name == "kalman")
BY = {"name": "Jocasta Bellweather", "role": "Clinical safety officer", "team": "Mental health trust"}


def restore(state: ModelState) -> dict[str, Any]:
    at = days_ago(20).isoformat()
    data = {"recorded_at": at, "restored_by": BY, "model": state.model_dump(mode="json")}
    envelope = {"specversion": "1.0", "id": "M1", "source": "uk.linnet.review", "time": at, "area": AREA}
    return envelope | {"type": "model-restored-1", "data": data}


def play(state: ModelState) -> MemoryStore:
    seen = [one for _, one in Record(1, "Wren Tilley", ASHA).refer(100).see(90).events]
    days = [tick(NOW - timedelta(days=at)) for at in reversed(range(20))]
    return MemoryStore().play([OBSERVATION.validate_python(one) for one in [*seen, restore(state), *days]])


def held(store: MemoryStore, key: keys.Key) -> Document | None:
    return read(key, store.documents[key])


def test_a_model_goes_on_from_what_was_restored() -> None:
    """With all that it had learned."""
    model = held(play(TAUGHT), keys.model("kalman"))
    assert isinstance(model, Model)
    assert model.learned == TAUGHT.learned


@pytest.mark.parametrize(
    "other",
    [{"recipe": "kalman-0"}, {"numbers": TAUGHT.numbers | {"weights": "AAAAAAAAAAA="}}, {"numbers": {}}],
    ids=["recipe", "size", "nothing"],
)
def test_a_state_of_another_version_stops_no_replay(other: dict[str, Any]) -> None:
    """It stays in the log for ever: the model goes on from what it has, and that it was restored is known."""
    store = play(TAUGHT.model_copy(update=other))
    model, ruling = held(store, keys.model("kalman")), held(store, keys.RULING)
    assert isinstance(model, Model)
    assert isinstance(ruling, Ruling)
    assert model.learned < TAUGHT.learned
    assert "kalman" in ruling.restored


def test_nobody_goes_back_to_a_state_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The topic keeps what every version saved: it is refused before it is sent."""
    states = [TAUGHT.model_copy(update={"recipe": "kalman-0", "log_offset": offset}) for offset in (2, 1)]
    monkeypatch.setattr(model_commands, "locate", lambda settings: settings)
    monkeypatch.setattr(model_commands, "choose_areas", lambda *_: [])
    monkeypatch.setattr(model_commands, "read_saved", lambda *_: [SimpleNamespace(data=state) for state in states])
    monkeypatch.setattr(model_commands, "put_through", lambda *_: pytest.fail("it was sent"))
    given = ["rollback", "--area", AREA, "--by", "J", "--role", "R", "--team", "T", "--model", "kalman"]
    answer = CliRunner().invoke(model_commands.app, given)
    assert answer.exit_code == 65
    assert "offset 1 is of kalman-0" in answer.output
