"""Results side by side, on a screen and as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table

from infra.linkage.agreement import Agreement, Score
from tests.bench.linkage.judging import GroupErrors

Lines = Sequence[Sequence[str]]

# The one measure of which less is better.
WRONG_AT_HOME = "wrong at home"


@dataclass(frozen=True, slots=True)
class Result:
    """``remark`` says the threshold and the time. ``wrong_at_home`` is None where no homes are known."""

    name: str
    agreement: Agreement
    wrong_at_home: float | None
    remark: str

    def measures(self) -> dict[str, float]:
        found = _name("pair", self.agreement.pairs.score) | _name("B-cubed", self.agreement.b_cubed)
        home = {} if self.wrong_at_home is None else {WRONG_AT_HOME: self.wrong_at_home}
        return found | {"exact clusters": self.agreement.exact} | home


def _name(kind: str, score: Score) -> dict[str, float]:
    return {f"{kind} precision": score.precision, f"{kind} recall": score.recall, f"{kind} F1": score.f1}


def compare(results: Sequence[Result], aims: dict[str, float]) -> Lines:
    """A line for each measure; ours is the first of the results, and the one the aim is for."""
    heads = ("", *(result.name for result in results), "aim")
    measured = [result.measures() for result in results]
    lines = [
        (measure, *(f"{each[measure]:.4f}" for each in measured), _say_aim(measure, value, aims))
        for measure, value in measured[0].items()
    ]
    return [heads, *lines, ("", *(result.remark for result in results), "")]


def _say_aim(measure: str, value: float, aims: dict[str, float]) -> str:
    if measure not in aims:
        return ""
    aim, less = aims[measure], measure == WRONG_AT_HOME
    met = value <= aim if less else value >= aim
    return f"{'≤' if less else '≥'} {aim:g} ({'met' if met else 'missed'})"


def list_groups(ours: Sequence[GroupErrors], theirs: Sequence[GroupErrors], peer: str) -> Lines:
    heads = ("group", "people", "pairs", "false", "missed", f"false, {peer}", f"missed, {peer}")
    return [
        heads,
        *(
            (mine.group, *(f"{count:,}" for count in (
                mine.people, mine.pairs.true, mine.pairs.false, mine.pairs.missed,
                other.pairs.false, other.pairs.missed)))
            for mine, other in zip(ours, theirs, strict=True)
        ),
    ]  # fmt: skip


def show(title: str, lines: Lines) -> Table:
    table = Table(*lines[0], title=title, title_justify="left", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for line in lines[1:]:
        table.add_row(*line)
    return table


def write_markdown(lines: Lines) -> str:
    heads, *rest = [f"| {' | '.join(line)} |" for line in lines]
    ruler = f"|{'---|' * len(lines[0])}"
    return "\n".join((heads, ruler, *rest)) + "\n"
