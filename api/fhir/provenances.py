"""Where a link and a score come from: who or what made it, of what."""

from datetime import datetime

from api.answers.caseload import RiskAnswer
from api.answers.review import DecisionShown, LinksAnswer, PairShown
from streams.fhir import SYSTEM, Resource, refer, write_fhir_id, write_instant

_AGENT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"


def write_score_provenance(answer: RiskAnswer) -> Resource:
    """``reason``: what speaks against relying on it."""
    person, model = answer.person, answer.model
    name, doubts = write_fhir_id(person.record), [*person.missing, *(f"Nothing lately: {one}" for one in answer.stale)]
    return {
        "resourceType": "Provenance",
        "id": f"score-{name}",
        "target": [{"reference": f"RiskAssessment/{name}"}],
        "recorded": write_instant(answer.as_at),
        **({"reason": [{"text": f"Not recorded, or stale: {'; '.join(doubts)}"}]} if doubts else {}),
        "activity": {"text": "Scoring"},
        "agent": [_write_software(f"Linnet, model {model.name}, learned from {model.learned} outcomes")],
        "entity": [{"role": "source", "what": refer(True, person.id)}],
    }


def write_link_provenances(answer: LinksAnswer, as_at: datetime) -> list[Resource]:
    """How records came to be one person: the linkage of now, and each decision that people took about it."""
    made = [_write_linkage(answer, as_at)]
    for pair in (*answer.ties, *answer.decided):
        made += [_write_decision(answer.id, pair, decision) for decision in pair.decisions]
    return made


def _write_linkage(answer: LinksAnswer, as_at: datetime) -> Resource:
    area, _, record = answer.id.partition(".")
    return {
        "resourceType": "Provenance",
        "id": f"links-{write_fhir_id(record)}",
        "target": [refer(True, answer.id)],
        "recorded": write_instant(as_at),
        "activity": {"text": "Record linkage"},
        "agent": [_write_software("Linnet, record linkage")],
        "entity": [{"role": "source", "what": _refer_record(area, one.id)} for one in answer.records],
    }


def _write_decision(public_id: str, pair: PairShown, decision: DecisionShown) -> Resource:
    area, by = public_id.partition(".")[0], decision.decided_by
    stands = "" if decision.stands else " (a later decision stands)"
    return {
        "resourceType": "Provenance",
        "id": f"decision-{write_fhir_id(decision.id)}"[:64],
        "target": [refer(True, public_id)],
        "occurredDateTime": write_instant(decision.decided_at),
        "recorded": write_instant(decision.decided_at),
        "reason": [{"text": decision.reason_label}],
        "activity": {"text": f"Decided that two records are of {'one' if decision.same else 'two'}{stands}"},
        "agent": [_write_agent("verifier", {"type": "Practitioner", "display": f"{by.name}, {by.role}, {by.team}"})],
        "entity": [{"role": "source", "what": _refer_record(area, one.id)} for one in (pair.one, pair.other)],
    }


def _write_software(display: str) -> Resource:
    return _write_agent("assembler", {"type": "Device", "display": display})


def _write_agent(code: str, who: Resource) -> Resource:
    return {"type": {"coding": [{"system": _AGENT, "code": code, "display": code.title()}]}, "who": who}


def _refer_record(area: str, record: str) -> Resource:
    return {"identifier": {"system": f"{SYSTEM}:record", "value": f"{area}.{record}"}}
