"""Signing in and out on the log, under the digest that the audit knows people by (OWASP ASVS 5.0, 16.3.1)."""

from typing import Literal

from api.signin.people import Person
from api.signin.tokens import NotBelieved
from scoring.audit.entry import name_viewer
from streams.errors import Invalid
from streams.logs import log


def tell_signed_in(person: Person, kind: Literal["provider", "development"]) -> None:
    log.info("signed-in", kind=kind, viewer=_name(person), assurance=person.assurance)


def tell_refused(fault: Invalid) -> None:
    """What is wrong, and nobody's name: it is not known who that was."""
    log.warning("sign-in-refused", reason=fault.why if isinstance(fault, NotBelieved) else fault.code)


def tell_signed_out(person: Person, kind: Literal["here", "elsewhere", "everywhere"]) -> None:
    log.info("signed-out", kind=kind, viewer=_name(person))


def tell_ended_at_provider(issuer: str, subject: str) -> None:
    """``subject`` is empty where the provider named its session alone."""
    log.info("signed-out", kind="provider", viewer=name_viewer(issuer, subject) if subject else "")


def _name(person: Person) -> str:
    return name_viewer(person.issuer, person.subject)
