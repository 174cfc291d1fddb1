"""The model card: what the 28-day risk is for, what computes it from what, and how good it has been.

Every figure comes from the registry of recipes, the catalogue of columns or the monitoring; the rest says what does not
follow from them: what it is for, and what it is not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from itertools import groupby

from infra.risk.monitor import write_range, write_value
from scoring.risk.catalogue import COLUMNS, Column
from scoring.risk.crises import PLANNED
from scoring.risk.labels import HORIZON, LEARNABLE, REMEMBERED
from scoring.risk.lineage import digest_code, digest_features
from scoring.risk.metrics import MEASURES
from scoring.risk.monitoring.months import DAY
from scoring.risk.monitoring.reports import ModelMonth, MonthlyReport
from scoring.risk.monitoring.showing import LEAST, SLICE_WORDS, name_value, show_slices
from scoring.risk.practice import Practice
from scoring.risk.recipe import Recipe
from scoring.risk.terms import PRODUCTS
from scoring.risk.watch.alarms import describe
from scoring.risk.watch.fitness import UNFIT
from scoring.risk.watch.parts import find_agency
from scoring.state.monitoring_view import Monitored
from streams.codes.mental_health import TeamType

_PURPOSE = """\
For clinicians and managers of adult community mental health teams: to see, each week, whom on their own caseload to
look at first, because they are the most likely to need crisis services in the next {days} days. It is decision support
for people who know the patient or can ask them. It orders a list; it decides nothing.

It is not for anything else: not for diagnosis, not for refusing, ending or stepping down anybody's care, not for
people who are on no mental health caseload, not for children's or households' safeguarding, not for police decisions,
not for judging staff. A low score says that few people with such a record had a crisis, not that this person is safe.
Whoever uses it outside of this statement uses something that nobody has tested."""

_CAUTIONS = """\
- It knows what is recorded. Crises that were met elsewhere, or never written down, count as none; where a group's
  crises are recorded less, its scores are too low, and only its observed over expected can tell (below, by group).
- It learns from a time in which people were already being helped: who was helped in time had no crisis, and the model
  took the same record for less risky.
