"""A thin client of Linnet's API, for programs: types and methods are made from the OpenAPI document.

with Linnet("https://linnet.example", ClientCredentials(...), "child-strategy", "MASH 12/26") as linnet:
    found = linnet.search(models.AddressesAsked(q="Maureen Ashby 14 3 1961"))
"""

from linnet_client import models
from linnet_client.client import Linnet
from linnet_client.credentials import ClientCredentials
from linnet_client.faults import Refused
from linnet_client.following import Heard

__all__ = ["ClientCredentials", "Heard", "Linnet", "Refused", "models"]
