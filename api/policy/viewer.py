"""Who is asking and why, as sign-in and the declared purpose say."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from streams.codes.access import Role
from streams.codes.agencies import Agency


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person who is signed in, in the one role they chose.

    ``issuer`` and ``subject`` together are who they are (OpenID Connect Core 1.0, 5.7: neither alone is unique).
    ``areas``, ``teams``: what they may see of; no area named means no area. ``nhs_number`` is their own, where the
    provider says it, so that they are kept from their own record. ``program``: no person, but a system that asks by
    itself in this role.
    """

    issuer: str
    subject: str
    name: str
    agency: Agency | None
    role: Role
    areas: frozenset[str]
    teams: frozenset[str]
    nhs_number: str = field(default="", repr=False)
    program: bool = False

    def is_among(self, numbers: Collection[str]) -> bool:
        """Whether one of these NHS numbers is their own; never where the provider does not say it."""
        return bool(self.nhs_number) and self.nhs_number in numbers


@dataclass(frozen=True, slots=True)
class Purpose:
    """Declared by the viewer before they look. ``code`` is one of the partnership's list, which names the legal
    ``gateway``; ``reference`` is their own, and may be empty. It holds until ``until``. ``traces``: it is one that
    somebody's places may be traced across areas for."""

    code: str
    label: str
    gateway: str
    reference: str
    declared_at: datetime
    until: datetime
    traces: bool = False
