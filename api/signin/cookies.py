"""The two cookies: who is signed in, and which browser is on its way through the provider."""

from typing import Literal

from fastapi import Request, Response

from streams.settings import Settings

# Lax: whoever follows a link from another system, or comes back from the provider, is still signed in.
_SAME_SITE: Literal["lax"] = "lax"
# Instead of an id, once somebody has signed out: who they were is forgotten, and not that somebody was here.
_LEFT = "left"


def read_session_id(settings: Settings, request: Request) -> str:
    return request.cookies.get(name_cookie(settings), "")


def keep_session_id(settings: Settings, response: Response, session_id: str) -> None:
    _set(settings, response, name_cookie(settings), session_id)


def forget_session_id(settings: Settings, response: Response) -> None:
    """:func:`read_session_id` then gives one that no session has, until the browser is closed."""
    _set(settings, response, name_cookie(settings), _LEFT)


def name_cookie(settings: Settings) -> str:
    """``__Host-``: no other host, and nobody without TLS, can set one by this name (RFC 6265bis)."""
    return "__Host-linnet" if is_secure(settings) else "linnet-session"


def read_browser(settings: Settings, request: Request) -> str:
    return request.cookies.get(_name_browser(settings), "")


def keep_browser(settings: Settings, response: Response, value: str) -> None:
    _set(settings, response, _name_browser(settings), value)


def is_secure(settings: Settings) -> bool:
    return settings.console_url.startswith("https://")


def _name_browser(settings: Settings) -> str:
    return "__Host-linnet-way" if is_secure(settings) else "linnet-way"


def _set(settings: Settings, response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, path="/", secure=is_secure(settings), httponly=True, samesite=_SAME_SITE)
