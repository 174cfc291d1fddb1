"""What could go wrong for a person, what Linnet does about it, and which test shows that: the hazard log's rows.

How severe and how likely each is, is for the clinical safety officer to say, for a place and its people.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hazard:
    """``shown_by``: tests in this repository. ``left``: what the controls do not take away."""

    name: str
    cause: str
    harm: str
    control: str
    shown_by: tuple[str, ...]
    left: str


HAZARDS = (
    Hazard(
        "Two people are shown as one",
        "twins, namesakes, a wrong NHS number, two people of one household",
        "somebody is treated by another's history, or a child's danger stands on another's page",
        "match weights with evidence for and against on the page; uncertain pairs go to people and not into one "
        "person; "
        "a decision that they are two outlives replays and new models",
        ("tests/unit/test_persons_model.py", "tests/unit/test_decisions.py"),
        "links that are certain and wrong; the partnership measures its own rate before it relies on them",
    ),
    Hazard(
        "One person is shown as two",
        "spellings, moves, half-known dates of birth, no NHS number",
        "contacts that would together have raised an alert are counted apart",
        "nicknames, sounds and former names are compared; pairs that may be one are in the review queue",
        ("tests/unit/test_persons_levels.py", "tests/unit/test_finding.py"),
        "pairs nobody reviews stay two; counts then say too little",
    ),
    Hazard(
        "A feed that has stopped looks like peace",
        "an agency's file does not come, a sender's system is down",
        "nobody looks, because nothing seems to have happened",
        "beside each agency stands up to when its data has come in; late feeds are told and alarmed; no shipped "
        "rule asks for silence",
        ("tests/unit/test_feed_quality.py", "tests/unit/test_indicators.py"),
        "an agency that records late is up to date and silent",
    ),
    Hazard(
        "A score is taken for a diagnosis, or for a decision",
        "trust in a number, little time",
        "care is refused, ended or not offered",
        "scores order a list and are told in words with what speaks for them; nothing follows from one by itself; "
        "clinicians agree or disagree on record",
        ("tests/unit/test_caseload_view.py", "tests/integration/test_caseload_answers.py"),
        "a low score reassures; the intended purpose says that it may not",
    ),
    Hazard(
        "The address of somebody who fled is shown",
        "a restriction is missing, late, or got round by a search",
        "somebody is found by whom they fled from",
        "answers are those of a world in which what is withheld was never sent; looking past it needs a reason "
        "and is reviewed",
        ("tests/laws/test_disclosure_laws.py", "tests/integration/test_glass.py"),
        "an agency that does not mark the restriction; who has access to Kafka or Redis themselves",
    ),
    Hazard(
        "An alert is lost, or comes twice",
        "a process is killed, a worker is replaced, Kafka or Redis goes away, a network or a disk fails",
        "nobody acts, or people stop believing alerts",
        "changes, outgoing events and position are one atomic step; delivery goes on from what is kept in Kafka; what "
        "cannot be delivered is parked and alarmed",
        ("tests/integration/test_alerts_survive.py", "tests/soak/test_networks.py", "tests/soak/test_brokers.py"),
        "a destination that takes an alert and shows it to nobody",
    ),
    Hazard(
        "An event counts twice",
        "an agency sends a file again, a sender repeats a request",
        "counts and alerts are too high",
        "an event has one id for ever and counts once, in any order",
        ("tests/laws/test_pipeline_laws.py", "tests/unit/test_feed_sending.py"),
        "the same incident sent under another id by the same agency",
    ),
    Hazard(
        "Events come late, or with a wrong clock",
        "nightly files, a sender's clock, the clock of Linnet's own machine",
        "something recent is taken for old, or the other way round",
        "when it happened and when it was recorded are told apart; time is an event in the log, which Kafka's clock "
        "must not contradict; what is dated ahead is refused",
        ("tests/unit/test_revisions.py", "tests/laws/test_admission_laws.py", "tests/unit/test_timekeeping.py"),
        "a wrong date within the possible; a jump of all clocks at once",
    ),
    Hazard(
        "The risk model no longer fits",
        "services change, a feed changes, people recorded less than others",
        "the list is in the wrong order, for some groups more than for others",
        "outcomes are compared month by month and by group; alarms put a warning on each score; people can go "
        "back to an "
        "earlier state",
        ("tests/unit/test_risk_drift.py", "tests/unit/test_risk_fairness.py", "tests/unit/test_risk_states.py"),
        "drift is seen after the fact, when enough has become known",
    ),
    Hazard(
        "Linnet is away when it is needed",
        "a broken part, an upgrade, a rebuild",
        "a decision is taken without what is known",
        "answers are withheld rather than half given; pages say how old they are; work goes on as it did "
        "without Linnet",
        ("tests/integration/test_backfill.py", "tests/integration/test_watchdog.py"),
        "there is no second Redis and no service level: the partnership plans for days without Linnet",
    ),
    Hazard(
        "So many alerts that none is read",
        "rules that fit too many",
        "the one that mattered is overlooked",
        "no rule runs until the partnership adopts it; a dry run says beforehand how many it would have raised",
        ("tests/unit/test_rules_commands.py", "tests/unit/test_alert_lives.py"),
        "numbers in shipped rules are partly this project's own; each rule says so",
    ),
    Hazard(
        "Somebody looks who should not",
        "curiosity, a feud, a colleague's or neighbour's case",
        "a confidence is broken; somebody is put in danger",
        "a purpose is declared first; each look is on the audit before it is answered; marks show what is worth "
        "a question",
        ("tests/integration/test_looks.py", "tests/integration/test_audit.py", "tests/unit/test_audit_tampering.py"),
        "the audit shows it afterwards; it does not stop who is entitled and lies about why",
    ),
)
