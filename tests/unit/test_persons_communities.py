"""Names go together, and how much so is learned from names alone."""

from collections import Counter
from pathlib import Path
from random import Random

import msgspec
import pytest

from scoring.linkage.models import load_models
from scoring.linkage.persons import PersonModel, load_person_model
from scoring.linkage.persons.communities import learn_communities
from scoring.linkage.persons.company import Company
from scoring.linkage.persons.features import read_features
from scoring.linkage.persons.parameters import Communities
from scoring.linkage.persons.part import pick_part
from scoring.linkage.records import Identity
from streams.errors import Invalid

MODEL = load_person_model()
_BOUND = 16.0


def draw(shares: dict[str, int], people: int) -> Counter[tuple[str, str]]:
    """Towns whose people draw both names from thirty that nobody elsewhere bears."""
    chance = Random(7)
    towns = chance.choices(list(shares), list(shares.values()), k=people)
    return Counter((f"{town}G{chance.randrange(30)}", f"{town}F{chance.randrange(30)}") for town in towns)


def learn(tokens: Counter[tuple[str, str]]) -> Company | None:
    given, family = ({names[at] for names in tokens} for at in (0, 1))
    found = learn_communities(tokens, given, family, 1)
    return Company(found, _BOUND) if found else None


def test_two_names_of_one_community_go_together_the_more_the_smaller_it_is() -> None:
    """The names of a tenth of all go together ten times as often as by chance; of those of a twentieth, each of whose
    names few bear, somewhat less than twenty is believed. With those of others they go next to never."""
    company = learn(draw({"A": 17, "B": 2, "C": 1}, 20_000))
    assert company is not None
    found = {pair: company.find(*pair) for pair in [("AG1", "AF1"), ("BG1", "BF2"), ("CG3", "CF4"), ("AG1", "CF1")]}
    assert found["AG1", "AF1"] == pytest.approx(20 / 17, rel=0.1)
    assert found["BG1", "BF2"] == pytest.approx(10, rel=0.2)
    assert 13 < (found["CG3", "CF4"] or 0) < 20
    assert (found["AG1", "CF1"] or 1) < 0.5


def test_where_names_go_by_chance_nothing_is_made_of_it() -> None:
    """Names that were drawn apart from each other, and too few people to tell."""
    assert learn(draw({"A": 1}, 20_000)) is None
    assert learn(draw({"A": 1, "B": 1}, 3)) is None
    assert learn(Counter()) is None


def test_of_a_name_that_is_not_listed_nothing_is_said() -> None:
    """Whose it is, nobody knows: nothing is made of it."""
    company = learn(draw({"A": 17, "B": 2, "C": 1}, 20_000))
    assert company is not None
    assert company.find("ZZ", "AF1") is company.find("AG1", "ZZ") is company.find("", "") is None


def test_whom_rare_names_of_one_origin_tell_apart_is_less_than_of_two() -> None:
    """Two homes, one year of birth: where one of the two names is as rare and of another origin, it is likelier one
    person. The waterfall has a line for it, and adds up."""
    here = Identity("police", "Nicoleta", "Ene", "1971", "2", "", "3 Mill Lane, Linfold", "NM1 4AB")
    mixed = msgspec.structs.replace(here, given_name="Siobhan")
    weights = {}
    for one in (here, mixed):
        other = msgspec.structs.replace(one, agency="health", address="15 Queens Road, Northmoor", postcode="NM6 1AJ")
        told = MODEL.explain(one, other)
        assert told.weight == MODEL.weigh(one, other) == sum(finding.weight for finding in told.findings)
        weights[one.given_name] = [finding for finding in told.findings if finding.field == "names"]
    assert weights["Nicoleta"][0].level == "names of one origin go together"
    assert weights["Nicoleta"][0].weight < -200
    assert weights["Siobhan"][0].level == "names that go together less than by chance"
    assert weights["Siobhan"][0].weight > 50


def test_what_names_say_is_bounded() -> None:
    """Two of the smallest community there is do not go together more than 64 times as often as by chance."""
    company = Company(Communities((0.999, 0.001), {"G": (0.0, 1.0), "H": (1.0, 0.0)}, {"F": (0.0, 1.0)}), _BOUND)
    assert company.find("G", "F") == 64
    assert company.find("H", "F") == company.least == 0.25


def test_names_written_the_other_way_round_go_together_as_much() -> None:
    """Whoever's names are swapped is not weighed as if the names were of two origins."""
    here = Identity("police", "Nicoleta", "Ene", "1971", "2", "", "3 Mill Lane, Linfold", "NM1 4AB")
    there = Identity("health", "Ene", "Nicoleta", "1971", "2", "", "15 Queens Road, Northmoor", "NM6 1AJ")
    plain = msgspec.structs.replace(MODEL.parameters, communities=None)
    assert MODEL.weigh(here, there) < PersonModel(plain).weigh(here, there) - 100
    assert MODEL.weigh(here, there) == MODEL.weigh(there, here)


@pytest.mark.parametrize(
    "communities",
    [((1.0, 0.0), {"G": (1.0, 0.0)}), ((0.5, 0.5), {"G": (1.0,)}), ((1.5, -0.5), {"G": (1.0, 0.0)})],
)
def test_communities_that_cannot_be_are_refused(
    communities: tuple[tuple[float, ...], dict[str, tuple[float, ...]]], tmp_path: Path
) -> None:
    """A model file with a share of nought, a share too few or one below nought is no model, and it is said why."""
    shares, given = communities
    held = msgspec.to_builtins(MODEL.parameters)
    held["communities"] = {"shares": shares, "given_names": given, "family_names": {}}
    path = tmp_path / "model.json"
    path.write_bytes(msgspec.json.encode(held))
    with pytest.raises(Invalid) as fault:
        load_models(path)
    assert "communities need a share above nought" in fault.value.reason


def _state(n: int, postcode: str) -> Identity:
    born = f"19{50 + n % 50}-03-{1 + n % 28:02}"
    return Identity("police", f"Given{n}", "Ashby", born, "", "", f"{n} Mill Lane", postcode)


@pytest.mark.parametrize("districts", [1, 9])
def test_of_a_large_area_some_homes_are_learned_from_with_who_moved_away(districts: int) -> None:
    """Whoever is known there is known by all their records, and not many more are looked at than asked for, in one
    district or in many; one that is far away by a slip is nothing to it."""
    homes = [_state(n, f"NM{1 + n % districts} {1 + n // 100}AB") for n in range(900)]
    moved = [_state(n, f"NM{1 + (n + 4) % districts} {1 + (899 - n) // 100}AX") for n in range(0, 900, 3)]
    people = [read_features(identity) for identity in (*homes, *moved, _state(1_000, "SL1 1AA"))]
    part = pick_part(people, 1, 400)
    assert 200 <= len(part) <= 500
    held, there = (Counter((one.given.whole, one.birth.digits) for one in each) for each in (part, people))
    assert all(held[name] == there[name] for name in held)
    assert pick_part(people, 1, len(people)) == people


def test_where_nobody_says_where_they_live_all_are_learned_from() -> None:
    """A register without addresses has no districts."""
    people = [read_features(Identity("police", f"Given{n}", "Ashby", "1961-03-14", "", "")) for n in range(30)]
    assert pick_part(people, 1, 10) == people
