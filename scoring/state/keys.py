"""Every Redis key of Linnet. ``{area}`` is the hash tag: all that one commit touches is in one hash slot.

``knowledge`` kinds are what the partnership knows: a function of the set of observations. ``learned`` kinds are what
was made of it on the way: a function of the log in its order. Both make up the digest. The others say how far the log
was read and what is on its way out. What ``sealed`` kinds hold says something of somebody, and is encrypted
(:mod:`scoring.state.sealing`); names and numbers in the names of keys are veiled.
"""

import hashlib
from binascii import b2a_base64
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Literal, NewType

Key = NewType("Key", str)


class Subject(StrEnum):
    PERSON = "person"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    type: Literal["string", "set", "zset", "stream"]
    holds: str
    knowledge: bool = True
    learned: bool = False
    sealed: bool = False


KINDS = (
    Kind("cell", "string", "One event as it stands after its corrections", sealed=True),
    Kind(
        "person-record",
        "string",
        "One agency's distinct statement of an identity, and the person it belongs to",
        sealed=True,
    ),
    Kind("person-contacts", "zset", "Events of a person record by the time they happened"),
    Kind("person-key", "set", "Person records to compare with one another: they share enough to be one"),
    Kind("person-evidence", "zset", "Records that a person record was compared with, by match weight"),
    Kind("person-doubts", "zset", "Pairs of person records for a person to decide, by match weight"),
    Kind(
        "person-decisions",
        "string",
        "What people decided of a person record and others, one person or not, and what agencies' merges say of them",
    ),
    Kind(
        "person-merges",
        "string",
        "Merges that agencies said of their own numbers, under what a number is found by",
        sealed=True,
    ),
    Kind("person", "string", "The records that are one person"),
    Kind(
        "address-record", "string", "One distinct way of writing an address, and the address it belongs to", sealed=True
    ),
    Kind("address-contacts", "zset", "Events of an address record by the time they happened"),
    Kind("address-key", "set", "Address records to compare with one another: they share enough to be one"),
    Kind("address-evidence", "zset", "Records that an address record was compared with, by match weight"),
    Kind("address-doubts", "zset", "Pairs of address records for a person to decide, by match weight"),
    Kind("address-decisions", "string", "What people decided of an address record and others: one address, or not"),
    Kind("address", "string", "The records that are one address"),
    Kind("address-building", "zset", "Address records behind one front door: a building and its units; scores are 0"),
    Kind(
        "ages",
        "zset",
        "Events, answers and closed cases by when they last mattered, for what goes at its age",
        knowledge=False,
    ),
    Kind("episode", "string", "The events of one case, and when it ended where some have gone", knowledge=False),
    Kind("freshness", "string", "Agency to the latest moment up to which it has recorded anything"),
    Kind("rules", "string", "The alert rules the area has adopted"),
    Kind("person-alerts", "string", "Alerts about one person", sealed=True),
    Kind("address-alerts", "string", "Alerts about one address and its household", sealed=True),
    Kind("person-answers", "string", "What people answered to alerts about one person", sealed=True),
    Kind(
        "address-answers", "string", "What people answered to alerts about one address and its household", sealed=True
    ),
    Kind(
        "person-ceiling",
        "string",
        "At most these contacts count when alerts about a person are looked for",
        knowledge=False,
        sealed=True,
    ),
    Kind(
        "address-ceiling",
        "string",
        "At most these contacts count when alerts about an address and its household are looked for",
        knowledge=False,
        sealed=True,
    ),
    Kind("address-watch", "string", "Until when an address record is on the pre-visit watch list", sealed=True),
    Kind("watch-list", "zset", "Address records on the pre-visit watch list, by until when"),
    Kind("alerts-open", "zset", "Alerts that have not ended, by when they opened"),
    Kind("alerts-ended", "zset", "Alerts that ended, by when they did"),
    Kind(
        "alerts-agenda",
        "zset",
        "Persons and addresses by when time alone may change an alert about them, under each version of the rules",
        knowledge=False,
    ),
    Kind("alerts-sweep", "string", "Versions of the rules whose agendas are being worked off", knowledge=False),
    Kind(
        "person-risk",
        "string",
        "What the 28-day risk of a person on a caseload is computed from, and the predictions that await their label",
        knowledge=False,
        learned=True,
        sealed=True,
    ),
    Kind("caseload", "zset", "Persons on a team's caseload, or on any, by their latest risk", False, learned=True),
    Kind("address-caseload", "set", "Persons on a caseload whose home the address is", False, learned=True),
    Kind(
        "person-care",
        "string",
        "What clinicians said of a person's scores and did after, under a record of theirs",
        knowledge=False,
        learned=True,
        sealed=True,
    ),
    Kind("cared", "zset", "Person records by when a clinician last answered to a score", False, learned=True),
    Kind("risk-model", "string", "What a model of the 28-day risk has learned", knowledge=False, learned=True),
    Kind("risk-ruling", "string", "Which model's scores count, and which states were restored", False, learned=True),
    Kind("risk-vigil", "string", "Whether the model is fit for use: weekly sums and alarms", False, learned=True),
    Kind("risk-agenda", "zset", "Persons by when their next weekly prediction is due", knowledge=False),
    Kind("clock", "string", "The latest tick", knowledge=False),
    Kind("lineage", "string", "The models that the area's records were linked by", knowledge=False),
    Kind(
        "position",
        "string",
        "Partition and offset of the last observation applied, and when Kafka took it",
        knowledge=False,
    ),
    Kind(
        "outbox",
        "stream",
        "Events decided and not yet on Kafka; the entry id is the log offset",
        knowledge=False,
    ),
    Kind("relayed", "string", "The last outbox entry that Kafka has acknowledged", knowledge=False),
    Kind("person-index", "zset", "Person records under one thing to ask for: a name, two, a birth date, a street"),
    Kind("person-word", "string", "How many person records hold a word of names"),
    Kind("person-near", "zset", "Words of names under what is left of them after a slip, their sound, their full name"),
    Kind("address-index", "zset", "Address records under one thing to ask for: a street, a postcode, both"),
    Kind("address-word", "string", "How many address records hold a word of streets and houses"),
    Kind(
        "address-near", "zset", "Words of streets and houses under what is left of them after a slip, and their sound"
    ),
)

