from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
from pydantic import BaseModel, TypeAdapter

from linnet_client.faults import read_refusal
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
        asked = {name: _write(value) for name, value in query.items() if value is not None}
        sent = None if body is None else body.model_dump(mode="json", exclude_unset=True)
        response = self._http.request(method, path, params=asked, json=sent)
        if not response.is_success:
            raise read_refusal(response)
        return TypeAdapter(answer).validate_json(response.content)


def _write(value: Any) -> Any:
    if isinstance(value, list):
        return [_write(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
