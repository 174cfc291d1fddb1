"""A name taken apart once, so that comparing it costs little, and how two of them compare."""

import re
from functools import lru_cache
from itertools import product, starmap

import jellyfish
import msgspec
from rapidfuzz.distance import OSA, JaroWinkler

from scoring.linkage.fillers import list_words, names_nobody
from scoring.linkage.persons.forms import forms_of
from scoring.linkage.persons.levels import Given
from scoring.linkage.persons.variants import roots_of
from scoring.linkage.persons.words import pick_telling

# Longer names are cut: no name in PDS has over 35 characters, and cost must stay bounded.
_LONGEST = 70
_MOST_WORDS = 5
# Words that begin a name and are written apart or not: O Brien, Mc Donald, Al Hassan, St John.
_PARTICLES = re.compile(r"\b(O|Mc|Mac|Al|El|St|Fitz)[\s'\u2019-]+(?=\w{2})", re.IGNORECASE)
# Names that in the naming of Muslims of South Asia stand first and are left out in daily life.
_OF_MANY = frozenset(["MOHAMMED", "SYED", "ABDUL"])
# And such as stand behind the name: of Sikhs, and of women of South Asia.
_BORNE_BESIDE = _OF_MANY | {"SINGH", "KAUR", "BEGUM", "BIBI", "KHATUN", "BANO", "DEVI", "KUMAR", "KUMARI"}
_SHORTEST_SOUND = 2


class NameForm(msgspec.Struct, frozen=True, eq=False, gc=False):
    """``whole`` is all words in one, '' when nothing is known. ``words`` are those that tell, ``all_words`` particles
    and remarks too; ``sounds`` and ``forms`` are those of any of ``words``; ``initial`` says that single letters are
    all there is, ``of_many`` that it is only what many men bear before the name they go by. ``own`` are the words of
    which that cannot be said, nor that they are a woman's or a Sikh's second name."""

    whole: str
    words: tuple[str, ...]
    all_words: tuple[str, ...]
    sounds: frozenset[str]
    forms: frozenset[str]
    initial: bool
    of_many: bool
    own: tuple[str, ...]


_UNKNOWN = NameForm("", (), (), frozenset(), frozenset(), False, False, ())


@lru_cache(maxsize=131_072)
def read_name(name: str) -> NameForm:
    if names_nobody(name):
        return _UNKNOWN
    known = tuple(list_words(_PARTICLES.sub(r"\1", name[:_LONGEST])))[:_MOST_WORDS]
    if not known:
        return _UNKNOWN
    telling = pick_telling(known)
    initial = all(len(word) == 1 for word in telling)
    of_many = all(not _OF_MANY.isdisjoint(roots_of(word)) for word in telling)
    return NameForm("".join(known), telling, known, *_sounds_and_forms(telling), initial, of_many, _pick_own(telling))


def _pick_own(words: tuple[str, ...]) -> tuple[str, ...]:
    """None where initials are all: "Mohammed T" may be Mohammed Tariq."""
    own = tuple(word for word in words if _BORNE_BESIDE.isdisjoint(roots_of(word)))
    return own if any(len(word) > 1 for word in own) else ()


