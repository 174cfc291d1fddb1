"""What becomes of a prediction that awaits its label."""

from msgspec.structs import replace

from scoring.risk.held import Awaiting, PersonRisk
from scoring.risk.labels import DAY, settle

MADE = 20_000 * DAY


def test_a_crisis_that_was_taken_back_is_not_learned_of_who_died() -> None:
    """It was told at once, as a crisis is; of who lives its prediction is learned as one that did not come true."""
    awaited = Awaiting(int(MADE), "", 0.03, {}, "v")
    told = settle(PersonRisk(None, ((MADE + 2 * DAY, 0),), awaiting=(awaited,)), MADE + 3 * DAY).risk
    assert told.awaiting[0].label == 1
    lives = replace(told, crises=())
    died = replace(lives, died=int(MADE + 10 * DAY))
    assert [each.awaited.label for each in settle(lives, MADE + 28 * DAY).lessons] == [0]
    assert settle(died, MADE + 28 * DAY).lessons == []
    stands = replace(told, died=int(MADE + 10 * DAY))
    assert [each.awaited.label for each in settle(stands, MADE + 28 * DAY).lessons] == [1]
