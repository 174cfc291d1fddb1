"""The form of a rules file: that of the event, with times written as people say them, such as ``within: 28 days``."""

import re
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from streams.contract import Contract
from streams.events.rules import AlertRule, RuleCondition, RulesVersion

_NUMBER = re.compile(r"^(0|[1-9][0-9]{0,9})(\.[0-9]{1,6})?$")
_LENGTH = re.compile(r"^([0-9]+(?:\.[0-9]+)?) ?([a-z]+)$")
# As the windows of the catalogue: twelve months are 365 days, and no other number of months is a number of days.
_DAYS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "year": 365}
_HOURS = {"h": 1.0, "hour": 1.0, "hours": 1.0, "minutes": 1 / 60, "day": 24.0, "days": 24.0}
_CLOCK = re.compile(r"^[0-9]{1,2}:[0-9]{2}")


def _read_number(value: object) -> object:
    """
    >>> _read_number("2.5")
    2.5
    """
    if not isinstance(value, str) or _NUMBER.match(value):
        return float(value) if isinstance(value, str) else value
    if re.match(r"^0[0-9]+$", value):
        raise PydanticCustomError("number_octal", "write it without the nought before it: YAML readers differ in it")
    raise PydanticCustomError("number_form", "expected a number in digits, such as 3")


def _read_days(value: object) -> object:
    """
    >>> _read_days("4 weeks"), _read_days("12 months")
    (28, 365)
    """
    if not isinstance(value, str):
        return value
    if value.casefold() == "12 months":
        return _DAYS["year"]
    parts = _LENGTH.match(value.casefold())
    if not parts or parts[2] not in _DAYS or "." in parts[1]:
        raise PydanticCustomError("days_form", "expected a time in days, such as 28 days, 4 weeks or 12 months")
    return int(parts[1]) * _DAYS[parts[2]]


def _read_hours(value: object) -> object:
    """
    >>> _read_hours("4 h"), _read_hours("2 days")
    (4.0, 48.0)
    """
    if not isinstance(value, str):
        return value
    if _CLOCK.match(value):
        raise PydanticCustomError("hours_clock", "that is a time of day: expected how long, such as 4 h or 2 days")
    parts = _LENGTH.match(value.casefold())
    if not parts or parts[2] not in _HOURS:
        raise PydanticCustomError("hours_form", "expected a time in hours or days, such as 4 h or 2 days")
    return float(parts[1]) * _HOURS[parts[2]]


Bound = Annotated[float, BeforeValidator(_read_number), Field(ge=0, le=1_000_000)]
Hours = Annotated[float, BeforeValidator(_read_hours), Field(gt=0, le=8760)]


class ConditionForm(RuleCondition):
    days: Annotated[int, BeforeValidator(_read_days), Field(ge=1, le=365)] | None = Field(None, alias="within")
    at_least: Bound | None = None
    at_most: Bound | None = None


class RuleForm(AlertRule):
    when: Annotated[tuple[ConditionForm, ...], Field(min_length=1, max_length=8)]
    until: Annotated[tuple[ConditionForm, ...], Field(max_length=8)] = ()
    respond_hours: dict[str, Hours] = Field({}, alias="respond_within")
    quiet_days: Annotated[int, BeforeValidator(_read_days), Field(ge=0, le=365)] = Field(0, alias="quiet")


class RulesForm(Contract):
    version: RulesVersion
    rules: Annotated[tuple[RuleForm, ...], Field(max_length=100)]


def to_rule(form: RuleForm) -> AlertRule:
    return AlertRule.model_validate(form.model_dump())
