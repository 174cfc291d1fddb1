"""What computed a model: digests of the features and of the code, so that a saved state says what it belongs to."""

import hashlib
from functools import lru_cache
from importlib.resources import files

from scoring.risk.catalogue import COLUMNS
from scoring.risk.terms import TERMS

_LENGTH = 8


@lru_cache(maxsize=1)
def digest_features() -> str:
    """Of the columns, in their order, and of the names of what is weighed of them."""
    told = repr((COLUMNS, [term.name for term in TERMS]))
    return hashlib.blake2b(told.encode(), digest_size=_LENGTH).hexdigest()


@lru_cache(maxsize=1)
def digest_code() -> str:
    """Of every module of the risk."""
    modules = sorted((one for one in files("scoring.risk").iterdir() if one.name.endswith(".py")), key=lambda m: m.name)
    digest = hashlib.blake2b(digest_size=_LENGTH)
    for module in modules:
        digest.update(module.read_bytes())
    return digest.hexdigest()
