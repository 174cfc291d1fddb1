"""What leaves Linnet, to whom: over the network by itself, and in files that an operator writes."""

from collections.abc import Iterator

from infra.deploy.workloads import WORKLOADS
from infra.reference.tables import Row

# What an operator can put into a file of people's: it is whoever's who is given it.
FILES = (
    ("`linnet analysis export`", "the lines in `analysis`, each of one contact of one person under a pseudonym"),
    ("`linnet audit export`", "who looked at whom: names of staff, ids of those looked at"),
    ("`linnet linkage compare`", "which records another model would join or part"),
    ("`linnet dead-letters show`", "a refused message, whole, on the screen"),
)
_TRACES = (
    "the organisation's own collector of traces, where it names one: how long each took over an event, with its area, "
    "its type, its place in the log, and the names of its sender and of where it is delivered; no field of a person"
)


def list_receivers() -> Iterator[Row]:
    said = {
        "delivery": "systems by signed webhook and people by e-mail, as the delivery file lists them; ids, no names",
        "feeds": "the organisation's own virus scanner, where it names one: each file of a sender, whole",
        "api": "the sign-in provider, to sign people in; browsers and programs of those who sign in",
        "auditing": "by e-mail, that a restriction was looked past; neither who nor whom",
    }
    for role, workload in WORKLOADS.items():
        if workload.goes_out:
            yield f"`{role}`", said[role]
    yield ", ".join(f"`{role}`" for role, workload in WORKLOADS.items() if workload.traced), _TRACES
