from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from redis.asyncio import Redis

from api.audit.auditor import Auditor
from api.sending import Sender
from api.streaming.broadcast import Broadcast
from api.surveying import Surveys
from scoring.linkage.models import Models
from streams.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    settings: Settings
    redis: Redis
    models: Models
    now: Callable[[], datetime]
    sender: Sender
    broadcast: Broadcast
    auditor: Auditor
    surveys: Surveys = field(default_factory=Surveys)


def _find_context(request: Request) -> Context:
    context = request.app.state.context
    assert isinstance(context, Context)
    return context


InContext = Annotated[Context, Depends(_find_context)]
