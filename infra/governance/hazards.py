"""What could go wrong for a person, what Linnet does about it, and which test shows that: the hazard log's rows.

How severe and how likely each is, is for the clinical safety officer to say, for a place and its people. Those of what
people see and answer are here.
"""

from infra.governance.hazard import Hazard
from infra.governance.holding import OF_HOLDING
from infra.governance.predicting import OF_PREDICTING

OF_SEEING = (
    Hazard(
        "Two people are shown as one",
        "twins, namesakes, a wrong NHS number, two people of one household, somebody's wrong decision",
        "somebody is treated by another's history, or a child's danger stands on another's page",
        "match weights with evidence for and against on the page; uncertain pairs go to people and not into one "
        "person; a decision that they are two outlives replays and new models, and any decision can be withdrawn; the "
        "more people live in an area, the more it takes to be one, and the more so of names that go together",
        ("tests/unit/test_persons_model.py", "tests/unit/test_persons_communities.py", "tests/unit/test_decisions.py"),
        "links that are certain and wrong, and more of them among names of some origins, twins, and fathers and sons "
        "(`docs/linkage.md`, on simulated people)",
        "say in the partnership file how many people live in each area; measure the rate on your own records, by "
        "group, before anybody relies on it; open the evidence before acting",
    ),
    Hazard(
        "One person is shown as two",
        "spellings, moves, half-known dates of birth, no NHS number",
        "contacts that would together have raised an alert are counted apart",
        "nicknames, sounds and former names are compared; pairs that may be one are in the review queue",
        ("tests/unit/test_persons_levels.py", "tests/unit/test_finding.py"),
        "pairs nobody reviews stay two; counts then say too little",
        "name who reviews, how often, and who does it when they are away",
    ),
    Hazard(
        "Two homes are shown as one, or one as two",
        "flats, mistyped numbers, names of houses, no UPRN",
        "a visit goes to the wrong door or goes unwarned; one household's danger stands on a neighbour's page",
        "a flat is kept apart from its building, and each page shows the others; a list of addresses, once loaded, "
        "gives each door its number",
        ("tests/unit/test_places_model.py", "tests/unit/test_buildings.py"),
        "no list of addresses is shipped; what an agency wrote down wrongly",
        "load a list of addresses; before a visit, look at the neighbours and ring",
    ),
    Hazard(
        "The wrong person is chosen from a search",
        "namesakes, haste, a name heard on the telephone",
        "help or suspicion goes to somebody else",
        "each hit says how sure it is, in what it agrees, and the date of birth",
        ("tests/unit/test_finding.py", "tests/e2e/test_pages.py"),
        "namesakes without a date of birth; who does not read on",
        "train users to check a second particular",
    ),
    Hazard(
        "Nothing shown is taken for nothing there",
        "agencies that take no part (schools, general practices, other areas), what is past its age, what is withheld",
        "nobody asks further",
        "beside each agency stands up to when its data has come in; a time without data and one without contact do not "
        "look alike; of more hits than are shown it is said that there are more",
        ("tests/e2e/test_development_pages.py", "tests/e2e/test_pages.py"),
        "what no agency recorded, and what may not even be said to be withheld",
        "train users that Linnet gives no all-clear; ring",
    ),
    Hazard(
        "What happened elsewhere is not seen, or is a stranger's",
        "people who move or live across a border; a trace across areas that finds somebody else",
        "a pattern that crosses a border is seen by nobody; a stranger's places are shown",
        "a trace asks for the same NHS number and nothing against it, and says *unclear* where it is; an area that is "
        "not the sender's is refused",
        ("tests/laws/test_tracing_laws.py", "tests/unit/test_feed_mappings.py"),
        "alerts and scores know one area; without an NHS number nobody is found elsewhere",
        "agree with neighbours whom to ring",
    ),
    Hazard(
        "Whom to ring is wrong, or does not answer",
        "staff who left, a desk that is closed, a sender that puts in the same name everywhere",
        "nobody with the knowledge is reached",
        "no event is accepted without a name, a role and a team to ring",
        ("tests/unit/test_malformed.py",),
        "a telephone or an e-mail address may be missing, and nobody tries whether it answers",
        "ring a sample of contacts before going live, and from time to time",
    ),
    Hazard(
        "A page is old",
        "it stands open, it is printed, its list has stopped following",
        "somebody acts on what has changed since",
        "a list says since when it is not live; a print says when it was made; what stands open is cleared when the "
        "session ends",
        ("tests/e2e/test_session_pages.py", "tests/e2e/test_alert_answer_pages.py"),
        "paper, and a page that was opened earlier in the same session",
        "look again before acting; say what becomes of prints",
    ),
    Hazard(
        "An alert is lost, or comes twice",
        "a process is killed, a worker is replaced, Kafka or Redis goes away, a network or a disk fails",
        "nobody acts, or people stop believing alerts",
        "changes, outgoing events and position are one atomic step; delivery goes on from what is kept in Kafka; what "
        "cannot be delivered is parked and alarmed, and so is a relay or a destination that stands still",
        (
            "tests/integration/test_alerts_survive.py",
            "tests/integration/test_headway.py",
            "tests/soak/test_networks.py",
            "tests/soak/test_brokers.py",
        ),
        "a destination that takes an alert and shows it to nobody",
        "act on parked alerts (`linnet_parked_alerts_total`); test each destination to the eye of a person",
    ),
    Hazard(
        "An alert is seen, and nobody acts",
        "nobody on duty; each thinks that another does; dismissed by mistake",
        "the harm that it warned of",
        "overdue ones stand first; the daily summary lists what nobody has taken on; a dismissal has a reason, and "
        "what goes on after the rule's quiet time is raised again",
        ("tests/unit/test_alert_lives.py", "tests/unit/test_delivery.py"),
        "Linnet calls on nobody else when a clock runs out; a rule without a quiet time stays handled",
        "say who answers at each hour, and who looks at what is overdue",
    ),
    Hazard(
        "So many alerts that none is read",
        "rules that fit too many",
        "the one that mattered is overlooked",
        "no rule runs until the partnership adopts it; a dry run says beforehand how many it would have raised",
        ("tests/unit/test_rules_commands.py", "tests/unit/test_alert_lives.py"),
        "numbers in shipped rules are partly this project's own; each rule says so",
        "adopt after a dry run; look at the rules again by what was dismissed",
    ),
    Hazard(
        "Somebody is thought less of for what is shown",
        "many calls for help, police contacts, groups that agencies look at more",
        "help is refused, or suspicion falls on people for who they are",
        "words of pages and alerts blame nobody; nobody is marked for asking for help often",
        ("tests/e2e/test_alert_pages.py",),
        "more is recorded of some groups than of others, and counts show it",
        "look at answers and outcomes by group; make it part of the equality assessment",
    ),
)
HAZARDS = (*OF_SEEING, *OF_HOLDING, *OF_PREDICTING)
