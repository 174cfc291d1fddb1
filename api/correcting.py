"""What is held about a person rectified, restricted or erased by the data protection officer: foreseen first, and then
sent as the events that an agency would send."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from api.answers.correcting import CorrectionForeseen, CorrectionTaken, ErasureProof, LeftOver, ToCorrect
from api.answers.holding import list_elsewhere, write_event
from api.answers.writing import write_id, write_person
from api.asking import ask_area, check_area, split_id, unknown
from api.context import Context
from api.foretelling import Chosen, tell
from api.looking import keep_first, require_others
from api.policy.viewer import Purpose
from api.rectifying import Particulars, read_particulars, restate
from api.sending import AnswerId, make_id, sign
from scoring.foreseen import foresee
from scoring.observed import observe
from scoring.state.erased import WHY_BARE, find_left
from scoring.state.holdings_view import EventHeld, HoldingsView, view_holdings
from scoring.state.store import AreaStore
from streams.codes.audit import Outcome
from streams.codes.person import Sensitivity
from streams.codes.rights import Right, RightsReason, name_correction
from streams.contract import Contract, EventKey, event_key
from streams.errors import Invalid
from streams.events.corrections import (
    RIGHTS_SOURCE,
    Erasure,
    RecordErased,
    RecordRectified,
    RecordRestricted,
    Rectification,
    Restriction,
    name_held,
)
from streams.events.decisions import REVIEW_SOURCE, LinkDecisionWithdrawn, Withdrawal

# What can be foreseen while somebody waits.
MOST = 1_000
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16}$")]


class CorrectionAsked(Contract):
    """``events``: keys as the holdings have them; empty for all of the person's. ``sensitivity`` is for restricting,
    ``said`` for rectifying one event."""

    id: AnswerId | None = None
    right: Right
    events: Annotated[list[Key], Field(max_length=MOST)] = []  # noqa: RUF012 - pydantic copies it
    reason: RightsReason
    reference: Annotated[str, Field(max_length=60, description="Of the request, your own")] = ""
    sensitivity: Sensitivity | None = None
    said: Particulars | None = None


class ProofAsked(Contract):
    """As the correction's answer had them."""

    records: Annotated[list[Key], Field(max_length=MOST)] = []  # noqa: RUF012 - pydantic copies it
    events: Annotated[list[Key], Field(max_length=MOST)] = []  # noqa: RUF012 - pydantic copies it


async def open_event(context: Context, public_id: str, key: str) -> ToCorrect:
    """What is to be corrected: one event, or all where ``key`` is empty. Raises :class:`Unknown`."""
    area, view = await _open(context, public_id)
    event = next((one for one in view.events if one.key == key), None)
    if key and event is None:
        raise unknown()
    identity = view.records[event.contact.person].statement if event else None
    return ToCorrect(
        person=write_id(area, view.id),
        name=write_person(view.particulars).name,
        event=write_event(event) if event else None,
        said=read_particulars(event, identity) if event else None,
        events=len(view.events),
    )


async def foresee_correction(context: Context, public_id: str, asked: CorrectionAsked) -> CorrectionForeseen:
    """Raises :class:`Unknown`, and :class:`Invalid` for what cannot be corrected so."""
    area, view, chosen = await _choose(context, public_id, asked)
    events = [observe(event) for event in _write_events(context, area, view, chosen, make_id())]
    foreseen = await foresee(AreaStore(context.redis, area), context.models[area], area, events)
    return CorrectionForeseen(
        person=write_id(area, view.id),
        right=asked.right,
        events=len(chosen.events),
        words=tell(view, chosen, foreseen),
    )


async def correct(context: Context, public_id: str, asked: CorrectionAsked) -> CorrectionTaken:
    """Raises :class:`Unknown`, :class:`Invalid` for what cannot be corrected so, and :class:`Transient` when Kafka does
    not acknowledge: the same may be sent again under its id."""
    area, view, chosen = await _choose(context, public_id, asked)
    named = asked.id or make_id()
    taken = CorrectionTaken(
        id=named,
        person=write_id(area, view.id),
        right=asked.right,
        records=sorted({event.contact.person for event in chosen.events}),
        events=sorted({*(event.key for event in chosen.events), *_list_merges(view, chosen)}),
    )
    context.asker.note(taken)
    # The events say nothing of who it was.
    await keep_first(context, area, public_id, Outcome.ANSWERED)
    await context.sender.send(area, *_write_events(context, area, view, chosen, named))
    return taken


