"""How often a patient's medication is changed, and how."""

from infra.partnership.chance import Odds, odds
from streams.codes.mental_health import MedicationChange

MEDICATION_WEEKLY = 0.018
MEDICATION: Odds[str] = odds(
    {
        str(MedicationChange.DOSE_CHANGED): 0.5,
        str(MedicationChange.STARTED): 0.2,
        str(MedicationChange.SWITCHED): 0.18,
        str(MedicationChange.STOPPED): 0.12,
    }
)
