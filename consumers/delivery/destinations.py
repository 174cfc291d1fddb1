"""The kinds of destination, and what each has to be told."""

from typing import Annotated, Literal

import httpx
from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from consumers.delivery.letters import Letter
from streams.codes.agencies import Agency
from streams.codes.alerts import Change, Receiver, Severity
from streams.contract import AreaName, Contract

DestinationName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
# What has a meaning of its own in a header stands in no address that people have.
ADDRESS = r"^[^@\s,;:<>()\[\]\\\"\x00-\x1f\x7f]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){0,9}$"
EmailAddress = Annotated[str, StringConstraints(pattern=ADDRESS)]
VariableName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,99}$")]
Addresses = Annotated[tuple[EmailAddress, ...], Field(min_length=1, max_length=50)]

# Who reads e-mail has to hear that something is new, and that it was nothing; the rest stands in the console.
_NEWS = (Change.RAISED, Change.REOPENED, Change.WITHDRAWN)
_LOOPBACK = {"http://127.0.0.1:": "127.0.0.1", "http://localhost:": "localhost", "http://[::1]:": "::1"}


def _check_url(url: str) -> str:
    if any(letter.isspace() for letter in url) or not _is_reachable(url):
        raise PydanticCustomError("url_form", "must begin with https:// (http:// only for a port of this machine)")
    return url


def _is_reachable(url: str) -> bool:
    """By a host that no user name before an @ only looks like, and a port that there is."""
    try:
        found = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):  # Invalid
        return False
    here = next((host for beginning, host in _LOOPBACK.items() if url.startswith(beginning)), None)
    is_ours = url.startswith("https://") if here is None else found.host == here
    return is_ours and bool(found.host) and (found.port is None or 0 < found.port < 65_536)


class Destination(Contract):
    """What is left empty is no condition: every area, every severity."""

    areas: tuple[AreaName, ...] = ()
    receivers: tuple[Receiver, ...] = ()
    severities: tuple[Severity, ...] = ()
    teams: tuple[str, ...] = ()

    def concerns(self, letter: Letter) -> bool:
        said = letter.event.data
        return (
            (not self.areas or letter.event.area in self.areas)
            and (not self.receivers or not set(self.receivers).isdisjoint(said.receivers))
            and (not self.severities or said.severity in self.severities)
            and (not self.teams or not set(self.teams).isdisjoint(said.teams))
        )


class Prompt(Destination):
    """Told of each change as it comes. ``patience_hours``: for how long it is tried before the alert is parked.
    ``told_as``: the agency whose people read it, who are told no more of others' contacts than that they were."""

    changes: tuple[Change, ...] = ()
    told_as: Agency | None = None
    patience_hours: Annotated[float, Field(gt=0, le=168)] = 24.0
    timeout_seconds: Annotated[float, Field(gt=0, le=60)] = 10.0

    def concerns(self, letter: Letter) -> bool:
        return super().concerns(letter) and (not self.changes or letter.event.data.change in self.changes)


class Webhook(Prompt):
    """``secret`` names the environment variable that holds one ``whsec_`` secret, or while it is changed two."""

    kind: Literal["webhook"]
    url: Annotated[str, AfterValidator(_check_url)]
    secret: VariableName
    format: Literal["cloudevents", "fhir-flag"] = "cloudevents"


class Email(Prompt):
    kind: Literal["e-mail"]
    addresses: Addresses
    changes: tuple[Change, ...] = _NEWS


class DailySummary(Destination):
    """``hour`` of the day in London."""

    kind: Literal["daily-summary"]
    addresses: Addresses
    hour: Annotated[int, Field(ge=0, le=23)] = 8


AnyDestination = Annotated[Webhook | Email | DailySummary, Field(discriminator="kind")]
