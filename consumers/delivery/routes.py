"""Who is told of which alerts: the file that says so, and everything that can be wrong with it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from consumers.delivery.destinations import AnyDestination, DestinationName, Webhook
from consumers.delivery.signing import find_fault
from streams.contract import Contract
from streams.errors import Broken
from streams.partnership import Partnership


class Routes(Contract):
    destinations: dict[DestinationName, AnyDestination]


def read_routes(path: Path, partnership: Partnership, environment: Mapping[str, str]) -> Routes:
    """Raises :class:`Broken` with every fault of the file, and where in it."""
    try:
        routes = Routes.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as faults:
        raise _refuse(path, [_write(fault) for fault in faults.errors(include_url=False)]) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise _refuse(path, [str(fault)]) from fault
    if faults_found := [*_check_areas(routes, partnership), *_check_secrets(routes, environment)]:
        raise _refuse(path, faults_found)
    return routes


def _refuse(path: Path, faults: list[str]) -> Broken:
    return Broken(f"cannot deliver by {path}: {'; '.join(faults)}")


def _write(fault: ErrorDetails) -> str:
    # The third step of a path is the tag of the union, which stands nowhere in the file.
    steps = [str(step) for place, step in enumerate(fault["loc"]) if place != 2]
    reason = _REASONS.get(fault["type"], fault["msg"])
    if form := _FORMS.get(steps[2]) if len(steps) > 2 and fault["type"] == "string_pattern_mismatch" else None:
        reason = form
    return f"{'.'.join(steps) or 'the file'}: {reason.format_map(fault.get('ctx', {}))}"


_REASONS = {
    "missing": "is required",
    "extra_forbidden": "is not known; it may be misspelt",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
    "string_pattern_mismatch": "must be lower-case letters, digits and hyphens",
    "union_tag_not_found": "kind is required: 'webhook', 'e-mail' or 'daily-summary'",
    "union_tag_invalid": "kind must be one of {expected_tags}",
    "model_type": "must be a table: [destinations.name]",
    "model_attributes_type": "must be a table: [destinations.name]",
    "dict_type": "must be tables: [destinations.name]",
    "tuple_type": "must be a list, in square brackets",
    "too_short": "must have at least one entry",
    "url_form": "must begin with https:// (http:// only for a port of this machine)",
}
_FORMS = {
    "addresses": "must be one e-mail address, such as hub@council.example",
    "secret": "must be the name of an environment variable, such as HUB_WEBHOOK_SECRET, never the secret itself",
    "areas": "must be the short name of an area: lower-case letters and digits",
}


def _check_areas(routes: Routes, partnership: Partnership) -> list[str]:
    known = ", ".join(partnership.areas)
    return [
        f"destinations.{name}.areas: {area} is no area of the partnership; there are {known}"
        for name, destination in routes.destinations.items()
        for area in destination.areas
        if area not in partnership.areas
    ]


def _check_secrets(routes: Routes, environment: Mapping[str, str]) -> list[str]:
    faults = []
    for name, destination in routes.destinations.items():
        if isinstance(destination, Webhook):
            reason = find_fault(environment.get(destination.secret, ""))
            faults += [f"destinations.{name}.secret: {destination.secret} {reason}"] if reason else []
    return faults