SEALED = frozenset(kind.name for kind in KINDS if kind.sealed)

AGES = Key("ages")
FRESHNESS = Key("freshness")
CLOCK = Key("clock")
RULES = Key("rules")
SWEEP = Key("alerts-sweep")
WATCHED = Key("watch-list")
OPEN = Key("alerts-open")
ENDED = Key("alerts-ended")
RULING = Key("risk-ruling")
VIGIL = Key("risk-vigil")
RISK_AGENDA = Key("risk-agenda")
CASELOAD = Key("caseload")
CARED = Key("cared")
LINEAGE = Key("lineage")
POSITION = Key("position")
OUTBOX = Key("outbox")
RELAYED = Key("relayed")


_URLSAFE = bytes.maketrans(b"+/", b"-_")
# Names of kinds, joined once: writing an enumeration's member into a text costs more than all the rest of a key.
_RECORD, _CONTACTS, _EVIDENCE, _DECISIONS, _ENTITY, _INDEX, _NEAR = (
    {subject: f"{subject}{kind}:" for subject in Subject}
    for kind in ("-record", "-contacts", "-evidence", "-decisions", "", "-index", "-near")
)
_ALERTS, _ANSWERS, _CEILING = (
    {subject: f"{subject}{kind}:" for subject in Subject} for kind in ("-alerts", "-answers", "-ceiling")
)

_LINKING = {subject: (_RECORD[subject], _EVIDENCE[subject], _DECISIONS[subject]) for subject in Subject}


def in_area(area: str, key: Key) -> str:
    """
    >>> in_area("northmoor", POSITION)
    '{northmoor}:position'
    """
    return f"{{{area}}}:{key}"


def cell(event: str) -> Key:
    return Key(f"cell:{event}")


def record(subject: Subject, record_id: str) -> Key:
    return Key(_RECORD[subject] + record_id)


def linking(subject: Subject, record_id: str) -> tuple[Key, Key, Key]:
    """What linking reads of a record: itself, its evidence, and what people decided of it."""
    own, evidence, decisions = _LINKING[subject]
    return Key(own + record_id), Key(evidence + record_id), Key(decisions + record_id)


def contacts(subject: Subject, record_id: str) -> Key:
    return Key(_CONTACTS[subject] + record_id)


def evidence(subject: Subject, record_id: str) -> Key:
    return Key(_EVIDENCE[subject] + record_id)


def doubts(subject: Subject) -> Key:
    return Key(f"{subject}-doubts")


def decisions(subject: Subject, record_id: str) -> Key:
    return Key(_DECISIONS[subject] + record_id)


def merges(filed_under: str) -> Key:
    """``filed_under``: an agency's own number in the form it is found by."""
    return Key(f"person-merges:{_veil(filed_under)}")


def matches(subject: Subject, values: Iterable[str]) -> list[Key]:
    return list(map(_MATCH[subject].__getitem__, values))


