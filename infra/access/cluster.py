"""The ACLs on the cluster: compared with those there should be, and brought to them."""

from collections.abc import Iterable
from dataclasses import dataclass

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)

from infra.access.rights import Acl
from streams.errors import Broken, Transient
from streams.settings import Settings

_SECONDS = 30
_ANYBODY = "*"
# Whose ACLs are ours to speak of: other users of the cluster are nobody's business here.
_OURS = ("User:linnet-", "User:sender-")
_KINDS = {
    "TOPIC": ResourceType.TOPIC,
    "GROUP": ResourceType.GROUP,
    "CLUSTER": ResourceType.BROKER,
    "TRANSACTIONAL_ID": ResourceType.TRANSACTIONAL_ID,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class Difference:
    """``missing`` should be there; ``further`` should not."""

    missing: list[Acl]
    further: list[Acl]


def compare_acls(settings: Settings, wanted: Iterable[Acl]) -> Difference:
    """Raises :class:`Broken` when we may not ask, or the cluster has no authorizer; :class:`Transient` when away."""
    there, should = set(_read(AdminClient(settings.kafka_client()))), set(wanted)
    return Difference(sorted(should - there), sorted(there - should))


def create_acls(settings: Settings, acls: list[Acl]) -> None:
    admin = AdminClient(settings.kafka_client())
    for done in (admin.create_acls([_bind(acl) for acl in acls]) if acls else {}).values():
        _await(done)


def delete_acls(settings: Settings, acls: list[Acl]) -> None:
    admin = AdminClient(settings.kafka_client())
    for done in (admin.delete_acls([_filter(acl) for acl in acls]) if acls else {}).values():
        _await(done)


def _read(admin: AdminClient) -> Iterable[Acl]:
    everything = AclBindingFilter(
        ResourceType.ANY, None, ResourcePatternType.ANY, None, None, AclOperation.ANY, AclPermissionType.ANY
    )
    for held in _await(admin.describe_acls(everything)):
        if held.principal.startswith(_OURS) and held.permission_type is AclPermissionType.ALLOW:
            kind = _NAMES.get(held.restype, held.restype.name)
            yield Acl(held.principal, kind, held.name, held.resource_pattern_type.name, held.operation.name)


def _bind(acl: Acl) -> AclBinding:
    return AclBinding(*_words(acl))


def _filter(acl: Acl) -> AclBindingFilter:
    return AclBindingFilter(*_words(acl))


def _words(acl: Acl) -> tuple[object, ...]:
    return (
        _KINDS[acl.kind],
        acl.name,
        ResourcePatternType[acl.pattern],
        acl.principal,
        _ANYBODY,
        AclOperation[acl.operation],
        AclPermissionType.ALLOW,
    )


def _await(done: object) -> Iterable[AclBinding]:
    try:
        return done.result(_SECONDS) or ()  # type: ignore[attr-defined]
    except KafkaException as fault:
        error = fault.args[0]
        if error.retriable() or error.name() in ("_TIMED_OUT", "_TRANSPORT"):
            raise Transient(f"Kafka does not answer: {error.name()}") from fault
        raise Broken(f"Kafka lets nobody ask for or change ACLs by this user: {error.str()}") from fault
