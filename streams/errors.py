"""The errors of Linnet: three kinds, because there are three things to do about one.

    LinnetError
    ├── Invalid      the input is at fault: to dead letters, or back to its sender; nothing is lost
    ├── Transient    the world is at fault and may recover: retry in place, order kept
    └── Broken       we are at fault, or cannot go on safely: stop the process

Every ``except`` below a composition root names one of these. Their texts never hold personal data: they
reach logs and operators. A process that ends on one exits with its ``exit_code`` (sysexits.h).
"""

from typing import Any, ClassVar


class LinnetError(Exception):
    exit_code: ClassVar[int] = 70


class Invalid(LinnetError):
    """``code`` is fit for counting and is all that the exception's text shows; ``reason`` and ``field`` are for
    the sender, who may read what the sender wrote."""

    exit_code = 65

    def __init__(self, code: str, reason: str, field: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason
        self.field = field

    def __reduce__(self) -> tuple[Any, ...]:
        """From one process to another, whatever a kind of it is made from."""
        return _revive, (type(self), self.args, self.__dict__)


def _revive(kind: type[Invalid], args: tuple[Any, ...], held: dict[str, Any]) -> Invalid:
    fault = kind.__new__(kind, *args)
    fault.__dict__.update(held)
    return fault


class Transient(LinnetError):
    exit_code = 75


class Broken(LinnetError):
    exit_code = 70
