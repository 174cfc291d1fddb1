from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from redis.asyncio import Redis

from api.asker import Asker
from api.audit.auditor import Auditor
from api.pacing import Pace
from api.sending import Sender
from api.signin.provider import Provider
from api.signin.sessions import Sessions
from api.streaming.broadcast import Broadcast
from api.surveying import Surveys
from scoring.linkage.models import Models
from streams.partnership import Area
from streams.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """What every answer is made with. ``models``: by area. ``provider`` is None for development sign-in; ``asked_by``
    is None but within a look (:mod:`api.looking`)."""

    settings: Settings
    redis: Redis
    models: Mapping[str, Models]
    now: Callable[[], datetime]
    sender: Sender
    broadcast: Broadcast
    auditor: Auditor
    sessions: Sessions
    provider: Provider | None
    pace: Pace
    surveys: Surveys = field(default_factory=Surveys)
    asked_by: Asker | None = None

    @property
    def asker(self) -> Asker:
        assert self.asked_by is not None, "nobody is answered who has not come by way of api.looking"
        return self.asked_by

    @property
    def areas(self) -> Mapping[str, Area]:
        """Those of the partnership that the asker may see: none, for nobody."""
        seen = self.asked_by.viewer.areas if self.asked_by else ()
        return {name: area for name, area in self.settings.partnership.areas.items() if name in seen}


def _find_context(request: Request) -> Context:
    context = getattr(request.state, "context", None) or request.app.state.context
    assert isinstance(context, Context)
    return context


InContext = Annotated[Context, Depends(_find_context)]
