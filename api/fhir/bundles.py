from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from fastapi import Request

from streams.fhir import Resource, write_instant


def write_bundle(
    request: Request, resources: Sequence[Resource], as_at: datetime, after: str | None = None
) -> Resource:
    """What a search found, without a total, which nobody counts. ``after``: where the next page begins."""
    here, _, kind = str(request.url).partition("?")[0].rpartition("/")
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
    links = [{"relation": "self", "url": str(request.url)}]
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


_MATCH = {"mode": "match"}
