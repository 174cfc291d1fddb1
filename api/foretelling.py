"""What a correction will change, in words: for whoever is about to send it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from api.rectifying import PERSON, PLACE, Particulars, read_particulars
from scoring.foreseen import Foreseen
from scoring.state.holdings_view import EventHeld, HoldingsView
from streams.codes.agencies import Agency
from streams.codes.alerts import Change
from streams.codes.person import Gender, Sensitivity
from streams.codes.rights import Right

_SENSITIVITIES = tuple(Sensitivity)
_LABELS = {
    "given_name": "First name",
    "family_name": "Last name",
    "birth_date": "Date of birth",
    "gender": "Gender",
    "nhs_number": "NHS number",
    "text": "Address",
    "postcode": "Postcode",
    "uprn": "UPRN",
}
_FOR_GOOD = "It cannot be taken back: what is erased does not come back, also when it is sent again."
_LATER = "What comes in later is as it is sent; the person is as restricted as the strictest of all their events."


@dataclass(frozen=True, slots=True)
class Chosen:
    """``whole``: these are all of the person's events."""

    right: Right
    events: Sequence[EventHeld]
    whole: bool
    sensitivity: Sensitivity | None = None
    said: Particulars | None = None


def tell(view: HoldingsView, chosen: Chosen, foreseen: Foreseen) -> list[str]:
    match chosen.right:
        case Right.ERASE:
            first = [*_tell_erased(view, chosen), _FOR_GOOD]
        case Right.RESTRICT:
            first = [*_tell_restricted(view, chosen), _LATER]
        case _:
            first = list(_tell_rectified(view, chosen))
    return [*first, *_tell_people(view, foreseen), *_tell_alerts(foreseen)]


def _tell_erased(view: HoldingsView, chosen: Chosen) -> Iterator[str]:
    yield f"{_name_events(chosen)} will be erased."
    left = len(view.events) - len(chosen.events)
    erased = {event.key for event in chosen.events}
    lost = view.records.keys() - {event.contact.person for event in view.events if event.key not in erased}
    yield f"Of this person {_count(left, 'event')} will be left." if left else "Nothing will be left of this person."
    if lost:
        yield f"{_count(len(lost), 'record')} will go with the last of their events: {', '.join(sorted(lost))}."
    if view.opinions and not left:
        yield f"What clinicians said of their scores goes with them: {_count(len(view.opinions), 'answer')}."
    if chosen.whole and view.merges:
        yield f"What agencies said of their numbers for them is erased too: {_count(len(view.merges), 'merge')}."
    if chosen.whole and view.decided:
        yield f"What people decided about links of their records is withdrawn: {_count(len(view.decided), 'decision')}."


def _tell_restricted(view: HoldingsView, chosen: Chosen) -> Iterator[str]:
    assert chosen.sensitivity is not None
    yield f"{_name_events(chosen)} will be set to: {_lower(chosen.sensitivity.label)}."
    changed = {event.key for event in chosen.events}
    others = [event.contact.sensitivity for event in view.events if event.key not in changed]
    after = _SENSITIVITIES[max([*others, _SENSITIVITIES.index(chosen.sensitivity)])]
    before = _SENSITIVITIES[view.sensitivity]
    if before is after:
        yield f"The person stays as they are: {_lower(after.label)}."
    else:
        yield f"The person will be {_lower(after.label)}, and was {_lower(before.label)}."


def _tell_rectified(view: HoldingsView, chosen: Chosen) -> Iterator[str]:
    (event,) = chosen.events
    assert chosen.said is not None
    held = read_particulars(event, view.records[event.contact.person].statement)
    changed = [name for name in (*PERSON, *PLACE) if getattr(held, name) != getattr(chosen.said, name).strip()]
    yield f"{_name_events(chosen)} will be rectified."
    for name in changed:
        before, after = _say(name, getattr(held, name)), _say(name, getattr(chosen.said, name).strip())
        yield f"{_LABELS[name]}: {before} becomes {after}."
    if not changed:
        yield "Nothing changes: what you entered is what is held."


def _tell_people(view: HoldingsView, foreseen: Foreseen) -> Iterator[str]:
    """Who is made of what, where that changes."""
    own = {*view.records}
    after = {person: records for person, records in foreseen.after.items() if own & {*records}}
    if len(after) > 1:
        yield f"The records that are left will be {len(after)} people."
    for records in after.values():
        if joined := {*records} - own:
            yield f"They will be one person with {_count(len(joined), 'further record')} of before or of somebody else."


def _tell_alerts(foreseen: Foreseen) -> Iterator[str]:
    for title, change in sorted(foreseen.alerts.values()):
        yield f"Alert “{title}”: {_lower(Change(change).label)}."


def _name_events(chosen: Chosen) -> str:
    agencies = sorted({Agency(event.contact.agency).label for event in chosen.events})
    days = sorted(datetime.fromtimestamp(event.contact.happened, UTC) for event in chosen.events)
    when = f"of {_day(days[0])}" if len(days) == 1 else f"of {_day(days[0])} to {_day(days[-1])}"
    return f"{_count(len(days), 'event')} {when} ({', '.join(agencies)})"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def _say(name: str, value: str) -> str:
    if not value:
        return "not known"
    return Gender(value).label if name == "gender" and value in list(Gender) else value


def _count(number: int, thing: str) -> str:
    return f"1 {thing}" if number == 1 else f"{number:,} {thing}s"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
