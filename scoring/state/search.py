"""Finding persons and addresses by the words of their records.

Whom a search finds, and whether there are more, does not depend on anybody withheld: candidates are taken in
the order of their record ids, which are digests, until enough may be shown.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched

from scoring.indicators.household import find_presences
from scoring.indicators.particulars import AddressParticulars, PersonParticulars, introduce_address, introduce_person
from scoring.linkage.records import EntityId, RecordId
from scoring.state import keys
from scoring.state.keys import Subject
from scoring.state.queries import Alternatives
from scoring.state.reads import Shelf
from scoring.state.worlds import AddressesRead, PeopleRead, read_addresses, read_people
