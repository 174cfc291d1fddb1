from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.context import Context
from api.pages import wording
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
    by_agency=wording.group_by_agency,
    reasons=wording.write_reasons,
)
_TEMPLATES.globals.update(
    count_things=wording.count_things, count_years=wording.count_years, write_reason=wording.write_reason
)


def render(
    context: Context, template: str, status: int = 200, headers: dict[str, str] | None = None, **said: Any
) -> Response:
    areas = context.settings.partnership.areas
    return HTMLResponse(_TEMPLATES.get_template(template).render(areas=areas, **said), status, headers)


def render_problem(request: Request, problem: Problem, headers: dict[str, str]) -> Response:
    context: Context = request.app.state.context
    return render(context, "problem.html", problem.status, headers, problem=problem)
