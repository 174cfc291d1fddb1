from collections.abc import Generator, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, TypeAdapter

from linnet_client import models
from linnet_client.faults import read_refusal
from linnet_client.following import Heard, follow
from linnet_client.operations import Operations

T = TypeVar("T")

_SECONDS = 10.0


class Linnet(Operations):
    """``purpose`` is the code of one of those that the program is listed with, and is stated with each request;
    ``reference`` is of the case. Each method raises :class:`Refused` for what is not answered, and
    :class:`httpx.TransportError` where nothing answers."""

    def __init__(
        self,
        url: str,
        auth: httpx.Auth,
        purpose: str,
        reference: str = "",
        *,
        transport: httpx.BaseTransport | None = None,
        timeout: float = _SECONDS,
    ) -> None:
        stated = {"Linnet-Purpose": purpose, "Linnet-Reference": reference, "Accept": "application/json"}
        self._http = httpx.Client(base_url=url, auth=auth, headers=stated, timeout=timeout, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def ask(
        self, method: str, path: str, answer: type[T], query: Mapping[str, Any], body: BaseModel | None = None
    ) -> T:
        sent = None if body is None else body.model_dump(mode="json", exclude_unset=True)
        response = self._http.request(method, path, params=_write_query(query), json=sent)
        if not response.is_success:
            raise read_refusal(response)
        # A table is its text.
        return response.text if answer is str else TypeAdapter(answer).validate_json(response.content)  # type: ignore[return-value]

    def follow_alerts(
        self,
        area: str,
        *,
        severity: list[models.Severity] | None = None,
        receiver: list[models.Receiver] | None = None,
        after: str = "",
    ) -> Generator[Heard, None, None]:
        """Alerts as they happen, without end: a connection that breaks is made again from the last that was heard, so
        that nothing is missed. ``after``: the place of one heard before; from now on when left out. Raises
        :class:`Refused`, and at the first connection :class:`httpx.TransportError`."""
        query = _write_query({"severity": severity, "receiver": receiver})
        return follow(self._http, f"/v1/areas/{quote(area, '')}/alerts/stream", query, after)


def _write_query(query: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _write(value) for name, value in query.items() if value is not None}


def _write(value: Any) -> Any:
    if isinstance(value, list):
        return [_write(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
