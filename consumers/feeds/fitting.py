"""What is wrong with a mapping beyond its form: events without what they need, fields that there are not."""

from collections.abc import Iterator
from typing import NamedTuple

from consumers.feeds.fields import IDENTIFYING, Field, Kind, fields_of, parts_needed
from consumers.feeds.mapping import LEFT_OUT, Mapping, Said, Taken
from consumers.feeds.moments import ISO, has_day
from streams.events.agency import agency_of

Path = tuple[str | int, ...]
_CODES_SHOWN = 20
_SHAPED = (Kind.DATE, Kind.MOMENT)


class Misfit(NamedTuple):
    """``known``: names of which the one that stands there may be misspelt."""

    path: Path
    wrong: str
    expected: str
    known: tuple[str, ...] = ()


def find_misfits(mapping: Mapping) -> Iterator[Misfit]:
    labels: dict[str, int] = {}
    for place, said in enumerate(mapping.rows):
        path: Path = ("rows", place)
        if (owner := agency_of(said.event)) is not mapping.agency:
            yield Misfit((*path, "event"), f"{said.event} is for {owner}", f"expected an event of {mapping.agency}")
        if labels.setdefault(mapping.label_of(place), place) != place:
            wrong = f"label: {mapping.label_of(place)} stands before other rows' ids already"
            yield Misfit(path, wrong, "give each event of a row a label of its own")
        if said.erased and not said.id:
            yield Misfit((*path, "erased"), "erased: without an id nothing can be erased", "expected id: beside it")
        yield from _check_fields(said, path)


def _check_fields(said: Said, path: Path) -> Iterator[Misfit]:
    known = fields_of(said.event)
    for name, taken in said.fields.items():
        at = (*path, "fields", name)
        if name == "area":
            yield from _check_sources(taken, at)
        elif name not in known:
            yield Misfit(at, f"there is no field {name} in {said.event}", "", tuple(known))
        else:
            yield from _check_sources(taken, at)
            yield from _check_taken(known[name], taken, at)
    yield from _find_missing(said, (*path, "fields"))


def _check_sources(taken: Taken, at: Path) -> Iterator[Misfit]:
    given = [name for name in ("column", "columns", "text") if getattr(taken, name) is not None]
    if len(given) != 1:
        wrong = " and ".join(given) + " are both there" if given else "nothing says where the value is from"
        yield Misfit(at, f"{at[-1]}: {wrong}", "expected one of column:, columns: or text:")
    if taken.before is not None and taken.after is not None:
        yield Misfit(at, f"{at[-1]}: before and after are both there", "expected one of the two")
    if taken.otherwise is not None and taken.codes is None:
        yield Misfit((*at, "otherwise"), "otherwise: there are no codes to be otherwise than", "expected codes: too")


def _check_taken(field: Field, taken: Taken, at: Path) -> Iterator[Misfit]:
    if taken.forms is not None and field.kind not in _SHAPED:
        yield Misfit((*at, "forms"), f"forms: {field.path} is no date", "leave it out")
    if taken.forms is None and field.kind in _SHAPED and taken.text is None:
        yield Misfit(at, f"{field.path}: nothing says how its dates are written", "expected forms: dd/mm/yyyy hh:mm")
    if field.kind is Kind.MOMENT and any(not has_day(form) for form in taken.forms or ()):
        yield Misfit((*at, "forms"), f"forms: {field.path} needs a day", "expected such as dd/mm/yyyy hh:mm")
    if field.kind is Kind.DATE and ISO in (taken.forms or ())[:-1]:
        yield Misfit((*at, "forms"), "forms: iso takes whatever comes", "put it last")
    if field.codes:
        yield from _check_codes(field, taken, at)


def _check_codes(field: Field, taken: Taken, at: Path) -> Iterator[Misfit]:
    told: list[tuple[Path, str | None]] = [
        ((*at, "codes", theirs), ours) for theirs, ours in (taken.codes or {}).items()
    ]
    told += [((*at, name), getattr(taken, name)) for name in ("otherwise", "empty", "text")]
    for place, ours in told:
        if ours is not None and ours not in (*field.codes, LEFT_OUT) and not _passes(field, ours):
            yield Misfit(place, f"{field.path} has no code {ours!r}", "", (*field.codes, LEFT_OUT)[:_CODES_SHOWN])


def _passes(field: Field, ours: str) -> bool:
    return field.name == "gender" and ours in ("M", "F")


def _find_missing(said: Said, at: Path) -> Iterator[Misfit]:
    fields, given = fields_of(said.event), set(said.fields)
    parts = {name.partition(".")[0] for name in given if "." in name} | {"contact", *parts_needed(said.event)}
    for field in fields.values():
        needed = field.required and field.path != "recorded_at" and (not field.part or field.part in parts)
        if needed and field.path not in given:
            yield Misfit(at, f"{field.path} is missing", f"{said.event} needs it")
    if "person" in parts and not given & {f"person.{name}" for name in IDENTIFYING[1:]}:
        yield Misfit(at, "nothing says who the person is", "expected person.family_name or person.nhs_number")
    if not given & {"person.local_record_id", "address.text", "address.uprn"}:
        yield Misfit(at, "nothing says of whom or where", "expected person. or address. fields")
