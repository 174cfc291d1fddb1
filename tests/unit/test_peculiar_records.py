"""What agencies type when they know nothing, or by mistake, thousands of times: no failure, no person made of
hundreds of people, and no record that costs more for every one of its like that came before."""

from collections import Counter
from collections.abc import Callable
from random import Random
from statistics import median
from time import process_time
from unittest.mock import patch

import pytest

from infra.linkage.playing import Play
from infra.linkage.records_file import Row
from scoring.linkage.models import Models, load_models
from scoring.observed import ObservedAddress, ObservedPerson

# Evidence comes of keys that at most a hundred records share, so only a chain of them could make a larger person.
LARGEST = 100
GIVEN = [
    "Olivia", "Amelia", "Isla", "Noah", "Oliver", "Leo", "Arthur", "Freya", "Lily", "Aisha", "Fatima", "Priya", "Wei",
    "Piotr", "Kwame", "Chidi", "Sofia", "Theo",
]  # fmt: skip
FAMILY = [
    "Smith", "Jones", "Taylor", "Patel", "Wright", "Green", "Khan", "Begum", "Kaur", "Shah", "Nowak", "Okafor",
    "Mensah", "Wong", "Murphy", "Reid",
]  # fmt: skip
# Some 9,000 pairs of names, so that few share one by chance.
MANY_FAMILY = [f"{one}{other}" for one in FAMILY for other in ("", "ford", "ley", "ton", "well", "worth", "shaw", "by")]
ARABIC = ["محمد", "أحمد", "فاطمة", "علي", "حسن", "حسين", "زينب", "خالد", "يوسف", "مريم"]
HEBREW = ["משה", "דוד", "שרה", "רחל", "יעקב", "יוסף", "לאה", "אברהם"]
NOBODY = ["UNKNOWN", "NOT KNOWN", "BABY", "TEST", "DO NOT USE", "XXXX", ".", "-", "PATIENT", "ZZTEST"]
Said = dict[str, str]


def birth(rng: Random) -> str:
    return f"{rng.randint(1930, 2020)}-{rng.randint(1, 12):02}-{rng.randint(2, 28):02}"


def anybody(rng: Random) -> Said:
    given = rng.choice(GIVEN) + rng.choice(["", "-Ann", "-May", "-Lee"])
    return {"given_name": given, "family_name": rng.choice(MANY_FAMILY), "birth_date": birth(rng)}


def anywhere(rng: Random) -> Said:
    street = f"{rng.choice(['Curlew', 'Heron', 'Mill', 'Church'])} {rng.choice(['Street', 'Road', 'Lane'])}"
    postcode = f"NM{rng.randint(1, 30)} {rng.randint(1, 9)}{rng.choice('ABDEFG')}{rng.choice('HJLNPQ')}"
    return {"text": f"{rng.randint(1, 150)} {street}, Northmoor", "postcode": postcode}


def empty(rng: Random) -> Said:
    del rng
    return {}


def nobody(rng: Random) -> Said:
    dates = ["", "1900-01-01", "1970-01-01", "0000-00-00", "99999999"]
    return {"given_name": rng.choice(NOBODY), "family_name": rng.choice(NOBODY), "birth_date": rng.choice(dates)}


def a_test_patient(rng: Random) -> Said:
    numbers, number = ["", "9999999999", "0000000000"], f"Patient{rng.randint(1, 9)}"
    said = {"given_name": "Test", "family_name": number, "nhs_number": rng.choice(numbers)}
    return {**said, "birth_date": "2000-01-01", "text": "1 Test Street", "postcode": "ZZ99 3VZ"}


def new_born(rng: Random) -> Said:
    date = f"2024-{rng.randint(1, 12):02}-{rng.randint(2, 28):02}"
    where = {"text": "Northmoor General Hospital, Station Road, Northmoor", "postcode": "NM1 1AA"}
    return {"given_name": "Baby", "family_name": rng.choice(FAMILY), "birth_date": date, **where}


def on_1_january(rng: Random) -> Said:
    return {**anybody(rng), **anywhere(rng), "birth_date": "1990-01-01"}


def namesake(rng: Random) -> Said:
    return {**anywhere(rng), "given_name": "John", "family_name": "Smith", "birth_date": "1980-05-17"}


def in_a_hostel(rng: Random) -> Said:
    return {**anybody(rng), "text": "Northmoor Hostel, 12 Mill Road, Northmoor", "postcode": "NM1 1AB"}


def in_one_house(rng: Random) -> Said:
    return {**anybody(rng), "text": "12 Mill Road, Northmoor", "postcode": "NM1 1AB"}


def under_a_default_number(rng: Random) -> Said:
    return {**anybody(rng), **anywhere(rng), "nhs_number": "9990000018"}


def long_name(rng: Random) -> Said:
    given, family = ("".join(rng.choice("abcdefgh -'") for _ in range(300)) for _ in "gf")
    return {**anywhere(rng), "given_name": given, "family_name": family, "birth_date": birth(rng)}


