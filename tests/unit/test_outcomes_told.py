"""What is told of outcomes gives away no count of one to four."""

from api.answers.counting import write_groups_outcomes, write_types
from scoring.risk.caseload.guarantee import estimate_rate
from scoring.risk.caseload.outcomes import Outcome


def count(name: str, crises: int, acted: bool | None = None, people: int = 500) -> Outcome:
    return Outcome(name, acted, people, people, crises, estimate_rate(crises, people))


def whole(name: str, crises: int) -> list[Outcome]:
    """A group with nothing done for anybody."""
    return [count(name, crises), count(name, crises, False), count(name, 0, True, people=0)]


def test_the_one_of_few_cannot_be_worked_out_from_the_others() -> None:
    """Groups and types of team are of the same scores: what one list says in all, less what another says of all types
    but one, would be that one's."""
    groups = write_groups_outcomes([*whole("highest", 60), *whole("raised", 37), *whole("low", 20)], str)
    types = write_types([count("A06", 90), count("A14", 25), count("A08", 2)], str)
    assert sum(one.crises or 0 for one in groups) == 117
    assert [(one.name, one.crises) for one in types] == [("A06", 90), ("A14", None), ("A08", None)]
    assert types[1].rate.per_1000 is None


def test_a_group_of_few_hides_another_with_its_parts() -> None:
    """The least of those with any; of several of few, and of none, nobody else."""
    found = [*whole("highest", 60), *whole("raised", 30), *whole("low", 3)]
    found[3:6] = [count("raised", 30), count("raised", 20, False, 250), count("raised", 10, True, 250)]
    told = write_groups_outcomes(found, str)
    assert [(one.name, one.acted, one.crises) for one in told if one.name == "raised"] == [
        ("raised", None, None),
        ("raised", False, None),
        ("raised", True, None),
    ]
    assert [one.crises for one in told if one.name != "raised"] == [60, None]
    assert [one.crises for one in write_types([count("A06", 90), count("A14", 3), count("A08", 2)], str)] == [
        90,
        None,
        None,
    ]
    assert [one.crises for one in write_types([count("A06", 90), count("A14", 0)], str)] == [90, 0]
