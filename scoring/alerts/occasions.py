"""Why somebody is looked at."""

from enum import Enum, auto


class Occasion(Enum):
    """Something became known of them (``TOLD``); at a tick nothing but time has passed (``PASSED``), what was past its
    age has gone (``AGED``), or the rules are others (``RULED``)."""

    TOLD = auto()
    PASSED = auto()
    AGED = auto()
    RULED = auto()

    @property
    def is_tick(self) -> bool:
        """Before anything else becomes known."""
        return self is not Occasion.TOLD

    @property
    def may_grow(self) -> bool:
        """Whether more may be found than at the last look: what is withheld no longer, who is one person now."""
        return self in (Occasion.TOLD, Occasion.AGED)

    @property
    def lapses(self) -> bool:
        """Whether an alert that ends now does so by time: nobody was mistaken, and its rule is the same."""
        return self in (Occasion.PASSED, Occasion.AGED)
