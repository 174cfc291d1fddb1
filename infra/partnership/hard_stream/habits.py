"""What the six agencies know and how they type it: shares of an agency's records with each fault."""

from dataclasses import dataclass

from streams.codes.agencies import Agency


@dataclass(frozen=True, slots=True)
class Habit:
    """``share`` is of all records; ``learns`` the mean days until news of a move or marriage arrives. ``form`` is of
    addresses typed out of the usual form, ``blunder`` of those with a typing error."""

    share: float
    learns: float
    upper: bool = False
    nickname: float = 0.0
    initial: float = 0.0
    swapped: float = 0.0
    slips: float = 0.0
    other_form: float = 0.0
    no_given: float = 0.0
    no_birth: float = 0.0
    wrong_birth: float = 0.0
    partial_birth: float = 0.0
    no_gender: float = 0.0
    nhs_number: float = 0.0
    no_address: float = 0.0
    form: float = 0.0
    blunder: float = 0.0
    no_postcode: float = 0.0
    wrong_postcode: float = 0.0
    uprn: float = 0.0


WRONG_GENDER = 0.012
# NHS numbers that are another person's, or a misprint that passes for one.
WRONG_NUMBER = 0.01

HABITS = {
    Agency.COUNCIL: Habit(
        0.22, 90, upper=True, nickname=0.06, initial=0.03, swapped=0.02, slips=0.05, other_form=0.23, no_given=0.01,
        no_birth=0.09, wrong_birth=0.05, partial_birth=0.03, no_gender=0.05, nhs_number=0.08, no_address=0.02,
        form=0.3, blunder=0.05, no_postcode=0.04, wrong_postcode=0.03, uprn=0.5),
    Agency.FIRE: Habit(
        0.08, 300, nickname=0.1, initial=0.19, swapped=0.02, slips=0.07, other_form=0.27, no_given=0.04, no_birth=0.5,
        wrong_birth=0.06, partial_birth=0.1, no_gender=0.3, no_address=0.01, form=0.6, blunder=0.1,
        no_postcode=0.25, wrong_postcode=0.06),
    Agency.HEALTH: Habit(
        0.26, 150, nickname=0.05, initial=0.02, swapped=0.03, slips=0.05, other_form=0.18, no_birth=0.03,
        wrong_birth=0.05, partial_birth=0.01, no_gender=0.03, nhs_number=0.5, no_address=0.04, form=0.4, blunder=0.1,
        no_postcode=0.05, wrong_postcode=0.05),
    Agency.POLICE: Habit(
        0.18, 200, nickname=0.14, initial=0.06, swapped=0.05, slips=0.08, other_form=0.32, no_given=0.01,
        no_birth=0.17, wrong_birth=0.09, partial_birth=0.05, no_gender=0.07, no_address=0.05, form=0.8, blunder=0.15,
        no_postcode=0.3, wrong_postcode=0.06),
    Agency.AMBULANCE: Habit(
        0.12, 150, nickname=0.14, initial=0.1, swapped=0.04, slips=0.11, other_form=0.32, no_given=0.02,
        no_birth=0.3, wrong_birth=0.08, partial_birth=0.1, no_gender=0.12, nhs_number=0.05, no_address=0.02,
        form=0.8, blunder=0.2, no_postcode=0.22, wrong_postcode=0.07),
    Agency.EHR: Habit(
        0.14, 45, nickname=0.04, initial=0.01, swapped=0.01, slips=0.03, other_form=0.14, no_birth=0.02,
        wrong_birth=0.03, no_gender=0.02, nhs_number=0.7, no_address=0.04, form=0.25, blunder=0.05, no_postcode=0.03,
        wrong_postcode=0.03),
}  # fmt: skip
