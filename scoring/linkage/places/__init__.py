"""Places: what an address says, and how much two of them say about being one."""

from scoring.linkage.places.display import display_address
from scoring.linkage.places.parsing import parse
from scoring.linkage.places.premises import Premises

__all__ = ["Premises", "display_address", "parse"]
