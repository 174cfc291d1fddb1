"""Words of a name that tell its bearer from nobody: particles, and remarks that clerks write into a name's field.

Sources: "A Guide to Names and Naming Practices" (UK law enforcement, 2006) for the particles; what is seen in the name
fields of patient administration and case systems for the remarks.
"""

from collections.abc import Sequence

from scoring.linkage.fillers import names_nobody


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# They belong to the word that follows: de Souza, dos Santos, van der Berg, bin Yusuf, ul Haq, ap Rhys, Ní Bhriain.
_BEFORE_A_NAME = _words(
    "DE DA DO DOS DAS DI DU DEL DELLA DELLE DELLO LA LAS LE LES LO LOS VAN VON VOM ZU ZUR DER DEN TER TEN TE BIN BINTI "
    "BINTE BINT IBN AL EL UL UR UD US ABU ABOU UMM UM AP AB FERCH NI NIC UI"
)
# Thị and Văn are in most Vietnamese names, and stand last where the family name was moved behind them.
_ANYWHERE = _words(
    "THI VAN NEE AKA ALIAS FORMERLY PREVIOUSLY DECEASED DECD DNU DONOTUSE DO NOT USE DUPLICATE DUPE MERGED INACTIVE "
    "JNR JR JUNIOR SNR SR SENIOR"
)


def pick_telling(words: Sequence[str]) -> tuple[str, ...]:
    """Of words in compare form; all of them where none tells: Đỗ and Lê are family names, too.

    >>> pick_telling(["DOS", "SANTOS"]), pick_telling(["HOA", "THI"]), pick_telling(["DO"])
    (('SANTOS',), ('HOA',), ('DO',))
    """
    last = len(words) - 1
    return tuple(word for at, word in enumerate(words) if not _says_nothing(word, at == last)) or tuple(words)


def _says_nothing(word: str, last: bool) -> bool:
    """
    >>> _says_nothing("BIN", last=False), _says_nothing("BIN", last=True)
    (True, False)
    """
    return word in _ANYWHERE or (word in _BEFORE_A_NAME and not last) or names_nobody(word)
