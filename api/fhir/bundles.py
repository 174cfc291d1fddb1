from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from starlette.datastructures import URL

from api.signin.cookies import is_secure
from streams.fhir import Resource, write_instant
from streams.settings import Settings


def write_bundle(
    request: Request, resources: Sequence[Resource], as_at: datetime, after: str | None = None
) -> Resource:
    """What a search found, without a total, which nobody counts. ``after``: where the next page begins."""
    url = str(_find_url(request))
    here, _, kind = url.partition("?")[0].rpartition("/")
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
    links = [{"relation": "self", "url": url}]
    if after:
        links.append({"relation": "next", "url": f"{here}/{kind}?{urlencode([*asked, ('after', after)])}"})
    entries = [{"fullUrl": f"{here}/{kind}/{one['id']}", "resource": one, "search": _MATCH} for one in resources]
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "timestamp": write_instant(as_at),
        "link": links,
        **({"entry": entries} if entries else {}),
    }


def _find_url(request: Request) -> URL:
    """Behind what ends TLS we are asked in plain, and whoever followed a link in plain would send their token so."""
    settings: Settings = request.app.state.context.settings
    console = urlsplit(settings.console_url)
    ours = is_secure(settings) and request.url.hostname == console.hostname
    return request.url.replace(scheme="https", netloc=console.netloc) if ours else request.url


_MATCH = {"mode": "match"}