def _sounds_and_forms(words: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    sounds = frozenset(sound for word in words if len(sound := sound_of(word)) >= _SHORTEST_SOUND)
    return sounds, frozenset(form for word in words for form in forms_of(word))


@lru_cache(maxsize=131_072)
def sound_of(word: str) -> str:
    """Metaphone, which is made for English: of other scripts the word itself."""
    return (jellyfish.metaphone(word) or word) if word.isascii() else word


def compare_names(one: NameForm, other: NameForm) -> tuple[Given, str]:
    """The level, in words for given names, and the word in common ('' when none is). Symmetric."""
    if not one.whole or not other.whole:
        return Given.UNKNOWN, ""
    if one.whole == other.whole and not one.initial:
        return Given.SAME, one.whole
    return _compare_unlike(one, other)


@lru_cache(maxsize=262_144)
def _compare_unlike(one: NameForm, other: NameForm) -> tuple[Given, str]:
    if one.initial or other.initial:
        return (Given.INITIAL if _share_initial(one, other) else Given.OTHER_INITIAL), ""
    if one.own and other.own:
        one, other = _leave_own(one), _leave_own(other)
    if common := _words_in_common(one, other):
        return Given.PART, max(common, key=lambda word: (len(word), word))
    return _compare_spellings(one, other), ""


def _leave_own(form: NameForm) -> NameForm:
    """Abdul Rahman and Abdul Karim are two names, and Amrit Kaur and Simran Kaur: what many bear beside their own is
    nothing that two have in common."""
    if form.own == form.words:
        return form
    sounds, forms = _sounds_and_forms(form.own)
    return msgspec.structs.replace(form, words=form.own, sounds=sounds, forms=forms)


@lru_cache(maxsize=262_144)
def crossed(one: NameForm, other: NameForm) -> Given:
    """A given name and another's family name: SAME, ALIKE, INITIAL, UNKNOWN or DIFFERENT."""
    if not one.whole or not other.whole:
        return Given.UNKNOWN
    if one.initial or other.initial:
        return Given.INITIAL if one.whole[0] == other.whole[0] else Given.DIFFERENT
    if one.whole == other.whole:
        return Given.SAME
    if _words_in_common(one, other) or not one.forms.isdisjoint(other.forms) or not one.sounds.isdisjoint(other.sounds):
        return Given.ALIKE
    return Given.ALIKE if _alike(one.whole, other.whole) else Given.DIFFERENT


def _words_in_common(one: NameForm, other: NameForm) -> list[str]:
    return [word for word in one.words if len(word) > 1 and word in other.words]


def _share_initial(one: NameForm, other: NameForm) -> bool:
    """The first initial of the one is that of any word of the other: middle names are left out or lead."""
    return any(word[0] == one.words[0][0] for word in other.words) or any(
        word[0] == other.words[0][0] for word in one.words
    )


def _compare_spellings(one: NameForm, other: NameForm) -> Given:
    if not one.forms.isdisjoint(other.forms):
        return Given.NICKNAME
    pairs = [_pair_wholes(one, other)]
    if len(one.all_words) > 1 or len(other.all_words) > 1:
        pairs += product(one.words, other.words)
    if any(starmap(_slip, pairs)):
        return Given.SLIP
    if not one.sounds.isdisjoint(other.sounds):
        return Given.SOUND
    if any(starmap(_alike, pairs)):
        return Given.ALIKE
    if _fits_middle(one, other) or _fits_middle(other, one):
        return Given.MIDDLE_INITIAL
    return Given.NAME_OF_MANY if one.of_many != other.of_many else Given.DIFFERENT


def _pair_wholes(one: NameForm, other: NameForm) -> tuple[str, str]:
    """Both without their particles, which would make van der Berg and van der Merwe alike; with them where one has
    none, who may have run them together: "Desouzza"."""
    if one.words == one.all_words or other.words == other.all_words:
        return one.whole, other.whole
    return "".join(one.words), "".join(other.words)


def _fits_middle(one: NameForm, other: NameForm) -> bool:
    """ "Catherine P" goes by Paige."""
    return len(one.words) > 1 and other.whole[0] in one.words[1:]


def _slip(one: str, other: str) -> bool:
    """One key wrong, or two in a long name: in a name of three letters a wrong one leaves too little."""
    shorter = min(len(one), len(other))
    return shorter > 3 and OSA.distance(one, other, score_cutoff=2) <= (2 if shorter > 7 else 1)


def _alike(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    if shorter < 3:
        return False
    return (
        one.startswith(other)
        or other.startswith(one)
        or OSA.distance(one, other, score_cutoff=2) <= (2 if shorter > 5 else 1)
        or (shorter > 3 and (one.endswith(other) or other.endswith(one)))
        or JaroWinkler.similarity(one, other) >= 0.88
    )
