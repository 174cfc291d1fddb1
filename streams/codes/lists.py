"""How a code list is written down: a code travels on the wire, its label is what a person reads."""

from enum import StrEnum
from typing import Self


class CodeList(StrEnum):
    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member
