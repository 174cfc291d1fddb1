"""Who is asking and why, as sign-in and the declared purpose say."""

from dataclasses import dataclass
from datetime import datetime

from streams.codes.access import Role
from streams.codes.agencies import Agency


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person who is signed in, in the one role they chose.

    ``issuer`` and ``subject`` together are who they are (OpenID Connect Core 1.0, 5.7: neither alone is unique).
    ``areas``, ``teams``: what they may see of; no area named means no area.
    """

    issuer: str
    subject: str
    name: str
    agency: Agency | None
    role: Role
    areas: frozenset[str]
    teams: frozenset[str]


@dataclass(frozen=True, slots=True)
class Purpose:
    """Declared by the viewer before they look. ``code`` is one of the partnership's list, which names the legal
    ``gateway``; ``reference`` is their own, and may be empty. It holds until ``until``."""

    code: str
    label: str
    gateway: str
    reference: str
    declared_at: datetime
    until: datetime
