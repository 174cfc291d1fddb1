"""What a Redis string holds: compact JSON arrays, written in field order, so that equal knowledge has equal bytes.

A field is only ever added at the end with a default; any other change of shape is a rebuild. In Redis the sealed kinds
are sealed (:mod:`scoring.state.sealing`); here is what they say when they are open.
"""

import msgspec

from scoring.alerts.rules import RuleSet
from scoring.linkage.numbers import bare
from scoring.linkage.records import EntityId, Identity, Place, RecordId
from scoring.risk.held import Model, PersonRisk, Ruling
from scoring.risk.vigil import Vigil
from scoring.state.keys import Key, Subject, kind_of
from scoring.state.sealing import unseal
from streams.contract import EventKey

# Sensitivity as a number, so that the stricter of two is their maximum.
UNRESTRICTED, RESTRICTED, VERY_RESTRICTED = 0, 1, 2


# Before every moment that an event may have.
KEPT_FOR_EVER = -1e11


class Worker(msgspec.Struct, frozen=True, array_like=True, gc=False):
    name: str
    role: str
    team: str
    phone: str = ""
    email: str = ""


class Contact(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Times are Unix seconds. ``person`` and ``address`` are record ids, empty where the event has none. ``detail``: of
    a referral ``accepted`` or ``rejected``, of a spell its admission method, of a care contact the team's type.
    ``case_id`` and ``local_id`` have their source and a stroke in front: such numbers are a source's own."""

    agency: str
    kind: str
    category: str
    happened: float
    recorded: float
    person: RecordId
    address: RecordId
    worker: Worker
    sensitivity: int = UNRESTRICTED
    case_id: str = ""
    local_id: str = ""
    detail: str = ""


class Restricted(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    recorded: float
    event: EventKey
    sensitivity: int


class Version(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """Which of several statements of one event stands: a rectification over the original, then the later."""

    rectified: bool
    recorded: float
    event: str


class Decision(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a person said of two records, ``one < other``: that they are one person or address, or are not.

    ``id`` is the event's own, for whoever wants to withdraw it."""

    subject: Subject
    one: RecordId
    other: RecordId
    confirmed: bool
    recorded: float
    worker: Worker
    reason: str
    id: str


class Listing(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """That a list of addresses has this record. ``listed`` is when it was recorded, Unix seconds."""

    address: RecordId
    listed: float


MOST_TURNS = 50


class Turn(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """An event of a case, in the order that says how the case stands: of two at one moment the closing one is later."""

    happened: float
    closes: bool
    event: EventKey


class Episode(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """``turns``, sorted, are those of its events that are still here. ``ended``: when it was closed last of what has
    gone; what opened it before then comes too late."""

    turns: tuple[Turn, ...]
    ended: float | None = None

    @property
    def latest(self) -> tuple[Turn, ...]:
        """Enough to say how it stands. More there are only where one number was given to many cases."""
        return self.turns[-MOST_TURNS:]


class Merge(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """``event`` said that an agency's own numbers ``kept`` and ``gone``, as in :class:`Contact`, are one person's."""

    event: EventKey
    kept: str
    gone: str


class Merging(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A :class:`Merge` as it was said. ``recorded``: Unix seconds."""

    kept: str
    gone: str
    recorded: float
    worker: Worker


class Cell(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One event as it stands. An erased cell holds nothing else, and nothing can come back into it.

    It holds a contact, a decision, a listing or a merging; a decision that was withdrawn is erased. Of one that is past
    its age (``aged``) no more is left than which statement it was, and that for as long as an earlier one might come.
    """

    contact: Contact | None = None
    version: Version | None = None
    restricted: Restricted | None = None
    erased: bool = False
    decision: Decision | None = None
    listing: Listing | None = None
    merging: Merging | None = None
    aged: bool = False

    @property
    def standing(self) -> Contact | None:
        """The contact as it counts: as sensitive as it was last restricted, and no less than what was stated after
        that says of itself."""
        if self.contact is None or self.restricted is None:
            return self.contact
        sensitivity = self.restricted.sensitivity
        # By when it was stated: what is rectified says itself when it was recorded first.
        if self.version and self.version.recorded > self.restricted.recorded:
            sensitivity = max(self.contact.sensitivity, sensitivity)
        return msgspec.structs.replace(self.contact, sensitivity=sensitivity)


class PersonRecord(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """``first`` is when its earliest contact happened, ``sensitivity`` the strictest of its contacts. ``local_ids`` are
    the agency's own numbers for the person in its contacts, sorted: a search may ask for one."""

    statement: Identity
    first: float
    sensitivity: int
    entity: EntityId
    local_ids: tuple[str, ...] = ()

    @property
    def bare_ids(self) -> tuple[str, ...]:
        """As the agency writes them."""
        return tuple(bare(number) for number in self.local_ids)


class AddressRecord(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """``first`` as a person record's, or when it was listed if that was earlier. ``listed`` is when a list of addresses
    first had it, None where none has."""

    statement: Place
    first: float
    sensitivity: int
    entity: EntityId
    listed: float | None = None


class Entity(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """``records`` sorted; ``sensitivity`` the strictest of theirs; ``closed``: see :mod:`scoring.linkage.circles`."""

    records: tuple[RecordId, ...]
    sensitivity: int
    closed: bool = False


class Verdict(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """``event`` said, of the record that holds this and of ``other``, that they are one or are not."""

    other: RecordId
    recorded: float
    event: EventKey
    confirmed: bool


class Said(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """``event``, a merge, makes ``weight`` of the evidence on the record that holds this and on ``other``."""

    other: RecordId
    event: EventKey
    weight: int


class Decisions(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """``verdicts`` sorted, so that of several on one pair the last stands. Also of records that nobody attests (yet,
    or any more): they wait there. ``said``, sorted, is of records that are there."""

    verdicts: tuple[Verdict, ...]
    said: tuple[Said, ...] = ()


class Merges(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Sorted."""

    merges: tuple[Merge, ...]


class Word(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How many records hold it, which is at least one."""

    records: int


class Because(msgspec.Struct, frozen=True, array_like=True):
    """One condition that held: in words, what was measured, and the events it rests on, latest first."""

    words: str
    indicator: str
    value: float
    agencies: tuple[str, ...]
    events: tuple[EventKey, ...]


class Alert(msgspec.Struct, frozen=True, array_like=True):
    """A situation as a rule sees it. ``opened`` is the tick after which it began, ``since`` when it came into its
    present ``state`` (a code of :class:`streams.codes.alerts.Change`); ``teams`` those with an open case then. What the
    rule said is kept with it: the rules may be others by now. ``raised``: the tick after which it was raised last.
    ``dealt``: of one that somebody has dealt with and that has no quiet time, what it rested on then, sorted.
    ``founder``: whom it was raised about, as they were named then, or the record that took over from that. ``kin``: of
    one that has not ended, the other records of whom it is about. ``once_receivers`` and ``once_teams`` were told when
    it was raised, and would not be now."""

    id: str
    rule: str
    version: str
    subject: str
    severity: str
    receivers: tuple[str, ...]
    title: str
    advice: str
    quiet: float
    state: str
    opened: float
    since: float
    respond_by: float | None
    teams: tuple[str, ...]
    because: tuple[Because, ...]
    raised: float = 0.0
    dealt: tuple[EventKey, ...] = ()
    founder: EntityId = EntityId("")
    once_receivers: tuple[str, ...] = ()
    once_teams: tuple[str, ...] = ()
    kin: tuple[RecordId, ...] = ()


class Alerts(msgspec.Struct, frozen=True, array_like=True):
    """Alerts about one person, or one address with its household, at most one of each rule that is open. ``current`` is
    as of what is known since the tick ``at``; ``settled`` as it stood when that tick came, from which ``current`` is
    worked out whenever something becomes known, so that what arrives between two ticks may arrive in any order."""

    at: float
    settled: tuple[Alert, ...]
    current: tuple[Alert, ...]


class Answer(msgspec.Struct, frozen=True, array_like=True, order=True):
    """``change`` and ``code`` as in :mod:`streams.codes.alerts`."""

    recorded: float
    event: EventKey
    change: str
    code: str
    name: str
    role: str
    team: str
    alert: str


class Answers(msgspec.Struct, frozen=True, array_like=True):
    """To all alerts about one person or address. Sorted, so that the last is the one given last."""

    answers: tuple[Answer, ...]

    def to(self, alert: str) -> tuple[Answer, ...]:
        return tuple(answer for answer in self.answers if answer.alert == alert)


class Ceiling(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """No more than this counts when alerts about a person, or about an address and its household, are looked for.

    ``contacts``: whole Unix seconds, rounded up, by :func:`scoring.alerts.ceiling.name_contact`. ``homes``: of a
    person, the address records they were seen at; ``living``: of an address, its household; ``watched`` as in facts."""

    contacts: dict[str, tuple[int, ...]]
    homes: tuple[RecordId, ...] = ()
    living: tuple[EntityId, ...] = ()
    watched: float | None = None


class CareAnswer(msgspec.Struct, frozen=True, array_like=True, order=True):
    """Codes as in :mod:`streams.codes.risk`. An opinion with its ``reason`` on the score ``probability`` of ``made`` or
    an ``intervention``."""

    recorded: float
    event: EventKey
    opinion: str
    reason: str
    intervention: str
    made: float
    probability: float
    name: str
    role: str
    team: str


class Care(msgspec.Struct, frozen=True, array_like=True):
    """Sorted, so that the last is the one given last."""

    answers: tuple[CareAnswer, ...]


class Watch(msgspec.Struct, frozen=True, array_like=True, order=True):
    """``until`` is 0 where the watch was ended."""

    recorded: float
    event: EventKey
    until: float
    name: str
    role: str
    team: str


class Sweep(msgspec.Struct, frozen=True, array_like=True):
    """Versions of rules that are no more, under whose agendas there may still be somebody to look at anew."""

    versions: tuple[str, ...]


class Freshness(msgspec.Struct, frozen=True):
    recorded: dict[str, float] = {}


class Clock(msgspec.Struct, frozen=True):
    """The latest tick, and the one before it (itself, where there was none), Unix seconds. ``kept``: what last mattered
    at this moment or before is past its age. ``unread``: until when that may have happened whose keys are destroyed;
    before every moment, once all of it is past its age."""

    at: float
    before: float = 0.0
    kept: float = KEPT_FOR_EVER
    unread: float = KEPT_FOR_EVER

    @property
    def is_blind(self) -> bool:
        """Whether something may count now that cannot be read any more: in a replay, long before its end."""
        return self.unread > self.kept


class Lineage(msgspec.Struct, frozen=True):
    """Versions of the models that everything in the area was linked by. ``veil``: which key its names are under."""

    persons: str
    places: str
    veil: str = ""


Record = PersonRecord | AddressRecord
Document = (
    Cell
    | Episode
    | Record
    | Entity
    | Decisions
    | Merges
    | Word
    | Freshness
    | Clock
    | Lineage
    | Alerts
    | Answers
    | Ceiling
    | Watch
    | RuleSet
    | Sweep
    | Care
    | PersonRisk
    | Model
    | Ruling
    | Vigil
)

_TYPES: dict[str, type[Document]] = {
    "cell": Cell,
    "episode": Episode,
    "person-record": PersonRecord,
    "address-record": AddressRecord,
    "person-decisions": Decisions,
    "address-decisions": Decisions,
    "person-merges": Merges,
    "person": Entity,
    "address": Entity,
    "person-word": Word,
    "address-word": Word,
    "freshness": Freshness,
    "clock": Clock,
    "lineage": Lineage,
    "rules": RuleSet,
    "person-alerts": Alerts,
    "address-alerts": Alerts,
    "person-answers": Answers,
    "address-answers": Answers,
    "person-ceiling": Ceiling,
    "address-ceiling": Ceiling,
    "address-watch": Watch,
    "alerts-sweep": Sweep,
    "person-care": Care,
    "person-risk": PersonRisk,
    "risk-model": Model,
    "risk-ruling": Ruling,
    "risk-vigil": Vigil,
}
_DECODERS = {kind: msgspec.json.Decoder(shape) for kind, shape in _TYPES.items()}
_ENCODER = msgspec.json.Encoder(order="sorted")


def write(document: Document) -> bytes:
    """Plain: see :func:`scoring.state.sealing.seal`."""
    return _ENCODER.encode(document)


def read(key: Key, raw: bytes | None) -> Document | None:
    """Sealed or plain. ``key``: the very one that it was found under."""
    return None if raw is None else _DECODERS[kind_of(key)].decode(unseal(key, raw))
