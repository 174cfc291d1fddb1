"""Whether two given names may be one person's.

Alfie and Freddie are both short for Alfred, and may be two brothers: that two names have a root in common says too
little. One must be a form of the other, or both ways of writing one name, or short forms that one person may have.
"""

from collections.abc import Iterator
from functools import lru_cache

from scoring.linkage.persons.variants import ENGLISH, NAMES, letters_of

# What the `nicknames` package, which is of old registers, takes for one name though neither is short for the other.
_TWO_NAMES = frozenset(
    frozenset(pair.split("-"))
    for pair in (
        "EMMA-EMILY", "EMILY-AMELIA", "HANNAH-SUSAN", "HANNAH-SUSANNAH", "HANNAH-JOANNA", "ROBERT-BILL", "ROBERT-BILLY",
        "BILL-FRED", "LOUIS-LOUISE", "JANE-JEAN", "JANE-VIRGINIA", "HELEN-ELAINE", "ELEANOR-ELAINE",
    )
)  # fmt: skip


@lru_cache(maxsize=65_536)
def forms_of(name: str) -> frozenset[str]:
    """Marks of a name in upper case, of which two share one if they may be one person's.

    >>> bool(forms_of("ALFIE") & forms_of("ALFRED")), bool(forms_of("LIZ") & forms_of("BETTY"))
    (True, True)
    >>> bool(forms_of("ALFIE") & forms_of("FREDDIE")), bool(forms_of("EMMA") & forms_of("EMILY"))
    (False, False)
    """
    return frozenset((name, *_OWN.get(name, ()), *(_english_of(name) if name.isascii() else ())))


def _english_of(name: str) -> Iterator[str]:
    """Of the package: one for each pair of a full name and a short form of it that the name is in."""
    full = ((letters_of(root), name) for root in ENGLISH.canonicals_of(name.lower()))
    short = ((name, letters_of(form)) for form in ENGLISH.nicknames_of(name.lower()))
    yield from (f"{root}<{form}" for root, form in (*full, *short) if frozenset((root, form)) not in _TWO_NAMES)


def _read_marks() -> dict[str, set[str]]:
    marks: dict[str, set[str]] = {}
    for name in NAMES:
        for word in name.spellings:
            marks.setdefault(word, set()).add(f"{name.root}=")
        for group in name.short:
            for word in (*name.spellings, *group):
                marks.setdefault(word, set()).add(f"{name.root}<{group[0]}...")
    return marks


_OWN = _read_marks()