def long_address(rng: Random) -> Said:
    words = ["Flat", "12", "Mill", "Road", "A", "Northmoor", ",", "Unit", "3/4", "House", "Ä"]
    return {**anybody(rng), "text": " ".join(rng.choice(words) for _ in range(2_500))[:10_000], "postcode": "NM1 1AB"}


def right_to_left(rng: Random) -> Said:
    names = {"given_name": rng.choice(ARABIC), "family_name": rng.choice(ARABIC + HEBREW)}
    return {**names, "birth_date": birth(rng), "text": rng.choice(["12 شارع الملك", "רחוב הרצל 12"])}


def in_pictures(rng: Random) -> Said:
    names = {"given_name": "😀" * rng.randint(1, 5), "family_name": "🎉" * rng.randint(1, 3)}
    return {**names, "birth_date": rng.choice(["", birth(rng)]), "text": f"🏠 {rng.randint(1, 99)} 🚀 Road"}


def in_marks(rng: Random) -> Said:
    names = {"given_name": "e" + "\u0301" * rng.randint(1, 40) + "mile", "family_name": "Zoe" + "\u0308" * 200}
    return {**names, "birth_date": birth(rng), "text": "\u200b\u202e\x00\x1f,,,;;;"}


PECULIAR: list[Callable[[Random], Said]] = [
    empty, nobody, a_test_patient, new_born, on_1_january, namesake, in_a_hostel, in_one_house, under_a_default_number,
    long_name, long_address, right_to_left, in_pictures, in_marks,
]  # fmt: skip
# Fewer of those that take long to read or to compare.
RECORDS = dict.fromkeys(PECULIAR, 600) | {long_address: 90, namesake: 240, new_born: 240}


@pytest.fixture(scope="module")
def models() -> Models:
    return load_models()


def write_rows(say: Callable[[Random], Said], count: int) -> list[Row]:
    rng = Random(say.__name__)
    rows = []
    for number in range(count):
        said = say(rng)
        address = ObservedAddress(said.pop("text", ""), said.pop("postcode", ""))
        agency = rng.choice(["police", "health", "council", "fire"])
        there = address if address.text or address.postcode else None
        rows.append(Row(f"E{number}", agency, ObservedPerson(**said), there, {}))
    return rows


def play(rows: list[Row], models: Models) -> Play:
    # Processor time: what others do on the machine is no fault of linkage.
    with patch("infra.linkage.playing.perf_counter", process_time):
        return Play(models).add(rows)


def largest_person(played: Play, rows: list[Row]) -> int:
    return max(Counter(played.person(row) for row in rows).values())


@pytest.mark.parametrize("say", PECULIAR)
def test_peculiar_records_make_no_giant_and_cost_no_more_and_more(
    say: Callable[[Random], Said], models: Models
) -> None:
    """Nobody is made of more than a hundred records, and no record costs a second. The last sixth cost hardly more
    than the fourth: a crowd's records do not each cost what there are of them."""
    rows = write_rows(say, RECORDS[say])
    played = play(rows, models)
    assert largest_person(played, rows) <= LARGEST
    hundred = len(rows) // 6
    earlier, later = played.seconds[3 * hundred : 4 * hundred], played.seconds[-hundred:]
    assert median(later) < 4 * median(earlier) + 0.02
    assert max(played.seconds) < 1.5


@pytest.mark.parametrize("say", [in_a_hostel, in_one_house])
def test_thousands_at_one_address_are_as_many_people(say: Callable[[Random], Said], models: Models) -> None:
    """Sharing an address makes no giant of them, and a record costs the same when thousands were there before. Some are
    joined: among two thousand at one door, of thirty family names that differ by their endings, one in three has a near
    namesake, of nearly the same birth date or of one that no parent of theirs could have."""
    rows = write_rows(say, 2_000)
    played = play(rows, models)
    assert len({played.address(row) for row in rows}) == 1
    assert count_persons(played, rows) > 0.6 * len(rows)
    assert median(played.seconds[-500:]) < 3 * median(played.seconds[500:1_000]) + 0.005


def test_a_number_typed_for_hundreds_by_mistake_makes_no_person_of_them(models: Models) -> None:
    """On more than a hundred records it leads nowhere; where something else does, it counts as it would."""
    rows = write_rows(under_a_default_number, 500)
    played = play(rows, models)
    unnumbered = [Row(r.record_id, r.source, strip_number(r.person), r.address, r.others) for r in rows]
    plain = play(unnumbered, models)
    assert largest_person(played, rows) <= 10
    assert count_persons(played, rows) > 0.4 * count_persons(plain, unnumbered)


def strip_number(person: ObservedPerson) -> ObservedPerson:
    return ObservedPerson(given_name=person.given_name, family_name=person.family_name, birth_date=person.birth_date)


def count_persons(played: Play, rows: list[Row]) -> int:
    return len({played.person(row) for row in rows})


def test_unknown_people_are_each_somebody_else(models: Models) -> None:
    """A record that says nothing of who it is about is one with no other, not even of the same agency."""
    rows = write_rows(empty, 200)
    assert count_persons(play(rows, models), rows) == 200
    unnamed = write_rows(nobody, 200)
    assert largest_person(play(unnamed, models), unnamed) <= 3
