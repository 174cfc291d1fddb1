"""Who looks on at alerts as they happen: each is on the audit before it is shown, nobody looks on who has left, and
nobody at themselves."""

from collections.abc import Collection
from dataclasses import dataclass

from api.asking import ask_area
from api.audit.looks import Seen
from api.context import Context
from api.looking import judge, keep_shown
from api.narrowing import narrow_event
from api.policy.deciding import Resource
from api.streaming.told import Told
from scoring.linkage.records import RecordId
from scoring.state.holdings_view import find_restriction
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from streams.codes.access import Action


@dataclass(frozen=True, slots=True)
class Following:
    context: Context
    area: str

    async def show(self, told: list[Told]) -> list[Told]:
        own = await self._find_own({one.entity for one in told if one.subject is Subject.PERSON})
        others = [one for one in told if one.entity not in own]
        for one in others:
            seen = Seen(one.subject, f"{one.area}.{one.entity}")
            self.context.asker.seen.setdefault((seen.kind, seen.id), seen)
        if others:
            await keep_shown(self.context, self.area)
        return others

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

    async def _find_own(self, people: Collection[str]) -> Collection[str]:
        """Which of these are whoever looks on. Cost: three round trips each, where the provider says their number."""
        viewer = self.context.asker.viewer
        if not viewer.nhs_number or not people:
            return ()

        async def find(shelf: Shelf) -> list[str]:
            found = [(one, await find_restriction(shelf, RecordId(one))) for one in sorted(people)]
            return [one for one, held in found if held and viewer.is_among(held.particulars.nhs_numbers)]

        return (await ask_area(self.context, self.area, find))[0]

    def may_see(self, told: Told) -> bool:
        return judge(self.context, Action.OPEN_ALERT, Resource(told.area, told.subject, told.teams)).allowed
