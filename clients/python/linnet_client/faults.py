from typing import Any

import httpx


class Refused(Exception):
    """What Linnet said instead of an answer (RFC 9457). ``code`` is to go by; ``retry_after`` in seconds, where asking
    again helps. Nothing of what was asked for is in it."""

    def __init__(self, status: int, code: str, detail: str, retry_after: float | None = None) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.code, self.detail, self.retry_after = status, code, detail, retry_after


def read_refusal(answer: httpx.Response) -> Refused:
    """Also where what answers is not Linnet but something before it."""
    wait = answer.headers.get("Retry-After", "")
    after = float(wait) if wait.isdigit() else None
    code, detail = _read_problem(answer)
    return Refused(answer.status_code, code, detail, after)


def _read_problem(answer: httpx.Response) -> tuple[str, str]:
    try:
        said: dict[str, Any] = answer.json()
        if said.get("resourceType") == "OperationOutcome":
            issue = said["issue"][0]
            return str(issue["details"]["coding"][0]["code"]), str(issue.get("diagnostics", ""))
        return str(said["code"]), str(said["detail"])
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return "not-linnet", "no answer of Linnet's"
