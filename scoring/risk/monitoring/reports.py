"""A month's report, as it is kept. Values that the data cannot tell are None."""

import msgspec

# Value, and the ends of its interval.
Range = tuple[float | None, float | None, float | None]


class TenthHeld(msgspec.Struct, frozen=True, array_like=True):
    predictions: int
    mean: float
    observed: Range


class WeekHeld(msgspec.Struct, frozen=True, array_like=True):
    """``began``: its Monday, Unix seconds. ``ratio``: observed over expected."""

    began: float
    predictions: int
    positives: int
    expected: float
    ratio: Range


class Figures(msgspec.Struct, frozen=True, array_like=True):
    """As :class:`scoring.risk.metrics.Judgement`."""

    predictions: int
    persons: int
    positives: int
    in_crisis: int
    measures: dict[str, Range]


class SliceHeld(msgspec.Struct, frozen=True, array_like=True):
    slice: str
    value: str
    figures: Figures


class ModelMonth(msgspec.Struct, frozen=True, array_like=True):
    """One model's. ``shown``: of how many predictions its word was the one that counted. ``crises``: that came to be
    known in the month, with the share whose last prediction was in the highest group. ``slices`` only of the model that
    counted for most."""

    shown: int
    figures: Figures
    curve: tuple[TenthHeld, ...]
    weeks: tuple[WeekHeld, ...]
    crises: int
    beforehand: Range
    slices: tuple[SliceHeld, ...] = ()


class MonthlyReport(msgspec.Struct, frozen=True, array_like=True):
    """Of weekly predictions made in ``month``, up to ``until`` where it is not over: whose 28 days are. ``is_final``:
    no outcome of it can change any more. ``models`` by name."""

    month: str
    until: float
    is_final: bool
    models: dict[str, ModelMonth]

    @property
    def champion(self) -> str:
        """The model whose word counted for most; the first of them by name. Empty where there is none."""
        return max(sorted(self.models), key=lambda name: self.models[name].shown, default="")


def read_report(raw: bytes) -> MonthlyReport:
    return msgspec.json.decode(raw, type=MonthlyReport)


def write_report(report: MonthlyReport) -> bytes:
    return msgspec.json.encode(report)
