"""All that is held about one person, for the data protection officer who answers to them for it."""

from collections.abc import Collection

from api.answers.caring import write_care
from api.answers.holding import (
    list_elsewhere,
    write_alert,
    write_decision,
    write_event,
    write_look,
    write_records,
    write_risk,
    write_sensitivity,
)
from api.answers.holdings import HoldingsAnswer, LookHeld, PersonHeld, PersonsHeld
from api.answers.linking import write_bits, write_merge, write_pair
from api.answers.writing import write_counts, write_id, write_person, write_tallies
from api.asking import ask_area, ask_areas, split_id, unknown
from api.auditing import label_purposes
from api.context import Context
from api.policy.viewer import Purpose
from scoring.state.auditing import AuditIndex, Wanted
from scoring.state.holdings_view import find_by_number, view_holdings
from scoring.state.keys import Subject
from streams.codes.rights import Right
from streams.errors import Invalid

LOOKS = 1_000
_LONGEST = 40


async def open_holdings(context: Context, public_id: str) -> HoldingsAnswer:
    """Raises :class:`Unknown`."""
    area, record = split_id(context, public_id)
    context.asker.stated = _answer_request(context)
    now = context.now()
    view, fresh = await ask_area(context, area, lambda shelf: view_holdings(shelf, record, now.timestamp()))
    if view is None:
        raise unknown()
    looks, more = await _list_looks(context, area, view.records)
    return HoldingsAnswer(
        id=write_id(area, view.id),
        area=area,
        as_at=now,
        person=write_person(view.particulars),
        sensitivity=write_sensitivity(view.sensitivity),
        records=write_records(area, view),
        joined_from=write_bits(context.models[area].of(Subject.PERSON).threshold),
        links=[write_pair(area, pair) for pair in view.ties],
        decisions=[write_decision(made) for made in view.decided],
        merges=[write_merge(merge) for merge in view.merges],
        events=[write_event(event) for event in view.events],
        totals=write_counts(view.within),
        counts=write_tallies(view.tallies),
        alerts=[write_alert(held, view.answers) for held in view.alerts],
        risk=write_risk(view.risk) if view.risk else None,
        opinions=[write_care(opinion) for opinion in view.opinions],
        looks=looks,
        looks_more=more,
        across_areas=any(held.statement.nhs_number for held in view.records.values()),
        elsewhere=list_elsewhere(),
        freshness=fresh,
    )


async def find_holdings(context: Context, number: str, area: str) -> PersonsHeld:
    """By a whole NHS number, or an agency's own number for the person; also who is found by nobody else. Raises
    :class:`Invalid`."""
    said = number.strip()
    bare = said.replace(" ", "").replace("-", "")
    if not bare or len(said) > _LONGEST or not bare.isascii():
        raise Invalid("number", "enter a whole NHS number, or an agency's own number for the person", "number")
    wanted = bare if bare.isdecimal() else said
    found = await ask_areas(context, area, lambda shelf: find_by_number(shelf, wanted))
    return PersonsHeld(
        results=[
            PersonHeld(id=write_id(name, entity), person=write_person(person))
            for name, (persons, _) in found.items()
            for entity, person in persons.items()
        ]
    )


async def _list_looks(context: Context, area: str, records: Collection[str]) -> tuple[list[LookHeld], bool]:
    named = sorted(f"{area}.{record}" for record in records)
    entries = await AuditIndex(context.redis).find(area, Wanted(seen=named), None, LOOKS + 1)
    labels = label_purposes(context)
    looks = [write_look(entry, named) for entry in entries[:LOOKS]]
    told = [look.model_copy(update={"purpose_label": labels.get(look.purpose_label, "")}) for look in looks]
    return told, len(entries) > LOOKS


def _answer_request(context: Context) -> Purpose:
    """What the audit says it was for."""
    now = context.now()
    return Purpose(Right.ACCESS.value, Right.ACCESS.label, Right.ACCESS.gateway, "", now, now)
