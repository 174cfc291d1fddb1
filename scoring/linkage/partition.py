"""Which records are one person, or one address: a pure function of the records that could be.

The rule of this first model, in words a clerk can check:

1. Records with the same identifier (NHS number, UPRN) are one, unless name and birth date all contradict it:
   one NHS number in a hundred is written on the wrong person's record.
2. Records with the same description (name and birth date; premises and postcode) and no identifier join the
   one identified group that shares the description; where two different groups do, they join neither, because
   to guess would put a stranger's history on someone's page.

No order of arrival enters: the answer is the same for any sequence of the same records.
"""

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations

from scoring.linkage.names import compare_form
from scoring.linkage.records import Identity, Keys, RecordId, Statement, match_keys

Cluster = frozenset[RecordId]


def partition(records: Mapping[RecordId, Statement]) -> list[Cluster]:
    """Every record in exactly one cluster. Cost: quadratic only in records that share one identifier."""
    keys = {record: match_keys(statement) for record, statement in records.items()}
    identified = _group_identified(records)
    described: dict[str, list[RecordId]] = defaultdict(list)
    alone: list[Cluster] = []
    for record, (strong, weak) in keys.items():
        if not strong and weak:
            described[weak].append(record)
        elif not strong:
            alone.append(frozenset((record,)))
    owners = _owners(identified, keys)
    for description, members in described.items():
        if len(owning := owners[description]) == 1:
            owning[0].update(members)
        else:
            alone.append(frozenset(members))
    return [*map(frozenset, identified), *alone]


def _owners(identified: list[set[RecordId]], keys: Mapping[RecordId, Keys]) -> defaultdict[str, list[set[RecordId]]]:
    """The identified groups in which each description occurs."""
    owners: defaultdict[str, list[set[RecordId]]] = defaultdict(list)
    for group in identified:
        for description in {keys[record].weak for record in group}:
            owners[description].append(group)
    return owners


def _group_identified(records: Mapping[RecordId, Statement]) -> list[set[RecordId]]:
    by_identifier: dict[str, list[RecordId]] = defaultdict(list)
    for record, statement in records.items():
        if strong := match_keys(statement).strong:
            by_identifier[strong].append(record)
    return [group for members in by_identifier.values() for group in _connected(members, records)]


def _connected(members: list[RecordId], statements: Mapping[RecordId, Statement]) -> list[set[RecordId]]:
    if not isinstance(statements[members[0]], Identity):
        return [set(members)]
    groups: dict[RecordId, set[RecordId]] = {record: {record} for record in members}
    for one, other in combinations(sorted(groups), 2):
        if groups[one] is not groups[other] and not contradict(statements[one], statements[other]):
            groups[one] |= groups[other]
            for record in groups[other]:
                groups[record] = groups[one]
    return list({id(group): group for group in groups.values()}.values())


def contradict(one: Statement, other: Statement) -> bool:
    """Whether two holders of one NHS number share neither a name nor a birth date, and state all three.

    A UPRN is made by the council and copied by machine: two places with one UPRN never contradict.
    """
    if not (isinstance(one, Identity) and isinstance(other, Identity)):
        return False
    pairs = (
        (compare_form(one.given_name), compare_form(other.given_name)),
        (compare_form(one.family_name), compare_form(other.family_name)),
        (one.birth_date, other.birth_date),
    )
    return all(a and b and a != b and not a.startswith(b) and not b.startswith(a) for a, b in pairs)
