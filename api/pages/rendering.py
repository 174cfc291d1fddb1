from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.context import Context
from api.pages import chances, course, plots, telling, urgency, wording
from api.problems import Problem

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters.update(
    day=wording.write_day,
    moment=wording.write_moment,
    birth=wording.write_birth,
    nhs=wording.write_nhs_number,
    named=wording.name_record,
    words=wording.write_detail,
    bits=wording.write_bits,
    weighed=wording.weigh_words,
    steps=wording.count_steps,
    short=wording.shorten_agency,
    sentence=wording.begin_sentence,
    usual=telling.tell_usual,
    surprise=telling.tell_surprise,
    pace=telling.tell_pace,
    missed=telling.tell_missed,
    reasons=wording.write_reasons,
    severity=urgency.name_severity,
    state=urgency.write_state,
    span=urgency.write_span,
    chance=chances.write_chance,
    times=chances.write_times,
    times_steps=chances.count_times,
    change=chances.tell_change,
    month=plots.name_month,
    measured=plots.write_value,
    interval=plots.write_interval,
)
_TEMPLATES.globals.update(
    count_things=wording.count_things,
    count_years=wording.count_years,
    write_reason=wording.write_reason,
    group_by_agency=wording.group_by_agency,
    write_data_to=wording.write_data_to,
    is_late=wording.is_late,
    list_late=wording.list_late,
    draw_course=course.draw_course,
    is_unknown=course.is_unknown,
    explain=telling.explain,
    name_development=telling.name_development,
    write_due=urgency.write_due,
    draw_history=chances.draw_history,
    plot_months=plots.plot_months,
    plot_weeks=plots.plot_weeks,
    plot_curve=plots.plot_curve,
    draw_whisker=plots.draw_whisker,
    find_measure=plots.find_measure,
)


def render(
    context: Context, template: str, status: int = 200, headers: dict[str, str] | None = None, **said: Any
) -> Response:
    areas = context.settings.partnership.areas
    return HTMLResponse(_TEMPLATES.get_template(template).render(areas=areas, **said), status, headers)


def render_problem(request: Request, problem: Problem, headers: dict[str, str]) -> Response:
    context: Context = request.app.state.context
    return render(context, "problem.html", problem.status, headers, problem=problem)
