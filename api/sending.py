"""How a decision leaves: nobody is told that it was taken before Kafka has acknowledged it."""

from hashlib import blake2b
from typing import Annotated
from uuid import uuid4

from pydantic import BaseModel, Field

from api.policy.viewer import Viewer
from streams.codec import encode
from streams.errors import Transient
from streams.events.parts import ContactPerson
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import DECISIONS

# As long as somebody waits for a page.
_SECONDS = 5
_LINE = 70


AnswerId = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-f]{32}$",
        description="Of the asker's making, 32 hexadecimal digits: the same answer sent twice is one",
    ),
]


def sign(viewer: Viewer) -> ContactPerson:
    """Whoever is signed in is who decided; a team where it is clear which, else their agency."""
    own = sorted(viewer.teams)
    team = own[0] if len(own) == 1 else viewer.agency.label if viewer.agency else "No team named"
    printable = "".join(letter for letter in viewer.name if letter.isprintable())
    name = printable.strip()[:_LINE].strip() or "Name not known"
    return ContactPerson(name=name, role=viewer.role.label, team=team[:_LINE].strip())


def make_id() -> str:
    return uuid4().hex


def name_own(viewer: Viewer, said: str | None, *about: str) -> str:
    """An id that is the same whenever ``viewer`` says the same under ``said``, and nobody else's: of two events of one
    id the later stands (:func:`scoring.revisions.revise`), so one under the id of somebody's decision would undo it."""
    if said is None:
        return make_id()
    parts = "\x1f".join((viewer.issuer, viewer.subject, said, *about))
    return blake2b(parts.encode(), digest_size=16).hexdigest()


class Sender:
    """Connects to Kafka with the first decision: most who read never decide."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._publisher: Publisher | None = None

    async def send(self, area: str, *events: BaseModel) -> None:
        """In this order. Raises :class:`Transient` when Kafka does not acknowledge: the same may be sent again."""
        if not self._settings.kafka_bootstrap:
            raise Transient("no decision can be sent, because LINNET_KAFKA_BOOTSTRAP is not set")
        self._publisher = self._publisher or Publisher(self._settings, _SECONDS)
        await self._publisher.publish([Outgoing(DECISIONS.name, area.encode(), encode(event)) for event in events])
