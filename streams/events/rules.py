"""Alert rules as they enter the log: data a partnership decides on, so that a replay knows which rules held when."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from streams.codes.agencies import Agency
from streams.codes.alerts import AlertSubject, Receiver, Severity
from streams.codes.indicators import RuleIndicator
from streams.contract import Contract, Envelope, Instant
from streams.events.parts import ContactPerson, Line

RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
RulesVersion = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=300)]


def _check_category(value: str) -> str:
    if value.count("/") != 1:
        raise PydanticCustomError("category_form", "must be agency and category, such as fire/secondary-fire")
    return value


# The category's code is checked where the file is read: a list of codes may grow between two releases.
CategoryName = Annotated[str, StringConstraints(max_length=60), AfterValidator(_check_category)]


class RuleCondition(Contract):
    """``indicator`` over contacts of these categories or agencies (all, where none is named) in the last ``days``."""

    indicator: RuleIndicator
    categories: tuple[CategoryName, ...] = ()
    agencies: tuple[Agency, ...] = ()
    days: Annotated[int, Field(ge=1, le=365)] | None = None
    at_least: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    at_most: Annotated[float, Field(ge=0, le=1_000_000)] | None = None

    @model_validator(mode="after")
    def _has_a_bound(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise PydanticCustomError("bound_missing", "must have at_least or at_most", {"field": "at_least"})
        return self


class AlertRule(Contract):
    """Holds while all of ``when`` do; once raised it stays until one of ``until`` fails, which is ``when`` where there
    is none. ``respond_hours``: area to hours, ``default`` for areas not named."""

    id: RuleId
    title: Line
    subject: AlertSubject
    severity: Severity
    receivers: Annotated[tuple[Receiver, ...], Field(min_length=1)]
    when: Annotated[tuple[RuleCondition, ...], Field(min_length=1, max_length=8)]
    until: Annotated[tuple[RuleCondition, ...], Field(max_length=8)] = ()
    respond_hours: dict[str, Annotated[float, Field(gt=0, le=8760)]] = {}  # noqa: RUF012 - pydantic copies it
    quiet_days: Annotated[int, Field(ge=0, le=365)] = 0
    advice: Sentence
    source: Sentence


class RulesAdoption(Contract):
    recorded_at: Instant
    adopted_by: ContactPerson
    version: RulesVersion
    rules: Annotated[tuple[AlertRule, ...], Field(max_length=100)]

    @model_validator(mode="after")
    def _names_each_rule_once(self) -> Self:
        names = [rule.id for rule in self.rules]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise PydanticCustomError("rule_repeated", f"{twice} is there twice", {"field": "rules"})
        return self


class RulesAdopted(Envelope):
    """From here on these are the area's rules; of two adoptions the one recorded last stands."""

    type: Literal["rules-adopted-1"] = "rules-adopted-1"
    data: RulesAdoption
