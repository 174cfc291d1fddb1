"""From pairs of records as they are read to what the API says of them."""

from collections.abc import Iterator

from api.answers.review import DecisionShown, Detail, FindingShown, MergeShown, PairShown, RecordShown
from api.answers.writing import write_id, write_moment, write_worker
from scoring.linkage.matching import Finding
from scoring.linkage.records import Identity, Statement
from scoring.state.merges import MergeSeen
from scoring.state.pairs import Made, PairSeen, RecordSeen
from streams.codes.agencies import Agency
from streams.codes.decisions import Reason
from streams.codes.person import Gender

_PERSON = {
    "given_name": "First name",
    "family_name": "Last name",
    "birth_date": "Date of birth",
    "gender": "Gender",
    "nhs_number": "NHS number",
    "address": "Address",
    "postcode": "Postcode",
    "uprn": "UPRN",
}
_ADDRESS = {"text": "Address", "postcode": "Postcode", "uprn": "UPRN"}
_PLACE = ("address", "postcode", "uprn")


def write_bits(weight: int) -> float:
    return weight / 100


def write_pair(area: str, pair: PairSeen) -> PairShown:
    return PairShown(
        one=write_record(area, pair.one),
        other=write_record(area, pair.other),
        together=pair.one.entity == pair.other.entity,
        weight=write_bits(pair.waterfall.weight),
        probability=pair.waterfall.probability,
        findings=[_write_finding(finding) for finding in pair.waterfall.findings],
        decisions=[_write_decision(made) for made in pair.decisions],
        merges=[write_merge(merge) for merge in pair.merges],
    )


def write_record(area: str, record: RecordSeen) -> RecordShown:
    return RecordShown(
        id=record.id,
        belongs_to=write_id(area, record.entity),
        details=list(_write_details(record.statement, record.withheld)),
        address_withheld=record.withheld,
    )


def write_merge(merge: MergeSeen) -> MergeShown:
    return MergeShown(
        id=merge.event,
        source=merge.source,
        kept=merge.kept,
        gone=merge.gone,
        said_at=write_moment(merge.recorded),
        said_by=write_worker(merge.worker),
    )


def _write_details(said: Statement, withheld: bool) -> Iterator[Detail]:
    if isinstance(said, Identity):
        yield Detail(field="agency", label="Agency", words=Agency(said.agency).label)
    for field, label in (_PERSON if isinstance(said, Identity) else _ADDRESS).items():
        words: str = getattr(said, field)
        if field == "gender" and words:
            words = Gender(words).label
        if not (withheld and field in _PLACE):
            yield Detail(field=field, label=label, words=words or None)


def _write_finding(finding: Finding) -> FindingShown:
    return FindingShown(
        field=finding.field,
        level=finding.level,
        one=finding.one,
        other=finding.other,
        weight=write_bits(finding.weight),
    )


def _write_decision(made: Made) -> DecisionShown:
    decision, reason = made.decision, Reason(made.decision.reason)
    return DecisionShown(
        id=decision.id,
        same=decision.confirmed,
        decided_at=write_moment(decision.recorded),
        decided_by=write_worker(decision.worker),
        reason=reason,
        reason_label=reason.label,
        stands=made.stands,
    )
