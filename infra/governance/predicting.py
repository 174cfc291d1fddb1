"""What could go wrong with the 28-day risk: rows of the hazard log."""

from infra.governance.hazard import Hazard

OF_PREDICTING = (
    Hazard(
        "A score is taken for a diagnosis, or for a decision",
        "trust in a number, little time, agreeing out of habit",
        "care is refused, ended or not offered",
        "scores order a list and are told in words with what speaks for them; nothing follows from one by itself; "
        "clinicians agree or disagree on record",
        ("tests/unit/test_caseload_view.py", "tests/integration/test_caseload_answers.py"),
        "a low score reassures; the intended purpose says that it may not",
        "train; look at how often scores are agreed with, and by whom always",
    ),
    Hazard(
        "Somebody is stepped down because a list says that they are ready",
        "a list of names, pressure on places",
        "care ends for somebody who then comes into crisis",
        "the list comes with what became of those whom it would have named, and is not given where too many came into "
        "crisis or the model is not fit for use",
        ("tests/unit/test_caseload.py", "tests/laws/test_caseload_laws.py"),
        "where there are few people it says that it is not sure, and names them all the same",
        "decide with the person, in a review, and not from the list; follow up who was stepped down",
    ),
    Hazard(
        "A child, or somebody else whom the model was not made for, is scored",
        "no birth date is sent, or a wrong one; the kind of team is not asked, but for crisis and urgent ones",
        "a child's care follows a number that was never tested for children; an adult with a wrong birth date has none",
        "nobody under 18 by the youngest birth date that the trust sent is scored, and of a year or month alone its "
        "last day counts; they stay on every list, which says why they have no score",
        ("tests/unit/test_risk_majority.py", "tests/unit/test_caseload_view.py"),
        "who has no birth date is scored",
        "send birth dates, and no referrals to teams that are not meant; look at the age bands of the monthly report",
    ),
    Hazard(
        "A score comes from a model that has learned nothing here",
        "the first weeks; history that was loaded; a state that learned elsewhere, or on simulated people",
        "the list is in an order that means nothing, and is followed",
        "before it has learned it says the same of everybody; the past can be played through the same code and judged "
        "first",
        ("tests/unit/test_risk_evaluate.py", "tests/unit/test_risk_states.py"),
        "no alarm says so in the first half-year; nobody is kept from using it",
        "judge it on your own past (`linnet risk evaluate`) and decide in writing before anybody sees a score",
    ),
    Hazard(
        "The risk model no longer fits",
        "services change, a feed changes, people recorded less than others",
        "the list is in the wrong order, for some groups more than for others",
        "outcomes are compared month by month and by group; alarms put a warning on each score; people can go back to "
        "an earlier state",
        ("tests/unit/test_risk_drift.py", "tests/unit/test_risk_fairness.py", "tests/unit/test_risk_states.py"),
        "drift is seen after the fact, when enough has become known; where crises of a group are recorded less, "
        "figures cannot tell",
        "name who reads the monthly report and may stop the use",
    ),
)
