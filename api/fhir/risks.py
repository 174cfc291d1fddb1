from datetime import datetime, timedelta

from api.answers.caseload import CaseloadPerson, ModelUsed
from streams.fhir import SYSTEM, Resource, refer, write_fhir_id, write_instant

_HORIZON = timedelta(days=28)


def write_risk(person: CaseloadPerson, model: ModelUsed, as_at: datetime) -> Resource:
    """A probability in per cent, as R4 has it. Nobody in crisis or under 18 is scored."""
    fitness = "" if model.fit else f" Not fit for use: {model.unfit_because}"
    return {
        "resourceType": "RiskAssessment",
        "id": write_fhir_id(person.record),
        "identifier": [{"system": f"{SYSTEM}:risk", "value": person.id}],
        "status": "final",
        "method": {"text": f"Linnet, model {model.name}"},
        "subject": refer(True, person.id),
        "occurrenceDateTime": write_instant(as_at),
        "performer": {"display": "Linnet"},
        "prediction": [_predict(person, as_at)],
        "note": [{"text": f"People decide: nothing follows from a score by itself.{fitness}"}],
    }


def _predict(person: CaseloadPerson, as_at: datetime) -> Resource:
    predicted: Resource = {
        "outcome": {"text": "Use of mental health crisis services"},
        "qualitativeRisk": {"text": person.group_label},
    }
    if person.probability is None:
        return predicted
    return predicted | {
        "probabilityDecimal": round(person.probability * 100, 2),
        "whenPeriod": {"start": write_instant(as_at), "end": write_instant(as_at + _HORIZON)},
        "rationale": "; ".join(one.words for one in person.reasons) or "As the caseload is on average",
    }
