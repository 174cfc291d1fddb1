"""The errors of Linnet: three kinds, because there are three things to do about one.

    LinnetError
    ├── Invalid      the input is at fault: to dead letters, or back to its sender; nothing is lost
    ├── Transient    the world is at fault and may recover: retry in place, order kept
    └── Broken       we are at fault, or cannot go on safely: stop the process

Every ``except`` below a composition root names one of these. Their texts never hold personal data: they
reach logs and operators.
"""


class LinnetError(Exception):
    pass


class Invalid(LinnetError):
    """``code`` is fit for counting and is all that the exception's text shows; ``reason`` and ``field`` are for
    the sender, who may read what the sender wrote."""

    def __init__(self, code: str, reason: str, field: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason
        self.field = field


class Transient(LinnetError):
    pass


class Broken(LinnetError):
    pass