- What it weighs goes along with crises; nothing says that changing it would prevent one.
- It was made for adults. Nobody under 18 by the birth date that the trust sends is scored; whoever has none sent is.
- An agency that sends less makes its data say less; the watch raises an alarm, and the reason is for people to find.
- Figures of other models on other data, published or not, cannot be set beside these."""


def write_card(practice: Practice, monitored: Mapping[str, Monitored]) -> Iterator[str]:
    """Markdown, line by line. ``monitored`` by area; empty for a card without figures."""
    yield "# Model card: the 28-day crisis risk\n"
    yield f"## What it is for\n\n{_PURPOSE.format(days=f'{HORIZON / DAY:.0f}')}\n"
    yield from _write_label(practice)
    yield from _write_models(practice.recipes)
    yield from _write_columns()
    yield "## How good it has been\n"
    if not monitored:
        yield "This card was written without figures.\n"
    for area, found in monitored.items():
        yield from _write_area(area, found)
    yield from _write_watch(monitored)
    yield f"## What to be careful about\n\n{_CAUTIONS}\n"


def _write_label(practice: Practice) -> Iterator[str]:
    labels = {team.value: team.label for team in TeamType}
    teams = ", ".join(
        f"{code} ({labels[code].lower()})" if code in labels else code for code in sorted(practice.crisis_teams)
    )
    planned = " and ".join(f"{digit}x" for digit in PLANNED)
    yield "## What it predicts\n"
    yield (
        f"The probability that within {HORIZON / DAY:.0f} days a psychiatric hospital stay begins that was not planned "
        f"(any admission method but {planned}), or a crisis team accepts a referral (team types {teams}). Nobody is "
        "scored while in crisis, and a prediction made in one that became known later has no outcome. A prediction is "
        "made for each person once a week, and again when something becomes known; only weekly ones are learned from "
        f"and judged by. What became of one is known at the crisis, or after {HORIZON / DAY:.0f} days; a correction is "
        f"learned up to {LEARNABLE / DAY:.0f} days after the prediction and looked for up to {REMEMBERED / DAY:.0f}.\n"
    )


def _write_models(recipes: Iterable[Recipe]) -> Iterator[str]:
    names = [field.name for field in fields(Recipe)]
    yield "## What computes it\n"
    yield (
        "The first counts until a person promotes another; the others learn beside it and are judged by the same "
        "outcomes. Each learns from every label once.\n"
    )
    yield _row(name.replace("_", " ") for name in names)
    yield _rule(names)
    for recipe in recipes:
        yield _row(_write_setting(getattr(recipe, name)) for name in names)
    yield f"\nDigest of the columns {digest_features()}, of the code {digest_code()}.\n"


def _write_columns() -> Iterator[str]:
    yield "## What it looks at\n"
    yield (
        f"{sum(column.weighed for column in COLUMNS)} columns, and {len(PRODUCTS)} that are worked out of several: "
        f"{', '.join(product.meaning.lower() for product in PRODUCTS)}. No model is given anybody's ethnic group or "
        "deprivation fifth; these are only for judging.\n"
    )
    yield _row(("agency", "column", "what it says", "unit", "half-life, days", "source"))
    yield _rule(range(6))
    ordered = sorted(COLUMNS, key=lambda column: find_agency(column.name).label)
    for agency, columns in groupby(ordered, key=lambda column: find_agency(column.name)):
        for column in columns:
            yield _write_column(agency.label, column)
    yield ""


def _write_column(agency: str, column: Column) -> str:
    half_life = f"{column.half_life:g}" if column.half_life else ""
    meaning = column.meaning if column.weighed else f"{column.meaning} (not weighed: to watch the feed by)"
    return _row((agency, f"`{column.name}`", meaning, column.unit, half_life, column.source))


def _write_area(area: str, monitored: Monitored) -> Iterator[str]:
    latest = monitored.latest
    yield f"### {area}\n"
    if latest is None:
        yield "No month has been reported yet.\n"
        return
    month = latest.models[latest.champion]
    before = write_value("top_25_a_team", month.beforehand[0])
    yield (
        f"Predictions made in {latest.month}{'' if latest.is_final else ' (not final)'} by `{latest.champion}`: "
        f"{month.figures.predictions:,} for {month.figures.persons:,} people, of whom {month.figures.in_crisis:,} had "
        f"a crisis. Of the {month.crises:,} crises of the month, {before} were of people who had been in the top 25 of "
        "their team beforehand. 95 % intervals, by person.\n"
    )
    yield from _write_measures(latest, monitored.reports)
    yield from _write_slices(month)


def _write_measures(latest: MonthlyReport, reports: Iterable[MonthlyReport]) -> Iterator[str]:
    names = sorted(latest.models, key=lambda name: (name != latest.champion, name))
    yield _row(("measure", *(f"`{name}`" for name in names), "lowest and highest month"))
    yield _rule(range(len(names) + 2))
    for measure in MEASURES:
        found = [latest.models[name].figures.measures[measure.name] for name in names]
        values = [report.models[report.champion].figures.measures[measure.name][0] for report in reports]
        known = [value for value in values if value is not None]
        span = " to ".join(write_value(measure.name, each) for each in (min(known), max(known))) if known else "-"
        yield _row((measure.words, *(write_range(measure.name, each) for each in found), span))
    yield ""


def _write_slices(month: ModelMonth) -> Iterator[str]:
    yield (
        f"By group; counts to the nearest {LEAST}, and nothing of groups with fewer than {LEAST} people in crisis. An "
        "exclamation mark: observed over expected is not that of everybody, by more than chance.\n"
    )
    yield _row(("group", "people", "in crisis", "observed over expected", "AUROC", "in the top 25"))
    yield _rule(range(6))
    for shown in show_slices(month):
        name = f"{SLICE_WORDS[shown.slice]}: {name_value(shown.slice, shown.value)}{' !' if shown.is_off else ''}"
        counts = [f"under {LEAST}" if count is None else str(count) for count in (shown.persons, shown.in_crisis)]
        wanted = ("observed_over_expected", "auroc", "top_25_a_team")
        yield _row((name, *counts, *(write_range(n, shown.measures[n]) if shown.measures else "-" for n in wanted)))
    yield ""


def _write_watch(monitored: Mapping[str, Monitored]) -> Iterator[str]:
    yield "## How it is watched\n"
    yield (
        "Each week: how many people every agency was in touch with, the spread of the scores and of what they are made "
        "of, how many crises there were against those expected, and what each agency's data add. All charts together "
        "raise an alarm without cause less than once in ten years. The model counts as not fit for use when one of "
        "these holds, until for four weeks none does:\n"
    )
    yield from (f"- {words}" for words in UNFIT.values())
    yield ""
    for area, found in monitored.items():
        for alarm in found.vigil.alarms:
            ended = f"ended {_write_day(alarm.ended)}" if alarm.ended else "stands"
            yield f"- {area}, {_write_day(alarm.raised)}: {describe(alarm)} ({ended})"
        if found.vigil.frozen:
            yield f"- {area}: not fit for use since {_write_day(found.vigil.frozen)}: {UNFIT[found.vigil.unfit]}"
        if not found.vigil.alarms:
            yield f"- {area}: no alarm so far"
    yield ""


def _write_setting(value: object) -> str:
    if isinstance(value, frozenset):
        return f"{len(value)} columns" if value else "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _write_day(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%d %B %Y}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(cells: Iterable[object]) -> str:
    return _row("---" for _ in cells)
