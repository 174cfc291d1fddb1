"""What Redis holds of the watch over the model, at most 6 KB: weekly sums, what is usual, how far the charts stand, and
the alarms. Nobody's predictions are in it."""

import msgspec


class Week(msgspec.Struct, frozen=True, array_like=True):
    """Of predictions made in the week: how many, the sum of what they say, and by agency how many were for somebody it
    had been in touch with in the seven days before. Of outcomes that became known in it: how many, how many crises'
    worth of them came true, the sum of what had been said, of losses, and by agency of what the losses would have been
    more without its columns, empty where nobody could say. ``met``: how many predictions, of whatever week, came true
    by crises that became known in it, long before their 28 days are over."""

    number: int = 0
    made: int = 0
    said: float = 0.0
    touched: tuple[int, ...] = ()
    known: int = 0
    true: int = 0
    foretold: float = 0.0
    loss: float = 0.0
    added: tuple[float, ...] = ()
    met: int = 0


class Usual(msgspec.Struct, frozen=True, array_like=True):
    """Exponentially weighted over past weeks but the latest: how many weeks, then by agency sums of ``touched``, its
    spread over Poisson's, and mean and mean square of what it added. ``made`` belongs to ``touched``; ``excess`` is the
    spread of what came true over Poisson's."""

    weeks: int = 0
    made: float = 0.0
    touched: tuple[float, ...] = ()
    spread: tuple[float, ...] = ()
    added: tuple[float, ...] = ()
    added_squares: tuple[float, ...] = ()
    excess: float = 0.0


class Shape(msgspec.Struct, frozen=True, array_like=True):
    """The predictions of a week, on average: shares of them by how high they are, and mean and mean square of the
    watched columns. ``weeks``: how many it has seen."""

    scores: tuple[float, ...] = ()
    levels: tuple[float, ...] = ()
    squares: tuple[float, ...] = ()
    weeks: int = 0


class Alarm(msgspec.Struct, frozen=True, array_like=True):
    """``about``: an agency, a signal, or nothing. ``rose`` is the direction; ``ratio``, found over usual, as it was
    when raised. ``ended`` is 0 while it stands."""

    kind: str
    about: str
    rose: bool
    raised: float
    ratio: float
    ended: float = 0.0


class Vigil(msgspec.Struct, frozen=True, array_like=True):
    """``current`` is not over yet; ``weeks`` are, latest first. ``charts`` by name, those that stand at 0 left out.
    ``late`` and ``lasting``: the shape of the last few weeks, and of the last year. ``alarms``: latest first.
    ``frozen``: since when the model has been unfit for use, 0 while it is fit; ``unfit`` says why, ``fit_weeks`` for
    how many weeks nothing has spoken for it."""

    current: Week = Week()
    shape: Shape = Shape()
    weeks: tuple[Week, ...] = ()
    usual: Usual = Usual()
    late: Shape = Shape()
    lasting: Shape = Shape()
    charts: dict[str, float] = {}
    alarms: tuple[Alarm, ...] = ()
    frozen: float = 0.0
    unfit: str = ""
    fit_weeks: int = 0
