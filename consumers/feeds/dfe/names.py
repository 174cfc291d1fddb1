"""Names that the Department for Education's children's social care API has (specification 0.8)."""

from dataclasses import dataclass

from streams.codes.council import CouncilCategory


@dataclass(frozen=True, slots=True)
class Block:
    """A list of an episode: what each of its members is, and where its id, beginning and end stand."""

    name: str
    category: CouncilCategory
    id: str
    starts: str = "start_date"
    ends: str = "end_date"


BLOCKS = (
    Block(
        "child_and_family_assessments", CouncilCategory.CHILD_ASSESSMENT, "child_and_family_assessment_id",
        ends="authorisation_date",
    ),
    Block("child_in_need_plans", CouncilCategory.CHILD_IN_NEED, "child_in_need_plan_id"),
    Block("section_47_assessments", CouncilCategory.SECTION_47, "section_47_assessment_id"),
    Block("child_protection_plans", CouncilCategory.CHILD_PROTECTION_PLAN, "child_protection_plan_id"),
    Block("child_looked_after_placements", CouncilCategory.LOOKED_AFTER, "child_looked_after_placement_id"),
)  # fmt: skip
EPISODE = Block(
    "social_care_episodes", CouncilCategory.CHILD_REFERRAL, "social_care_episode_id", "referral_date", "closure_date"
)
_NAMES = """
    accommodation activity adoption authorisation_date care_leavers care_worker_details change_reason
    child_and_family_assessment_id child_and_family_assessments child_details child_in_need_plan_id child_in_need_plans
    child_looked_after_placement_id child_looked_after_placements child_protection_plan_id child_protection_plans
    closure_date closure_reason contact_date date date_of_birth disabilities education_health_care_plan_id
    education_health_care_plans end_date end_reason ethnicity expected_date_of_birth factors first_name
    former_unique_pupil_number health_and_wellbeing icpc_date icpc_required_flag initial_decision_date la_child_id
    la_code matched_date mis_child_id placed_date placement_type postcode purge referral_date
    referral_no_further_action_flag referral_source score sdq_assessments section_47_assessment_id
    section_47_assessments sex social_care_episode_id social_care_episodes start_date start_reason surname uasc_end_date
    uasc_flag unique_pupil_number unique_pupil_number_unknown_reason worker_id
"""
NAMES = frozenset(_NAMES.split())
