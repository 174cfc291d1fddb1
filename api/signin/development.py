"""People to sign in as while trying Linnet on one machine: one for each role. Nobody here is anybody."""

from api.signin.people import Person
from streams.codes.access import Role
from streams.codes.agencies import Agency
from streams.settings import Settings

ISSUER = "linnet:development"

_NAMES = {
    Role.HUB_OFFICER: ("Hetty Marlowe", Agency.COUNCIL),
    Role.POLICE_PREVISIT: ("Percy Stubbs", Agency.POLICE),
    Role.CLINICIAN: ("Clara Quince", Agency.EHR),
    Role.TEAM_MANAGER: ("Tobias Merrow", Agency.EHR),
    Role.AUDIT_MANAGER: ("Audrey Finch", None),
    Role.DATA_PROTECTION_OFFICER: ("Dorothy Pell", None),
    Role.FEED_ADMINISTRATOR: ("Felix Garth", None),
    Role.OPERATOR: ("Olive Tanner", None),
}
# The simulated trust's (infra/partnership/desks.py).
_TEAMS = {
    Role.CLINICIAN: frozenset(("Community Team East",)),
    Role.TEAM_MANAGER: frozenset(
        ("Community Team East", "Community Team West", "Crisis Resolution and Home Treatment")
    ),
}


def list_people(settings: Settings) -> list[Person]:
    """In the order of the roles; each may see every area."""
    areas = frozenset(settings.partnership.areas)
    return [
        Person(
            issuer=ISSUER,
            subject=role.value,
            name=name,
            agency=agency,
            roles=(role,),
            areas=areas,
            teams=_TEAMS.get(role, frozenset()),
        )
        for role, (name, agency) in _NAMES.items()
    ]


def find_person(settings: Settings, subject: str) -> Person | None:
    return next((one for one in list_people(settings) if one.subject == subject), None)