def episode(kind: str, case_id: str) -> Key:
    return Key(f"episode:{_veil(f'{kind} {case_id}')}")


def building(value: str) -> Key:
    return Key(f"address-building:{_veil(value)}")


def index(subject: Subject, words: tuple[str, ...]) -> Key:
    """The order of the words is nothing."""
    if len(words) == 1:
        return _INDEX_OF_ONE[subject][words[0]]
    if len(words) == 2:
        # Most are, and two are in order sooner than they are sorted.
        one, other = _VEILED[words[0]], _VEILED[words[1]]
        return Key(f"{_INDEX[subject]}{one}.{other}" if one < other else f"{_INDEX[subject]}{other}.{one}")
    return Key(_INDEX[subject] + ".".join(sorted(map(_VEILED.__getitem__, words))))


def word(subject: Subject, said: str) -> Key:
    return _WORD[subject][said]


def near(subject: Subject, fragment: str) -> Key:
    """Many fragments share a key, of 65,536: few enough that Redis keeps each compact, for some 300,000 words."""
    return Key(_NEAR[subject] + hashlib.blake2b(fragment.encode(), digest_size=2).hexdigest())


def stated(number: str) -> Key:
    """Of the index across areas, which is in no area: see :mod:`scoring.state.tracing`."""
    return Key(f"number:{_veil(number)}")


# Of this process; empty in the pure core alone. Without one, a veil hides nothing from who tries all names.
_veil_key = b""
_veil_told = ""


def _veil(value: str) -> str:
    # Key names reach places that values do not (SLOWLOG, MONITOR, ACL LOG): no name or NHS number may be in one.
    digest = hashlib.blake2b(value.encode(), digest_size=12, key=_veil_key).digest()
    return b2a_base64(digest, newline=False).translate(_URLSAFE).decode()


def veil_under(key: bytes) -> None:
    """For this process from now on. Under another key everything has other names: an area written under one has to be
    rebuilt for the other (:func:`tell_veil`)."""
    global _veil_key, _veil_told
    if key == _veil_key:
        return
    _veil_key = key
    # Asked with each event and each answer.
    _veil_told = _veil("which key is this?") if key else ""
    for names in (_VEILED, *_MATCH.values(), *_INDEX_OF_ONE.values(), *_WORD.values()):
        names.clear()


def tell_veil() -> str:
    """Which key the names of keys are under, told without telling it; empty for none."""
    return _veil_told


class _Veiled(dict[str, Key]):
    """Values, and what stands for each in keys; when there are too many, the oldest are let go. What is given is the
    very text that things are held under, so that looking them up compares no letters."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix

    def __missing__(self, value: str) -> Key:
        if len(self) >= _MOST:
            for oldest in list(islice(self, _MOST // 16)):
                self.pop(oldest, None)
        key = self[value] = Key(self._prefix + _veil(value))
        return key


# Each takes some 200 bytes.
_MOST = 131_072
_VEILED = _Veiled()
_MATCH, _INDEX_OF_ONE, _WORD = (
    {subject: _Veiled(f"{subject}{kind}:") for subject in Subject} for kind in ("-key", "-index", "-word")
)


def entity(subject: Subject, entity_id: str) -> Key:
    return Key(_ENTITY[subject] + entity_id)


def alerts(subject: Subject, entity_id: str) -> Key:
    return Key(_ALERTS[subject] + entity_id)


def answers(subject: Subject, entity_id: str) -> Key:
    return Key(_ANSWERS[subject] + entity_id)


def ceiling(subject: Subject, entity_id: str) -> Key:
    return Key(_CEILING[subject] + entity_id)


def watch(record_id: str) -> Key:
    return Key(f"address-watch:{record_id}")


def agenda(version: str) -> Key:
    return Key(f"alerts-agenda:{version}")


def kind_of(key: str) -> str:
    """
    >>> kind_of("person-key:vBN0VDPwTSCFvGzw")
    'person-key'
    """
    return key.split(":", 1)[0]


def risk(person: str) -> Key:
    return Key(f"person-risk:{person}")


def care(record_id: str) -> Key:
    return Key(f"person-care:{record_id}")


def model(name: str) -> Key:
    return Key(f"risk-model:{name}")


def residents(address: str) -> Key:
    """Of them, those on a caseload."""
    return Key(f"address-caseload:{address}")


def caseload(team: str) -> Key:
    """
    >>> caseload("Northmoor CMHT").startswith("caseload:")
    True
    """
    return Key(f"caseload:{_veil(team)}")
