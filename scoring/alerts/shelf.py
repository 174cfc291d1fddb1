"""What those who look somebody up read from."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from scoring.linkage.components import View
from scoring.state.keys import Key


class Shelf(View, Protocol):
    """A view that tells what was not read yet: at most a round trip a ring, and none where all is there."""

    def lacks(self, documents: Iterable[Key]) -> set[Key]: ...

    def lacks_scores(self, wanted: Iterable[Key]) -> set[Key]: ...

    def latest(self, key: Key) -> Mapping[str, float]: ...
