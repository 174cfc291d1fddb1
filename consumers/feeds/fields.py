"""The fields that an event has room for, taken from its contract, so that a mapping can name no others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache
from types import NoneType
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic.fields import FieldInfo

from streams.contract import Contract
from streams.events.agency import OwnEvent

EVENTS: Mapping[str, type[BaseModel]] = {event.model_fields["type"].default: event for event in get_args(OwnEvent)}
# As the contracts read a cell: without the spaces around it.
_AS_IN_CONTRACTS = ConfigDict(str_strip_whitespace=True)
# What of a person says who it is: without any of these a row speaks of nobody.
IDENTIFYING = ("local_record_id", "given_name", "family_name", "nhs_number")


class Kind(StrEnum):
    TEXT = "text"
    CODE = "code"
    FLAG = "flag"
    DATE = "date"
    MOMENT = "moment"


_KINDS = {"happened_at": Kind.MOMENT, "recorded_at": Kind.MOMENT, "birth_date": Kind.DATE}
_FLAGS = {Kind.FLAG: ("true", "false")}


@dataclass(frozen=True, slots=True)
class Field:
    """``part`` is person, address, contact or empty. ``required``: within its part. ``codes``: of a code list."""

    part: str
    name: str
    kind: Kind
    required: bool
    adapter: TypeAdapter[Any]
    codes: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return f"{self.part}.{self.name}" if self.part else self.name


@cache
def fields_of(event: str) -> Mapping[str, Field]:
    """By path, such as ``person.given_name``."""
    return {field.path: field for field in _walk(_data_of(event))}


@cache
def parts_needed(event: str) -> frozenset[str]:
    fields = _data_of(event).model_fields
    return frozenset(name for name, info in fields.items() if _part(info) and info.is_required())


def _data_of(event: str) -> type[BaseModel]:
    data = EVENTS[event].model_fields["data"].annotation
    assert isinstance(data, type)
    assert issubclass(data, BaseModel)
    return data


def _walk(model: type[BaseModel]) -> Iterator[Field]:
    for name, info in model.model_fields.items():
        if part := _part(info):
            yield from (_describe(name, inner, found) for inner, found in part.model_fields.items())
        else:
            yield _describe("", name, info)


def _part(info: FieldInfo) -> type[Contract] | None:
    for option in (info.annotation, *get_args(info.annotation)):
        if isinstance(option, type) and issubclass(option, Contract):
            return option
    return None


def _describe(part: str, name: str, info: FieldInfo) -> Field:
    said = _said(info)
    plain = get_args(said)[0] if hasattr(said, "__metadata__") else said
    codes = tuple(str(code.value) for code in plain) if isinstance(plain, type) and issubclass(plain, Enum) else ()
    kind = _KINDS.get(name) or (Kind.CODE if codes else Kind.FLAG if plain is bool else Kind.TEXT)
    adapter: TypeAdapter[Any] = TypeAdapter(said, config=_AS_IN_CONTRACTS)
    return Field(part, name, kind, info.is_required(), adapter, codes or _FLAGS.get(kind, ()))


def _said(info: FieldInfo) -> Any:
    options = [option for option in get_args(info.annotation) if option is not NoneType]
    if NoneType in get_args(info.annotation) and len(options) == 1:
        return options[0]
    return Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
