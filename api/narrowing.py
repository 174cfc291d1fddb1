"""What care is told of other agencies: that they are involved, when they were in contact, and whom to ring there.

The partnership shares no more than that with a mental health trust; its own contacts it sees in full.
"""

from api.answers.alerts import AlertAnswer, FindingTold
from api.answers.parts import Timeline, TimelineEntry
from api.answers.persons import PersonAnswer
from api.policy.viewer import Viewer
from streams.codes.access import Role
from streams.codes.agencies import Agency

_NARROWED = frozenset((Role.CLINICIAN, Role.TEAM_MANAGER))


def narrow_person(answer: PersonAnswer, viewer: Viewer) -> PersonAnswer:
    if viewer.role not in _NARROWED:
        return answer
    own = viewer.agency
    return answer.model_copy(
        update={
            "counts": [one for one in answer.counts if one.agency == own],
            "addresses": [one for one in answer.addresses if own in one.agencies],
            "timeline": _narrow_timeline(answer.timeline, own),
        }
    )


def narrow_alert(answer: AlertAnswer, viewer: Viewer) -> AlertAnswer:
    if viewer.role not in _NARROWED:
        return answer
    return answer.model_copy(update={"because": [_narrow_finding(one, viewer.agency) for one in answer.because]})


def _narrow_finding(finding: FindingTold, own: Agency | None) -> FindingTold:
    return finding.model_copy(update={"entries": [_narrow_entry(one, own) for one in finding.entries]})


def _narrow_timeline(timeline: Timeline, own: Agency | None) -> Timeline:
    return timeline.model_copy(update={"entries": [_narrow_entry(one, own) for one in timeline.entries]})


def _narrow_entry(entry: TimelineEntry, own: Agency | None) -> TimelineEntry:
    if entry.agency == own:
        return entry
    return entry.model_copy(update={"category": "contact", "label": "Contact", "what": "Contact", "other": None})
