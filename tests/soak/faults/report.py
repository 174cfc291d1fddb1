"""What was seen, as chapters of ``docs/soak-figures.md``, each written by the command that saw it."""

from collections.abc import Sequence
from statistics import median

from infra.reference.tables import ROOT, write_table
from tests.soak.faults.judging import Verdict

FIGURES = ROOT / "docs" / "soak-figures.md"


def write_verdict(verdict: Verdict) -> str:
    """All that has to hold, and of how much it was seen to."""
    held = [
        ("what senders were told is safe is in the log", f"{verdict.acknowledged:,} events"),
        ("what is known is, to the byte, what the pure core makes of the log, each event once", "all keys"),
        ("the digest is that of an undisturbed play of the log (`linnet rebuild`)", "all areas"),
        ("alerts told and delivered are the log's: none lost or doubled, in order", f"{verdict.alerts:,} changes"),
        ("each answer that somebody was given is in the audit", f"{verdict.shown:,} answers"),
    ]
    table = write_table(("what must hold", "seen of"), held)
    faults = "**What did not hold:** " + "; ".join(verdict.faults) if verdict.faults else "All of it held."
    return (
        f"{table}\n\n{faults} Senders had to send {verdict.sent_again:,} batches again, for they had no answer, or one "
        f"that said so. {verdict.repeated:,} changes of alerts were delivered a second time, under the same id."
    )


def sum_up(seconds: Sequence[float]) -> tuple[str, str, str]:
    """Median, 95th percentile by nearest rank, longest.

    >>> sum_up([1.0, 9.0, 2.0])
    ('2.0 s', '9.0 s', '9.0 s')
    """
    ordered = sorted(seconds)
    high = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return f"{median(ordered):.1f} s", f"{high:.1f} s", f"{ordered[-1]:.1f} s"
