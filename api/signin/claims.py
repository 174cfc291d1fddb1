"""From a provider's claims to who somebody is to Linnet, as a file of the deployment says."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from jsonpath_rfc9535 import JSONPathError, JSONPathQuery
from jsonpath_rfc9535 import compile as compile_path
from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError

from api.signin.people import Person, put_in_order
from streams.codes.access import Role
from streams.codes.agencies import Agency
from streams.contract import Contract
from streams.errors import Broken, Invalid
from streams.events.parts import NhsNumber

_LONGEST_ASSURANCE = 100
_NHS_NUMBER: TypeAdapter[str] = TypeAdapter(NhsNumber)


def _check_path(path: str) -> str:
    try:
        compile_path(path)
    except JSONPathError as fault:  # Invalid
        raise ValueError(f"is no JSONPath (RFC 9535): {fault}") from fault
    return path


JsonPath = Annotated[str, AfterValidator(_check_path)]


class Paths(Contract):
    """Where each is found, the first path that finds something counting; all that it finds is taken."""

    name: tuple[JsonPath, ...] = ("$.name", "$.preferred_username")
    roles: tuple[JsonPath, ...]
    agency: tuple[JsonPath, ...] = ()
    areas: tuple[JsonPath, ...] = ()
    teams: tuple[JsonPath, ...] = ()
    nhs_number: tuple[JsonPath, ...] = ()


class ProgramListed(Contract):
    """A program that asks by itself, with nobody signed in. ``subject`` is that of its own tokens: another is of
    somebody who has signed in there. ``purposes``: codes of those that it may state."""

    subject: Annotated[str, Field(min_length=1)]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    role: Role
    agency: Agency | None = None
    areas: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()


class ClaimsPlan(Contract):
    """``roles``, ``agencies``, ``areas`` and ``teams`` say what the provider's values mean: a role or agency that is
    not listed is none; an area or team that is not listed keeps its name. ``everybody_areas``: for everybody who signs
    in. ``programs`` by the client id that they have at the provider."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paths: Paths
    roles: Annotated[dict[str, Role], Field(min_length=1)]
    agencies: dict[str, Agency] = {}  # noqa: RUF012 - pydantic copies it
    areas: dict[str, str] = {}  # noqa: RUF012 - pydantic copies it
    teams: dict[str, str] = {}  # noqa: RUF012 - pydantic copies it
    everybody_areas: tuple[str, ...] = ()
    everybody_agency: Agency | None = None
    programs: dict[str, ProgramListed] = {}  # noqa: RUF012 - pydantic copies it


def read_plan(path: Path) -> ClaimsPlan:
    """Raises :class:`Broken` naming the file and the fault."""
    try:
        return ClaimsPlan.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as fault:
        raise Broken(f"cannot read the claims file {path}: {fault}") from fault


def describe(plan: ClaimsPlan, areas: Iterable[str], issuer: str, claims: Mapping[str, Any]) -> Person:
    """``claims``: of the ID token and of UserInfo, merged. Raises :class:`Invalid` for who has no role here."""
    roles = put_in_order(plan.roles[one] for one in _find(claims, plan.paths.roles) if one in plan.roles)
    if not roles:
        raise Invalid(
            "no-role", "You are signed in there, and have no role in Linnet: ask who runs it to give you one."
        )
    agencies = [plan.agencies[one] for one in _find(claims, plan.paths.agency) if one in plan.agencies]
    named = {plan.areas.get(one, one) for one in _find(claims, plan.paths.areas)} | set(plan.everybody_areas)
    return Person(
        issuer=issuer,
        subject=claims["sub"],
        name=next(iter(_find(claims, plan.paths.name)), "") or "Name not known",
        agency=agencies[0] if agencies else plan.everybody_agency,
        roles=roles,
        areas=frozenset(named) & frozenset(areas),
        teams=frozenset(plan.teams.get(one, one) for one in _find(claims, plan.paths.teams)),
        nhs_number=_read_nhs_number(next(iter(_find(claims, plan.paths.nhs_number)), "")),
        session=str(claims.get("sid", "")),
        assurance=_tell_assurance(claims),
    )


def _read_nhs_number(words: str) -> str:
    """As agencies' are read, so that the two can be compared; empty for what is none.

    >>> _read_nhs_number("999-000-0018"), _read_nhs_number("999 000 0018"), _read_nhs_number("N1115996")
    ('9990000018', '9990000018', '')
    """
    try:
        return _NHS_NUMBER.validate_python(words)
    except ValidationError:  # Invalid: nobody's record states it
        return ""


def _tell_assurance(claims: Mapping[str, Any]) -> str:
    """
    >>> _tell_assurance({"acr": "2", "amr": ["pwd", "otp"]}), _tell_assurance({})
    ('2 pwd otp', '')
    """
    methods = claims.get("amr")
    said = [claims.get("acr"), *(methods if isinstance(methods, list) else ())]
    return " ".join(one for one in said if isinstance(one, str))[:_LONGEST_ASSURANCE]


def _find(claims: Mapping[str, Any], paths: Iterable[JsonPath]) -> list[str]:
    for path in paths:
        query: JSONPathQuery = compile_path(path)
        if found := [words for value in query.find(dict(claims)).values() for words in _flatten(value)]:
            return found
    return []


def _flatten(value: object) -> Iterator[str]:
    """
    >>> list(_flatten(["clinician", ["manager"], 7, None, " "]))
    ['clinician', 'manager', '7']
    """
    if isinstance(value, list):
        for one in value:
            yield from _flatten(one)
    elif isinstance(value, str | int) and str(value).strip():
        yield str(value).strip()
