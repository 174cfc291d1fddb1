"""Who looks on at alerts as they happen: each is on the audit before it is shown, and nobody looks on who has left."""

from dataclasses import dataclass

from api.audit.looks import Seen
from api.context import Context
from api.looking import judge, keep_shown
from api.narrowing import narrow_event
from api.policy.deciding import Resource
from api.streaming.told import Told
from streams.codes.access import Action


@dataclass(frozen=True, slots=True)
class Following:
    context: Context
    area: str

    async def show(self, told: list[Told]) -> None:
        for one in told:
            seen = Seen(one.subject, f"{one.area}.{one.entity}")
            self.context.asker.seen.setdefault((seen.kind, seen.id), seen)
        await keep_shown(self.context, self.area)

    def tell(self, told: Told) -> str:
        return narrow_event(told.text, self.context.asker.viewer)

    async def may_stay(self) -> bool:
        """Still signed in, in the same role, for the purpose they came with, which holds. Looking on keeps nobody
        signed in."""
        asker, now = self.context.asker, self.context.now()
        # A program's is of one request: it ends with the purpose, and that with the token.
        session = asker.session if asker.viewer.program else await self.context.sessions.read(asker.session.key, now)
        if session is None or session.role is not asker.viewer.role or session.purpose != asker.session.purpose:
            return False
        resource = Resource(self.area, teams=asker.viewer.teams)
        return judge(self.context, asker.action, resource).allowed

    def may_see(self, told: Told) -> bool:
        return judge(self.context, Action.OPEN_ALERT, Resource(told.area, told.subject, told.teams)).allowed
