"""The partnership's own list of dwellings: what an address is called, whether or not anybody was ever in contact there.

No list is shipped. OS AddressBase is licensed to public bodies, and each council keeps a gazetteer of its own.
"""

from typing import Literal

from streams.contract import Contract, Envelope, EventId, Instant, event_key
from streams.events.parts import AddressText, Postcode, Uprn

# A list is loaded by whoever runs Linnet; agencies write addresses, and do not say which there are.
GAZETTEER_SOURCE = "uk.linnet.gazetteer"


class ListedAddress(Contract):
    text: AddressText
    uprn: Uprn
    postcode: Postcode | None = None

    @property
    def event_id(self) -> EventId:
        """Follows from what is listed, so that a list loaded again is the list that was loaded."""
        return f"{self.uprn}.{event_key(self.text, self.postcode or '')}"


class Listing(Contract):
    recorded_at: Instant
    address: ListedAddress


class DwellingListed(Envelope):
    """Of several under one id the first recorded stands. Withdrawn by ``record-erased-1``, for good."""

    type: Literal["dwelling-listed-1"] = "dwelling-listed-1"
    data: Listing
