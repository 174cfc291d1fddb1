"""From a provider's claims to who somebody is: the realm that ships, and what providers are known to send."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.signin.claims import ClaimsPlan, describe, read_plan
from streams.codes.access import Role
from streams.codes.agencies import Agency
from streams.errors import Invalid
from streams.settings import Settings

_SIGNIN = Path(__file__).parents[2] / "infra" / "signin"
_AREAS = ("northmoor", "eastvale")


def _realm() -> Any:
    return json.loads((_SIGNIN / "keycloak-realm.json").read_text(encoding="utf-8"))


def test_the_realms_program_is_listed_as_it_is_there() -> None:
    """By its client and the id of its service account, which the realm fixes; with purposes that are ours."""
    plan, realm = read_plan(_SIGNIN / "keycloak-claims.toml"), _realm()
    _, client = realm["clients"]
    (account,) = [one for one in realm["users"] if "serviceAccountClientId" in one]
    listed = plan.programs[client["clientId"]]
    assert (account["serviceAccountClientId"], account["id"]) == (client["clientId"], listed.subject)
    assert set(listed.purposes) <= {one.code for one in Settings().partnership.purposes}
    assert set(listed.areas) <= Settings().partnership.areas.keys()


def test_the_realm_that_ships_sends_what_its_claims_file_reads() -> None:
    """Each mapper's claim is read, each of its roles is one of ours, and each of its people has one of them."""
    plan, realm = read_plan(_SIGNIN / "keycloak-claims.toml"), _realm()
    client, _ = realm["clients"]
    sent = {f"$.{mapper['config']['claim.name']}" for mapper in client["protocolMappers"]}
    assert sent == {*plan.paths.roles, *plan.paths.agency, *plan.paths.areas, *plan.paths.teams}
    assert {role["name"] for role in realm["roles"]["realm"]} == plan.roles.keys() == {role.value for role in Role}
    assert client["attributes"]["pkce.code.challenge.method"] == "S256"
    for user in (one for one in realm["users"] if "serviceAccountClientId" not in one):
        claims = {
            "sub": user["username"],
            "name": f"{user['firstName']} {user['lastName']}",
            "roles": [*user["realmRoles"], "offline_access"],
            "areas": user["attributes"]["areas"],
            "agency": next(iter(user["attributes"].get("agency", [])), None),
            "teams": [group.strip("/") for group in user["groups"]],
        }
        person = describe(plan, _AREAS, "http://127.0.0.1:8180/realms/linnet", claims)
        assert {role.value for role in person.roles} == set(user["realmRoles"])
        assert person.areas == set(_AREAS)
        assert "tries-linnet" not in str(person)


def _plan(**more: Any) -> ClaimsPlan:
    paths = {"roles": ["$.nhsid_nrbac_roles[*].role_code", "$.roles"], "teams": ["$.groups[*].name"]} | more
    said = {"paths": paths, "roles": {"R8000": "clinician", "SO": "hub-officer"}, "everybody_areas": ["northmoor"]}
    return ClaimsPlan.model_validate(said | {"teams": {"CMHT-N": "Northmoor CMHT"}, "everybody_agency": "ehr"})


def test_claims_deep_in_lists_are_found() -> None:
    """As NHS CIS2 nests them at UserInfo; what the file does not list is no role, and a team keeps its name."""
    claims = {
        "sub": "1",
        "nhsid_nrbac_roles": [{"role_code": "R8000", "org_code": "RX1"}, {"role_code": "R9999"}],
        "roles": ["SO"],
        "groups": [{"name": "CMHT-N"}, {"name": "EIP"}],
    }
    person = describe(_plan(), _AREAS, "https://identity.example", claims)
    assert (person.roles, person.agency) == ((Role.CLINICIAN,), Agency.EHR)
    assert person.areas == {"northmoor"}
    assert person.teams == {"Northmoor CMHT", "EIP"}
    assert person.name == "Name not known"


@pytest.mark.parametrize("claims", [{}, {"roles": []}, {"roles": ["so"]}, {"roles": {"SO": True}}, {"roles": None}])
def test_who_has_no_role_of_ours_is_refused(claims: dict[str, Any]) -> None:
    """Nothing is taken for a role that is not one to the letter."""
    with pytest.raises(Invalid, match="no-role"):
        describe(_plan(), _AREAS, "https://identity.example", {"sub": "1", **claims})


def test_areas_that_are_none_of_the_partnership_are_none() -> None:
    """Whatever the provider says."""
    plan = _plan(areas=["$.areas"])
    person = describe(plan, ["eastvale"], "https://identity.example", {"sub": "1", "roles": ["SO"], "areas": ["*"]})
    assert person.areas == frozenset()


@pytest.mark.parametrize("told", ["9990000018", "999 000 0018", "999-000-0018", 9990000018, ["999-000-0018"]])
def test_an_nhs_number_is_known_however_it_is_written(told: object) -> None:
    """So that one's own record is one's own; what is no NHS number is nobody's."""
    for claim, known in ((told, "9990000018"), ("9990000019", ""), ("jocasta", "")):
        claims = {"sub": "1", "roles": ["SO"], "nhs": claim}
        assert describe(_plan(nhs_number=["$.nhs"]), _AREAS, "https://identity.example", claims).nhs_number == known
