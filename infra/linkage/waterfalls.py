"""A waterfall on a terminal."""

from typing import Any

from rich.table import Table

from scoring.linkage.matching import Matcher, Waterfall


def draw_waterfall(waterfall: Waterfall, matcher: Matcher[Any]) -> Table:
    """Weights in bits; each one doubles or halves the odds."""
    verdict = "enough to link" if waterfall.weight >= matcher.threshold else "not enough to link"
    if matcher.doubt <= waterfall.weight < matcher.threshold:
        verdict = "for a person to decide"
    table = Table("field", "agreement", "one", "other", "bits", caption=f"model {matcher.version}", show_footer=False)
    for finding in waterfall.findings:
        table.add_row(finding.field, finding.level, finding.one, finding.other, f"{finding.weight / 100:+.1f}")
    table.add_section()
    total, needed = waterfall.weight / 100, matcher.threshold / 100
    table.add_row("in all", f"{verdict}: {needed:.1f} are needed", "", "", f"{total:+.1f}")
    table.add_row("probability", "", "", "", f"{waterfall.probability:.4f}")
    return table
