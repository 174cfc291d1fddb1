"""Who looked at whom: asked by who looked, whom they looked at, why, and what looks wrong.

Whoever may not be spoken of is in no look and in no count, and a look that was at nobody else is left out, so that the
audit tells nobody of them. ``linnet audit`` reads what is left out here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from api.answers.audit import AuditAnswer, LookTold, MarkTold, ShownTold, ViewerTold
from api.asking import ask_area, check_area, split_id, unknown, wrong_cursor
from api.context import Context
from scoring.audit.entry import Entry
from scoring.linkage.records import RecordId
from scoring.state.audit_known import Known, find_known, find_names
from scoring.state.auditing import AuditIndex, Wanted
from streams.codes.access import Action, Role
from streams.codes.agencies import Agency
from streams.codes.audit import Mark, Outcome, Shown
from streams.codes.glass import LABELS
from streams.codes.rights import Right, RightsReason, name_correction
from streams.errors import Invalid


@dataclass(frozen=True, slots=True)
class Question:
    """``id``: of a person or address, looked at under whatever id it had. What is empty is not asked."""

    viewer: str = ""
    purpose: str = ""
    mark: str = ""
    id: str = ""


async def open_audit(context: Context, area: str, question: Question, after: str, limit: int) -> AuditAnswer:
    """Raises :class:`Unknown` for an id that is nobody's or may not be spoken of, :class:`Invalid` for a cursor that is
    none."""
    check_area(context, area)
    index, wanted, below = AuditIndex(context.redis), await _read(context, area, question), _read_cursor(after)
    looks = list[tuple[int, LookTold]]()
    while len(looks) <= limit:
        entries = await index.find(area, wanted, below, limit + 1)
        looks += [one for one in await _tell(context, area, entries) if _is_of(one[1], wanted.seen)]
        if len(entries) <= limit:
            break
        below = entries[-1].number
    more = len(looks) > limit
    viewers = await index.viewers(area)
    return AuditAnswer(
        area=area,
        label=context.settings.partnership.areas[area].label,
        looks=[look for _, look in looks[:limit]],
        next=str(looks[limit - 1][0]) if more else None,
        viewers=[ViewerTold(viewer=v, name=name) for v, name in sorted(viewers.items(), key=lambda one: one[1])],
    )


def label_purposes(context: Context) -> dict[str, str]:
    """Of safeguarding, as the partnership lists them, of people's rights, and of looking past a restriction."""
    listed = {one.code: one.label for one in context.settings.partnership.purposes}
    rights = {right.value: right.label for right in Right}
    corrected = {
        name_correction(right, reason): f"{right.label}: {reason.label}" for right in Right for reason in RightsReason
    }
    return listed | rights | corrected | LABELS


async def _read(context: Context, area: str, question: Question) -> Wanted:
    if not question.id:
        return Wanted(question.viewer, question.purpose, question.mark)
    named, record = split_id(context, question.id)
    if named != area:
        raise Invalid("id-elsewhere", "id must be of the area that is asked", "id")
    names, _ = await ask_area(context, area, lambda shelf: find_names(shelf, record))
    if not names:
        raise unknown()
    return Wanted(question.viewer, question.purpose, question.mark, sorted(f"{area}.{name}" for name in names))


def _read_cursor(after: str) -> int | None:
    if after and not after.isdecimal():
        raise wrong_cursor()
    return int(after) if after else None


async def _tell(context: Context, area: str, entries: Sequence[Entry]) -> list[tuple[int, LookTold]]:
    named = {one for entry in entries for one, _ in (*entry.persons, *entry.addresses)}
    named |= {entry.asked for entry in entries if entry.asked}
    records = {_record(area, public_id) for public_id in named}
    known, _ = await ask_area(context, area, lambda shelf: find_known(shelf, records))
    return [(entry.number, _write(context, area, entry, known)) for entry in entries if _may_tell(area, entry, known)]


def _may_tell(area: str, entry: Entry, known: Known) -> bool:
    named = [entry.asked] if entry.asked else [one for one, _ in (*entry.persons, *entry.addresses)]
    return not named or any(_record(area, one) in known.persons | known.addresses for one in named)


def _is_of(told: LookTold, seen: Collection[str]) -> bool:
    """Found by what is told of it: by an address that is left out it would say where somebody restricted lives."""
    return not seen or any(one in seen for one in (told.asked, *(one.id for one in (*told.persons, *told.addresses))))


def _record(area: str, public_id: str) -> RecordId:
    return RecordId(public_id.removeprefix(f"{area}."))


def _write(context: Context, area: str, entry: Entry, known: Known) -> LookTold:
    persons = [(one, how) for one, how in entry.persons if _record(area, one) in known.persons]
    addresses = [(one, how) for one, how in entry.addresses if _record(area, one) in known.addresses]
    if any(_record(area, one) in known.restricted for one, _ in persons):
        addresses = []  # one of them may be where they live
    listed = label_purposes(context)
    return LookTold(
        id=entry.id,
        at=datetime.fromtimestamp(entry.at, UTC),
        viewer=entry.viewer,
        name=entry.name,
        role=Role(entry.role),
        role_label=Role(entry.role).label,
        agency=Agency(entry.agency) if entry.agency else None,
        purpose=entry.purpose or None,
        purpose_label=listed.get(entry.purpose, entry.purpose),
        reference=entry.reference,
        rule=entry.rule,
        allowed=entry.allowed,
        action=Action(entry.action),
        action_label=Action(entry.action).label,
        asked=entry.asked or None,
        persons=[ShownTold(id=one, how=Shown(how)) for one, how in persons],
        addresses=[ShownTold(id=one, how=Shown(how)) for one, how in addresses],
        marks=[MarkTold(mark=Mark(mark), label=Mark(mark).label) for mark in entry.marks],
        outcome=Outcome(entry.outcome),
        outcome_label=Outcome(entry.outcome).label,
        part=entry.part,
        parts=entry.parts,
    )
