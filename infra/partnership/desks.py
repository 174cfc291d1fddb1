"""Whom to ring: an invented worker of the right team. Numbers are Ofcom's for drama (01632 960000 to 960999)."""

from random import Random

from infra.partnership.names import Culture
from infra.partnership.plan import AreaPlan
from streams.codes.agencies import Agency
from streams.codes.person import Gender

Desk = dict[str, str]

_TEAMS = {
    Agency.COUNCIL: (
        ("Social worker", "Adult Safeguarding Hub"),
        ("Senior practitioner", "Children's Front Door"),
        ("Social worker", "Locality Team North"),
        ("Early help practitioner", "Family Hub"),
    ),
    Agency.FIRE: (("Prevention officer", "Home Safety"), ("Watch manager", "Blue Watch")),
    Agency.HEALTH: (("Safeguarding nurse", "Emergency Department"), ("Named nurse", "Safeguarding Team")),
    Agency.POLICE: (("Safeguarding officer", "Vulnerability Unit"), ("Duty sergeant", "Neighbourhood Policing")),
    Agency.AMBULANCE: (("Safeguarding lead", "Clinical Hub"), ("Duty clinician", "Emergency Operations Centre")),
    Agency.EHR: (
        ("Care coordinator", "Community Team East"),
        ("Care coordinator", "Community Team West"),
        ("Duty worker", "Crisis Resolution and Home Treatment"),
    ),
}
_WORKERS_OF_TEAM = 8


def staff(rng: Random, area: AreaPlan, culture: Culture) -> dict[Agency, list[Desk]]:
    return {
        agency: [_hire(rng, area, agency, culture, *team) for team in teams for _ in range(_WORKERS_OF_TEAM)]
        for agency, teams in _TEAMS.items()
    }


def _hire(rng: Random, area: AreaPlan, agency: Agency, culture: Culture, role: str, team: str) -> Desk:
    given = culture.draw_given(rng, rng.choice((Gender.MALE.value, Gender.FEMALE.value)))
    family = culture.family.draw(rng)
    mailbox = f"{given}.{family}".lower().replace(" ", "-")
    return {
        "name": f"{given} {family}",
        "role": role,
        "team": team,
        "phone": f"01632 960{rng.randrange(1_000):03}",
        "email": f"{mailbox}@{agency}.{area.name}.example",
    }
