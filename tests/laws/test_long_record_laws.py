"""Of somebody with more contacts than anything looks at what they cost is bounded, and what is read is enough."""

import sys
from collections.abc import Callable, Collection
from datetime import timedelta
from types import FrameType
from typing import Any

import pytest

from scoring.risk.held import PersonRisk
from scoring.state.area import ALL, LATEST, AreaState
from scoring.state.documents import read
from scoring.state.keys import Key, kind_of
from tests.household import tick
from tests.laws.lives import START, read_all
from tests.laws.long_record import NOW, Sent, fill, see
from tests.laws.memory import MemoryStore


class Counted(MemoryStore):
    """Counts what is read of it, and what is called beside reading it: work, whatever the machine has to do else."""

    def __init__(self, latest: int = LATEST) -> None:
        super().__init__()
        self.work, self._latest = 0, latest

    async def load(self, state: AreaState, wanted: Collection[Key], whole: bool = False, latest: int = LATEST) -> None:
        counting = sys.getprofile()
        sys.setprofile(None)
        await super().load(state, wanted, whole, min(latest, self._latest))
        self.work += len(wanted) + sum(len(state.scores.get(key, ())) for key in wanted)
        sys.setprofile(counting)

    def count(self, work: Callable[[], object]) -> int:
        self.work = 0

        def notice(_: FrameType, what: str, __: object) -> None:
            self.work += what in ("call", "c_call")

        sys.setprofile(notice)
        try:
            work()
        finally:
            sys.setprofile(None)
        return self.work


def correct(number: int, kind: str, target: Sent, **more: Any) -> Sent:
    recorded = (NOW + timedelta(hours=number)).isoformat()
    data = ({} if "replacement" in more else {"target": target["id"]}) | {"recorded_at": recorded, **more}
    return target | {"id": f"C{number}", "time": recorded, "type": kind, "data": data}


def test_what_an_event_costs_is_bounded() -> None:
    """Of somebody with 4,000 contacts, and with 16,000, an event is at most half as much work again as with 1,000."""
    spent = {}
    for contacts in (1_000, 4_000, 16_000):
        store = Counted()
        fill(store, contacts)
        events = read_all([see(n, NOW + timedelta(hours=n)) for n in range(3)])
        spent[contacts] = store.count(lambda store=store, events=events: store.play(events, 1))  # type: ignore[misc]
    assert spent[4_000] < 1.5 * spent[1_000]
    assert spent[16_000] < 1.05 * spent[4_000]


@pytest.mark.parametrize("size", [1, 20])
def test_the_latest_contacts_are_enough(size: int) -> None:
    """Events of today, of long ago and of the future, some corrected, moved or erased, leave the same as where all that
    is known of the person is read each time; and the person is scored."""
    late, old = [see(n, NOW - timedelta(hours=n)) for n in range(3)], see(3, START + timedelta(days=2))
    ahead, moved = see(4, NOW + timedelta(days=900)), see(5, NOW - timedelta(days=4))
    replacement = moved | {"data": moved["data"] | {"happened_at": (START + timedelta(days=3)).isoformat()}}
    sent = [
        *late,
        old,
        ahead,
        moved,
        correct(1, "record-erased-1", late[1]),
        correct(2, "record-erased-1", old),
        correct(3, "record-restricted-1", late[0], sensitivity="R"),
        correct(4, "record-rectified-1", moved, replacement=replacement),
        see(6, NOW),
        tick(NOW + timedelta(days=8)),
    ]
    stores = [Counted(latest) for latest in (LATEST, ALL)]
    for store in stores:
        fill(store, 1_500)
        store.play(read_all(sent), size)
    assert [(store.documents, store.members, store.scores, store.outbox) for store in stores[:1]] == [
        (store.documents, store.members, store.scores, store.outbox) for store in stores[1:]
    ]
    (risk,) = (read(key, raw) for key, raw in stores[0].documents.items() if kind_of(key) == "person-risk")
    assert isinstance(risk, PersonRisk)
    assert risk.course
    assert risk.awaiting
