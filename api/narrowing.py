"""What care is told of other agencies: that they are involved, when they were in contact, and whom to ring there.

The partnership shares no more than that with a mental health trust; its own contacts it sees in full. What a rule is
called and advises is the partnership's own wording for those whom it tells, and stays.
"""

from dataclasses import replace

import msgspec
import orjson

from api.answers.alerts import AlertAnswer, AlertListed, FindingTold
from api.answers.parts import Timeline, TimelineEntry
from api.answers.persons import PersonAnswer, PersonDevelopments
from api.policy.viewer import Viewer
from scoring.alerts.narrowed import CONTACT, is_own, name_contact, narrow_finding
from scoring.state.alerts_disclosed import Disclosed
from scoring.state.documents import Because
from streams.codes.access import Role
from streams.codes.agencies import Agency

NARROWED = frozenset((Role.CLINICIAN, Role.TEAM_MANAGER))


def may_go_by_address(viewer: Viewer) -> bool:
    """Whether they find people by where they were seen: it would tell where others saw them, and who lives there."""
    return viewer.role not in NARROWED


def narrow_person(answer: PersonAnswer, viewer: Viewer) -> PersonAnswer:
    if viewer.role not in NARROWED:
        return answer
    own = viewer.agency
    return answer.model_copy(
        update={
            "developments": _narrow_developments(answer.developments, own),
            "counts": [one for one in answer.counts if one.agency == own],
            "addresses": [one for one in answer.addresses if own in one.agencies],
            "timeline": _narrow_timeline(answer.timeline, own),
        }
    )


def narrow_told(told: Disclosed, viewer: Viewer) -> Disclosed:
    """Before it is written in a list or a page."""
    if viewer.role not in NARROWED:
        return told
    because = tuple(_narrow_because(one, viewer.agency) for one in told.grounds.because)
    return replace(told, grounds=replace(told.grounds, because=because))


def narrow_listed(listed: AlertListed, told: Disclosed, viewer: Viewer) -> AlertListed:
    """An address is told where a contact of their own agency is among what the alert rests on: on their patient's page
    the addresses that only others know are not told either."""
    if viewer.role not in NARROWED or any(one.agency == viewer.agency for one in told.grounds.contacts.values()):
        return listed
    return listed.model_copy(update={"about": listed.about.model_copy(update={"address": None})})


def narrow_alert(answer: AlertAnswer, viewer: Viewer) -> AlertAnswer:
    """Of one that :func:`narrow_told` went before."""
    if viewer.role not in NARROWED:
        return answer
    because = [_narrow_finding(one, viewer.agency) for one in answer.because]
    # The conditions name the kinds that the findings do not name any more.
    ends_without = [] if any(one.indicator == CONTACT for one in because) else answer.ends_without
    return answer.model_copy(update={"because": because, "ends_without": ends_without})


def narrow_event(text: str, viewer: Viewer) -> str:
    """An ``alert-changed-1`` as it is on Kafka, on one line. The events a finding rests on are named to nobody: one
    under an alert of a person and under one of an address says that they were there, who may be restricted since."""
    event, care = orjson.loads(text), viewer.role in NARROWED
    found = event["data"].get("because", ())
    told = [narrow_finding(one, viewer.agency) for one in found] if care else found
    event["data"]["because"] = [one | {"events": []} for one in told]
    return orjson.dumps(event).decode()


def _narrow_because(because: Because, own: Agency | None) -> Because:
    if is_own(because.agencies, own):
        return because
    return msgspec.structs.replace(because, words=name_contact(because.agencies), indicator=CONTACT)


def _narrow_finding(finding: FindingTold, own: Agency | None) -> FindingTold:
    told = {"entries": [_narrow_entry(one, own) for one in finding.entries]}
    return finding.model_copy(update=told | ({"value": None} if finding.indicator == CONTACT else {}))


def _narrow_developments(found: PersonDevelopments, own: Agency | None) -> PersonDevelopments:
    """Without what tells of which kind others' contacts were, and at how many places they were."""
    told: dict[str, object] = {"addresses_seen": None}
    if own is not Agency.HEALTH:
        told |= {"missed": None, "not_brought": False}
    if own is not Agency.COUNCIL:
        told |= {"child_known": None}
    return found.model_copy(update=told)


def _narrow_timeline(timeline: Timeline, own: Agency | None) -> Timeline:
    return timeline.model_copy(update={"entries": [_narrow_entry(one, own) for one in timeline.entries]})


def _narrow_entry(entry: TimelineEntry, own: Agency | None) -> TimelineEntry:
    if entry.agency == own:
        return entry
    return entry.model_copy(update={"category": "contact", "label": "Contact", "what": "Contact", "other": None})