async def prove_erasure(context: Context, area: str, asked: ProofAsked) -> ErasureProof:
    """Raises :class:`Invalid` for an area that is none, or where nothing is named."""
    check_area(context, area)
    if not asked.records and not asked.events:
        raise Invalid("nothing-named", "name the records and events that were erased", "records")
    left = await find_left(context.redis, area, asked.records, asked.events)
    told = [LeftOver(kind=one.kind, about=one.about, bare=one.bare, why=WHY_BARE.get(one.kind, "")) for one in left]
    return ErasureProof(area=area, gone=all(one.bare for one in left), left=told, elsewhere=list_elsewhere())


async def _choose(context: Context, public_id: str, asked: CorrectionAsked) -> tuple[str, HoldingsView, Chosen]:
    _check(asked)
    context.asker.stated = _state(context, asked)
    area, view = await _open(context, public_id)
    wanted = set(asked.events)
    events = [event for event in view.events if not wanted or event.key in wanted]
    if len(events) < len(wanted):
        raise Invalid(
            "event-elsewhere", "an event that is named is not, or not any more, one of this person's", "events"
        )
    whole = len(events) == len(view.events)
    return area, view, Chosen(asked.right, events[:MOST], whole and len(events) <= MOST, asked.sensitivity, asked.said)


async def _open(context: Context, public_id: str) -> tuple[str, HoldingsView]:
    area, record = split_id(context, public_id)
    now = context.now().timestamp()
    view, _ = await ask_area(context, area, lambda shelf: view_holdings(shelf, record, now))
    if view is None:
        raise unknown()
    require_others(context, area, view.particulars.nhs_numbers)
    return area, view


def _check(asked: CorrectionAsked) -> None:
    if asked.right is Right.ACCESS:
        raise Invalid("right", "choose whether to rectify, restrict or erase", "right")
    if asked.right is Right.RESTRICT and asked.sensitivity is None:
        raise Invalid("sensitivity", "choose how restricted it is to be", "sensitivity")
    if asked.right is Right.RECTIFY and (asked.said is None or len(asked.events) != 1):
        raise Invalid("rectify-one", "rectify one event at a time, and enter what it should have said", "events")
    if not asked.reference.isprintable():
        raise Invalid("reference", "enter a reference of at most 60 characters, and no names", "reference")


def _state(context: Context, asked: CorrectionAsked) -> Purpose:
    """What the audit says it was for."""
    now, code = context.now(), name_correction(asked.right, asked.reason)
    return Purpose(code, asked.right.label, asked.right.gateway, asked.reference.strip(), now, now)


def _write_events(context: Context, area: str, view: HoldingsView, chosen: Chosen, named: str) -> Sequence[BaseModel]:
    """Each under an id of its own that follows from ``named``."""
    events = [_write_event(context, area, event, chosen, named) for event in chosen.events]
    if chosen.right is Right.ERASE and chosen.whole:
        events += [_withdraw(context, area, made.decision.id, named) for made in view.decided]
    events += [_erase(context, area, merge, named) for merge in _list_merges(view, chosen)]
    return events


def _list_merges(view: HoldingsView, chosen: Chosen) -> list[EventKey]:
    """With the last of a person's events what agencies said of their numbers for them goes too."""
    return [merge.event for merge in view.merges] if chosen.right is Right.ERASE and chosen.whole else []


def _write_event(context: Context, area: str, event: EventHeld, chosen: Chosen, named: str) -> BaseModel:
    if chosen.right is Right.ERASE:
        return _erase(context, area, event.key, named)
    now = context.now()
    target = name_held(event.key)
    envelope = {"id": f"{named}.{target}", "source": RIGHTS_SOURCE, "time": now, "area": area}
    if chosen.right is Right.RESTRICT:
        assert chosen.sensitivity is not None
        return RecordRestricted(
            **envelope, data=Restriction(recorded_at=now, target=target, sensitivity=chosen.sensitivity)
        )
    assert chosen.said is not None
    return RecordRectified(
        **envelope, data=Rectification(recorded_at=now, replacement=restate(area, event, chosen.said))
    )


def _erase(context: Context, area: str, key: EventKey, named: str) -> BaseModel:
    now, target = context.now(), name_held(key)
    erasure = Erasure(recorded_at=now, target=target)
    return RecordErased(id=f"{named}.{target}", source=RIGHTS_SOURCE, time=now, area=area, data=erasure)


def _withdraw(context: Context, area: str, decision: str, named: str) -> BaseModel:
    now = context.now()
    return LinkDecisionWithdrawn(
        id=f"{named}.{name_held(EventKey(event_key(REVIEW_SOURCE, decision)))}",
        source=REVIEW_SOURCE,
        time=now,
        area=area,
        data=Withdrawal(recorded_at=now, target=decision, withdrawn_by=sign(context.asker.viewer)),
    )
