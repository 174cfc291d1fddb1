"""Who asks, what for, and everybody they are shown on the way to an answer."""

from dataclasses import dataclass, field

from pydantic import BaseModel

from api.answers.parts import PersonParticulars
from api.audit.looks import Seen
from api.audit.marking import find_marks, list_opened
from api.collecting import collect
from api.policy.deciding import Decision
from api.policy.viewer import Purpose, Viewer
from api.signin.sessions import Session
from streams.codes.access import Action
from streams.codes.audit import Mark
from streams.errors import Invalid


class NotSignedIn(Invalid):
    """Nobody is signed in, or not any more."""

    def __init__(self) -> None:
        super().__init__("not-signed-in", "Sign in first. After some minutes without a request you are signed out.")


class TokenRefused(NotSignedIn):
    """A program's access token is not believed, whatever is wrong with it: the log says."""

    def __init__(self) -> None:
        super(NotSignedIn, self).__init__("token-refused", "Ask the sign-in provider for another access token.")


class RoleMissing(Invalid):
    """Somebody with several roles has not chosen one."""

    def __init__(self) -> None:
        super().__init__("role-missing", "You have several roles: choose the one that you act in.")


class Refused(Invalid):
    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.rule, decision.reason)
        self.decision = decision


@dataclass(slots=True)
class Asker:
    """``seen``: everybody and every address in the answer so far, by kind and id; ``opened_numbers``: NHS numbers of
    the person that was ``opened``; ``marks``: what looks wrong, as far as the answer tells it. ``stated``: what this
    one act is for, where that is no purpose of safeguarding; ``about``: whom it was to open, where no id says it;
    ``kept``: it is on the audit already; ``by_itself``: a page asks, and nobody did anything."""

    session: Session
    viewer: Viewer
    action: Action
    seen: dict[tuple[str, str], Seen] = field(default_factory=dict)
    opened_numbers: set[str] = field(default_factory=set)
    opened: list[PersonParticulars] = field(default_factory=list)
    marks: set[Mark] = field(default_factory=set)
    stated: Purpose | None = None
    about: str = ""
    kept: bool = False
    by_itself: bool = False

    @property
    def purpose(self) -> Purpose | None:
        return self.stated or self.session.purpose

    def note(self, answer: BaseModel) -> None:
        """Whatever is shown of an answer has come through here."""
        found = collect(answer)
        for one in found.seen:
            self.seen.setdefault((one.kind, one.id), one)
        self.opened_numbers |= found.numbers
        self.opened += list_opened(answer)
        self.marks |= find_marks(self.viewer, answer)
