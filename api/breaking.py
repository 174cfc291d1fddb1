"""Looking past a restriction, and the review of it. See decision 0008 for what is restricted.

Whoever may do so says why; that is on the audit before anything is known of anybody, and waits there for an audit
manager. From then on, for some minutes and in this session alone, the person's own page leaves nothing out. Lists,
searches, addresses and alerts still do.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Annotated

from pydantic import Field

from api.answers.glass import BreaksAnswer, BreakToReview, GlassBroken, PersonBehind, ReviewTaken
from api.answers.persons import PersonAnswer
from api.answers.writing import write_id, write_person
from api.asking import Unknown, ask_area, ask_areas, check_area, split_id, unknown
from api.auditing import label_purposes
from api.context import Context
from api.looking import keep_first, require
from api.opening import open_person
from api.policy.deciding import Resource
from api.policy.viewer import Purpose
from api.signin.sessions import Glass
from scoring.audit.entry import Entry, name_viewer
from scoring.linkage.records import EntityId
from scoring.state.auditing import AuditIndex
from scoring.state.documents import UNRESTRICTED
from scoring.state.holdings_view import Restriction, find_by_number, find_restriction
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from streams.codes.access import Role
from streams.codes.agencies import Agency
from streams.codes.audit import Outcome
from streams.codes.glass import GlassFinding, GlassReason, name_break, name_review
from streams.contract import Contract
from streams.errors import Invalid

_LAW = "UK GDPR, article 6(1)(d) and (e); Data Protection Act 2018, schedule 1, paragraph 18"


class BreakAsked(Contract):
    """``named``: the person's id, as a link or an agency gave it, or their whole NHS number."""

    named: Annotated[str, Field(min_length=1, max_length=60)]
    reason: GlassReason
    reference: Annotated[str, Field(min_length=1, max_length=60, description="Of the incident or case, your own")]


class ReviewAsked(Contract):
    finding: GlassFinding


async def break_glass(context: Context, asked: BreakAsked) -> GlassBroken:
    """Raises :class:`Unknown` for nobody, :class:`Refused` where nothing is withheld, and :class:`Transient` where it
    could not be put on the audit: then nothing was opened."""
    if not asked.reference.isprintable():
        raise Invalid("reference", "enter the reference of the incident or case", "reference")
    now = context.now()
    until = now + timedelta(minutes=context.settings.glass_minutes)
    context.asker.stated = Purpose(
        name_break(asked.reason), asked.reason.label, _LAW, asked.reference.strip(), now, until
    )
    found = await _find(context, asked.named.strip())
    withheld = [(area, one) for area, one in found if one.sensitivity > UNRESTRICTED]
    if found and not withheld:
        context.asker.about = write_id(found[0][0], found[0][1].id)
        require(context, Resource(found[0][0], Subject.PERSON))
    for area, one in withheld:
        own = context.asker.viewer.is_among(one.particulars.nhs_numbers)
        require(context, Resource(area, Subject.PERSON, restricted=True, own=own))
    answer = GlassBroken(
        until=until,
        persons=[
            PersonBehind(id=write_id(area, one.id), person=write_person(one.particulars)) for area, one in withheld
        ],
    )
    context.asker.note(answer)
    await _keep(context, asked.named.strip(), withheld)
    if not withheld:
        raise unknown()
    await context.sessions.look_past(context.asker.session, [Glass(one.id, until) for one in answer.persons])
    return answer


async def open_behind(context: Context, public_id: str, at: datetime | None, offset: int, limit: int) -> PersonAnswer:
    """Raises :class:`Unknown` where no reason was stated, or too long ago, whoever is asked about."""
    if await find_until(context, public_id) is None:
        raise Unknown("glass-closed", "State a reason first, or anew: after some minutes nothing is looked past.")
    return await open_person(context, public_id, at, offset, limit, past=True)


async def find_until(context: Context, public_id: str) -> datetime | None:
    """Until when this person, under whatever id, may be looked at so. None for everybody else, and for nobody."""
    opened = {one.id: one.until for one in context.asker.session.glass if context.now() < one.until}
    area, record = split_id(context, public_id)
    if public_id in opened or not opened or area not in context.areas:
        return opened.get(public_id)
    found, _ = await ask_area(context, area, lambda shelf: find_restriction(shelf, record))
    return opened.get(write_id(area, found.id)) if found else None


async def list_breaks(context: Context, area: str) -> BreaksAnswer:
    """That nobody has reviewed. Raises :class:`Invalid` for an area that is none."""
    check_area(context, area)
    entries, labels = await AuditIndex(context.redis).list_breaks(area), label_purposes(context)
    return BreaksAnswer(
        area=area,
        label=context.settings.partnership.areas[area].label,
        breaks=[_tell(entry, labels) for entry in entries],
    )


async def count_breaks(context: Context, area: str) -> int:
    return len(await AuditIndex(context.redis).list_breaks(area))


async def review(context: Context, area: str, look: str, asked: ReviewAsked) -> ReviewTaken:
    """``look``: as in the list. Raises :class:`Unknown` for what does not wait for a review, and :class:`Invalid` for
    one's own."""
    check_area(context, area)
    entry = next((one for one in await AuditIndex(context.redis).list_breaks(area) if one.id == look), None)
    if entry is None:
        raise Unknown("nothing-to-review", "Nothing waits for a review under this id: it may have been reviewed.")
    viewer = context.asker.viewer
    if entry.viewer == name_viewer(viewer.issuer, viewer.subject):
        raise Invalid("own-glass", "somebody else must review what you did yourself", "finding")
    now = context.now()
    context.asker.stated = Purpose(name_review(asked.finding), asked.finding.label, _LAW, look, now, now)
    await keep_first(context, area, entry.asked, Outcome.ANSWERED)
    return ReviewTaken(id=look, finding=asked.finding)


async def _find(context: Context, named: str) -> list[tuple[str, Restriction]]:
    if "." in named:
        area, record = split_id(context, named)
        restriction, _ = await ask_area(context, area, lambda shelf: find_restriction(shelf, record))
        return [(area, restriction)] if restriction else []
    number = named.replace(" ", "").replace("-", "")
    answers = await ask_areas(context, "", lambda shelf: find_by_number(shelf, number))
    found = []
    for area, (persons, _) in answers.items():
        for entity in persons:
            restriction, _ = await ask_area(context, area, partial(_restriction_of, entity))
            found += [(area, restriction)] if restriction else []
    return found


async def _restriction_of(entity: EntityId, shelf: Shelf) -> Restriction | None:
    return await find_restriction(shelf, entity)


async def _keep(context: Context, named: str, withheld: list[tuple[str, Restriction]]) -> None:
    """Also that nobody was found: who asks for many wants to know who is there."""
    area, about = (withheld[0][0], write_id(withheld[0][0], withheld[0][1].id)) if withheld else ("", "")
    if "." in named:
        area, about = named.partition(".")[0], named
    await keep_first(context, area, about, Outcome.ANSWERED if withheld else Outcome.NOTHING)


def _tell(entry: Entry, labels: dict[str, str]) -> BreakToReview:
    return BreakToReview(
        id=entry.id,
        at=entry.when,
        name=entry.name,
        role_label=Role(entry.role).label,
        agency_label=Agency(entry.agency).label if entry.agency else "",
        reason_label=labels.get(entry.purpose, entry.purpose),
        reference=entry.reference,
        rule=entry.rule,
        asked=entry.asked or None,
        persons=[one for one, _ in entry.persons],
    )
