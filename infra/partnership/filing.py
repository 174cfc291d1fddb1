"""Which events are written down at all. What truly happens is the same, written or not."""

from random import Random

from infra.partnership.happenings import Happening
from infra.partnership.people import Person
from infra.partnership.plan import Plan
from infra.partnership.recording import Report
from infra.partnership.scenario import VANISHING, WELFARE_CUT, Scenario
from infra.partnership.standing import ethnic_group
from streams.codes.agencies import Agency
from streams.codes.police import PoliceCategory

# A crisis, and that somebody is under the trust's care at all, are recorded for everyone.
_ALWAYS = ("mh-referral-", "mh-spell-", "mh-legal-status-", "mh-ethnic-group-", "mh-deprivation-")
# Of welfare visits to those who do not lose all of their contacts, so many are left that the cut is as declared.
_WELFARE_LEFT = (1 - WELFARE_CUT) / (1 - VANISHING)


class Filing:
    """Draws for each event by its id, so that worlds of one seed differ in what is withheld and in nothing else."""

    def __init__(self, plan: Plan) -> None:
        self._seed, self._scenario = plan.seed, plan.scenario

    def keeps(self, happening: Happening, report: Report) -> bool:
        share = heard_share(self._seed, self._scenario, happening)
        return share == 1 or Random(f"{self._seed}/filed/{report.event['id']}").random() < share


def heard_share(seed: int, scenario: Scenario, happening: Happening) -> float:
    regime, person = scenario.regime(happening.at), happening.person
    share = regime.heard.get(happening.type, 1.0)
    if regime.welfare_cut and happening.agency is Agency.POLICE:
        share *= _police_share(seed, happening)
    if scenario.unheard and person and not happening.type.startswith(_ALWAYS):
        groups = (ethnic_group(seed, person), person.gender)
        share *= scenario.unheard_share if scenario.unheard in groups else 1.0
    return share


def vanishes(seed: int, person: Person) -> bool:
    """Whether the police record nothing at all of this person once they are called out less."""
    return Random(f"{seed}/vanishing/{person.serial}").random() < VANISHING


def _police_share(seed: int, happening: Happening) -> float:
    if happening.person and vanishes(seed, happening.person):
        return 0.0
    if happening.category != PoliceCategory.CONCERN_FOR_SAFETY:
        return 1.0
    return _WELFARE_LEFT if happening.person else 1 - WELFARE_CUT
