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


def test_a_prediction_made_in_a_crisis_that_became_known_later_is_no_lesson() -> None:
    """Nobody in crisis is scored: neither that no crisis began after it nor that another did says anything of it. Of
    the week before, and of the day that it ended, the labels are what they are."""
    began, ended = MADE - DAY, MADE + 3 * DAY
    made = (int(began - 6 * DAY), int(began), int(MADE), int(ended))
    risk = PersonRisk(None, ((began, ended),), awaiting=tuple(Awaiting(each, "", 0.3, {}, "v") for each in made))
    lessons = settle(risk, MADE + 32 * DAY).lessons
    assert [(each.awaited.made, each.awaited.label) for each in lessons] == [(made[0], 1), (made[3], 0)]
    lasting = replace(risk, crises=((began, 0), (MADE + 9 * DAY, 0)))
    assert [each.awaited.made for each in settle(lasting, MADE + 32 * DAY).told] == [made[0]]
