import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel

from api.asker import Asker
from api.context import Context
from api.guard import HEADERS
from api.looking import may_do
from api.narrowing import may_go_by_address
from api.pages import chances, course, plots, telling, urgency, wording
from api.pages.forms import TOKEN
from api.pages.sections import find_current
from api.problems import Problem
from api.signin.sessions import Session
from streams.codes.access import Action

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
    clock=wording.write_clock,
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


# Our own files alone: who is signed in is warned before that ends, who has left has left in every tab, and a list of
# alerts follows the area's stream.
_WITH_SCRIPTS = {
    "Content-Security-Policy": HEADERS["Content-Security-Policy"] + "; script-src 'self'; connect-src 'self'"
}
_POST_FORM = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>')


def render(
    context: Context,
    template: str,
    status: int = 200,
    headers: dict[str, str] | None = None,
    session: Session | None = None,
    **said: Any,
) -> Response:
    """Whatever is told of anybody is noted for the audit; every form that is sent brings the session's token.
    ``session`` is for pages that are no look at anybody."""
    if context.asked_by:
        session = context.asker.session
        _note(context.asker, said.values())
    page = _TEMPLATES.get_template(template).render(
        areas=context.areas,
        session=session,
        now=context.now(),
        development=context.provider is None,
        may=partial(_may, context),
        goes_by_address=context.asked_by is not None and may_go_by_address(context.asker.viewer),
        current=partial(find_current, template),
        longest=context.sessions.longest,
        stays=context.sessions.find_end(session, context.now()) if session else None,
        **said,
    )
    return HTMLResponse(_sign_forms(page, session), status, _WITH_SCRIPTS | (headers or {}))


def _note(asker: Asker, said: Iterable[object]) -> None:
    for value in said:
        if isinstance(value, BaseModel):
            asker.note(value)
        elif isinstance(value, list | tuple):
            _note(asker, value)
        elif is_dataclass(value):
            _note(asker, [getattr(value, field.name) for field in fields(value)])


def _sign_forms(page: str, session: Session | None) -> str:
    # Here and not in templates, so that none can be forgotten.
    if session is None:
        return page
    hidden = f'<input type="hidden" name="{TOKEN}" value="{session.token}">'
    return _POST_FORM.sub(lambda form: form[0] + hidden, page)


def _may(context: Context, *actions: str) -> bool:
    """Any of them, as far as the role goes; nothing, where nobody is signed in."""
    return context.asked_by is not None and any(may_do(context, Action(action)) for action in actions)


def render_problem(request: Request, problem: Problem, headers: dict[str, str]) -> Response:
    context: Context = getattr(request.state, "context", None) or request.app.state.context
    return render(context, "problem.html", problem.status, headers, problem=problem)
