"""What could go wrong with what is sent, kept and withheld: rows of the hazard log."""

from infra.governance.hazard import Hazard

OF_HOLDING = (
    Hazard(
        "A feed that has stopped looks like peace",
        "an agency's file does not come, a sender's system is down",
        "nobody looks, because nothing seems to have happened",
        "beside each agency stands up to when its data has come in; late feeds are told and alarmed; no shipped "
        "rule asks for silence",
        ("tests/unit/test_feed_quality.py", "tests/unit/test_indicators.py"),
        "an agency that records late is up to date and silent; who sends event by event is never late to Linnet",
        "act on late feeds (`linnet_feed_late`); agree how soon each agency records",
    ),
    Hazard(
        "A feed says something else than what happened",
        "a column or code that is mapped wrongly, a system that was changed",
        "the wrong kind, time or person is counted, or what matters is refused and nobody sees it",
        "what does not fit is refused with its line and reason; a file with too much of it is refused whole, and "
        "intake takes no more from where most is; each week's quality is set beside the weeks before",
        ("tests/unit/test_feed_faults.py", "tests/unit/test_feed_quality.py"),
        "what is valid and wrong",
        "the sender compares a sample with its own records before it begins and after each change; read `dead-letters`",
    ),
    Hazard(
        "An event counts twice",
        "an agency sends a file again, a sender repeats a request",
        "counts and alerts are too high",
        "an event has one id for ever and counts once, in any order",
        ("tests/laws/test_pipeline_laws.py", "tests/unit/test_feed_sending.py"),
        "the same incident sent under another id by the same agency",
        "senders say how their ids are made",
    ),
    Hazard(
        "Events come late, or with a wrong clock",
        "nightly files, a sender's clock, the clock of Linnet's own machine, years of history that are loaded",
        "something recent is taken for old, or the other way round; alerts tell of what is long past",
        "when it happened and when it was recorded are told apart; time is an event in the log, which Kafka's clock "
        "must not contradict; what is dated far ahead is refused; history that is sent as files goes beside live "
        "events",
        ("tests/unit/test_revisions.py", "tests/laws/test_admission_laws.py", "tests/unit/test_timekeeping.py"),
        "a wrong date within the possible; a jump of all clocks at once",
        "keep clocks by one time service; load history before rules are adopted",
    ),
    Hazard(
        "Linnet is away when it is needed",
        "a broken part, an upgrade, a rebuild or a backfill that holds an area, the sign-in provider is away, the "
        "audit cannot be written",
        "a decision is taken without what is known",
        "answers are withheld rather than half given; pages say how old they are; work goes on as it did without "
        "Linnet",
        ("tests/integration/test_backfill.py", "tests/integration/test_watchdog.py", "tests/integration/test_looks.py"),
        "there is no second Redis and no service level; nobody signs in without the provider, and nobody looks "
        "without the audit; a rebuild of a large area takes hours",
        "plan for days without Linnet, and try that plan",
    ),
    Hazard(
        "The keys are lost, or stolen",
        "no copy, a copy beside the data, somebody who leaves with it",
        "all is unreadable and cannot be made again; or a stranger reads it",
        "there is a tried way to change each key; another index key is refused and not answered with nobody; erased "
        "and past things have no key",
        ("tests/integration/test_operating_keys.py", "tests/integration/test_sealed_redis.py"),
        "who loses the wrapping keys loses the log; who has a copy of it with its keys can read it",
        "keep the keys twice, apart from Kafka's copies; know who has them; agencies keep their own records",
    ),
    Hazard(
        "What was needed is gone",
        "its age, an erasure of the wrong events, which cannot be taken back, a correction that withdraws an alert",
        "a pattern of years is not seen; nobody acts any more",
        "what is of an open case stays; an officer is told what will change before it is confirmed, and it is on the "
        "audit",
        ("tests/laws/test_retention_laws.py", "tests/integration/test_corrections.py"),
        "a pattern that is longer than the period; an erasure that was confirmed and wrong",
        "agree the period with those who review cases; a second person reads before an erasure",
    ),
    Hazard(
        "The address of somebody who fled is shown",
        "a restriction is missing, late, lifted by a move to another area, or got round by a search",
        "somebody is found by whom they fled from",
        "answers are those of a world in which what is withheld was never sent; looking past it needs a reason and is "
        "reviewed",
        ("tests/laws/test_disclosure_laws.py", "tests/integration/test_glass.py"),
        "an agency that does not mark the restriction; a restriction holds in its own area; who has access to Kafka "
        "or Redis themselves",
        "try with known cases, before going live, that each sender's restrictions arrive",
    ),
    Hazard(
        "Nobody is warned of what happens to somebody restricted",
        "no alert is raised about somebody very restricted, and none about an address for what names somebody "
        "restricted, so that a visit there is not warned either; somebody very restricted has no score and is on no "
        "list of a caseload",
        "a child in hiding, or a patient, comes to harm and no rule and no list shows it",
        "this is meant, for an alert would say that they are there; it is told here and in `docs/alerts.md`",
        (
            "tests/laws/test_alert_disclosure_laws.py",
            "tests/unit/test_alert_lives.py",
            "tests/unit/test_caseload_view.py",
        ),
        "all of it",
        "those who may know of them watch over them by other means",
    ),
    Hazard(
        "Somebody looks who should not",
        "curiosity, a feud, a colleague's or neighbour's case, somebody who left and still signs in",
        "a confidence is broken; somebody is put in danger",
        "a purpose is declared first; each look is on the audit before it is answered; marks show what is worth "
        "a question",
        ("tests/integration/test_looks.py", "tests/integration/test_audit.py", "tests/unit/test_audit_tampering.py"),
        "the audit shows it afterwards; it does not stop who is entitled and lies about why",
        "work off the marks; take access away at the provider on the day that somebody leaves",
    ),
)
