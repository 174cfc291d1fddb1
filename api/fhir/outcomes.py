from api.problems import Problem
from streams.fhir import SYSTEM, Resource

# https://hl7.org/fhir/R4/valueset-issue-type.html
_ISSUES = {
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    422: "invalid",
    429: "throttled",
    503: "transient",
}


def write_outcome(problem: Problem) -> Resource:
    """A problem as FHIR has it: its code and its words, and which parameters are meant."""
    named = [one.field for one in problem.errors if one.field]
    return {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": _ISSUES.get(problem.status, "exception" if problem.status == 500 else "processing"),
                "details": {
                    "coding": [{"system": f"{SYSTEM}:problem", "code": problem.code}],
                    "text": problem.detail or problem.title,
                },
                **({"diagnostics": f"In: {', '.join(named)}"} if named else {}),
            }
        ],
    }
