"""Whether a rule's conditions hold, what they rest on, and when time alone could make it otherwise."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import inf

from scoring.alerts.rules import Condition
from scoring.alerts.wording import tell
from scoring.indicators.asked import Asked, Measured
from scoring.indicators.catalogue import RULED
from scoring.indicators.facts import Fact
from scoring.indicators.measuring import measure_told
from scoring.indicators.missed import was_child
from scoring.indicators.told import Told
from scoring.linkage.records import EntityId
from scoring.state.documents import Because
from streams.codes.indicators import RuleIndicator
from streams.contract import EventKey

_FALLING = frozenset(name for name, indicator in RULED.items() if indicator.falls)
_OF_FACTS = frozenset(name for name, indicator in RULED.items() if indicator.of_facts)
# Of the events a finding rests on, as many are kept as a person would read.
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Judged:
    """``changes``: the first moment at which time alone may change ``holds``, None for never."""

    holds: bool
    changes: float | None


def _is_new(fact: Fact, last: float, recorded_after: float | None) -> bool:
    if recorded_after is None:
        return fact.contact.happened > last
    return fact.contact.recorded > recorded_after


@dataclass(frozen=True, slots=True)
class Appraisal:
    """Of one set of facts at one moment; each measure is taken once. ``find_birth``: somebody's birth date as far as it
    is known, which may raise :class:`scoring.state.area.NotLoaded`; asked for only where the words depend on it."""

    told: Told
    t: float
    find_birth: Callable[[EntityId], str]
    _taken: dict[int, tuple[Asked, Measured]] = field(default_factory=dict)

    def judge(self, conditions: Iterable[Condition]) -> Judged:
        """Stops at the first that fails and that no time will mend. Of nothing, nothing holds: where all is withheld,
        silence must not tell of it."""
        if not self.told.facts.facts:
            return Judged(False, None)
        holds, changes, asked_for = True, list[float](), [(condition, condition.asked) for condition in conditions]
        # What cannot be enough in any window is settled before anything is measured: mostly all is settled by it.
        for condition, asked in asked_for:
            if condition.indicator in _OF_FACTS and (condition.at_least or 0) > self.told.bound(asked):
                return Judged(False, None)
        for condition, asked in asked_for:
            measured = self._measure(asked)
            held = condition.holds(measured.value)
            if not held and condition.at_most is None and condition.indicator in _FALLING:
                return Judged(False, None)
            holds &= held
            changes += [] if measured.changes is None else [measured.changes]
        return Judged(holds, min(changes, default=None))

    def begins_anew(
        self, conditions: Sequence[Condition], known: Collection[EventKey], recorded_after: float | None
    ) -> bool:
        """Whether they rest on something that is not ``known``, and held no longer when that happened. New is what was
        recorded after that moment; where there is none, what happened after all that is known, however late it was
        recorded and came. Cost: as much as judging them, for each such contact."""
        if not self.judge(conditions).holds:
            return False
        rests, facts = set(self.find_rests(conditions)).difference(known), self.told.facts.facts
        last = max((fact.contact.happened for fact in facts if fact.event in known), default=-inf)
        new = [at for at, fact in enumerate(facts) if fact.event in rests and _is_new(fact, last, recorded_after)]
        return any(not self._stop_before(at).judge(conditions).holds for at in new)

    def find_rests(self, conditions: Iterable[Condition]) -> tuple[EventKey, ...]:
        """Sorted: what they rest on now, whether or not they hold."""
        return tuple(sorted({event for condition in conditions for event in self._measure(condition.asked).events}))

    def look_back(self, t: float, rested: Collection[EventKey]) -> "Appraisal":
        """At ``t``, on what had happened by then, or by the last of those that are ``rested`` on: ticks may have been
        behind."""
        facts = self.told.facts
        last = max((fact.contact.happened for fact in facts.facts if fact.event in rested), default=t)
        return Appraisal(Told(facts.look_back(max(t, last))), t, self.find_birth)

    def _stop_before(self, at: int) -> "Appraisal":
        """As it was when that fact happened, without it and all that came after it."""
        facts = self.told.facts
        return Appraisal(Told(facts.stop_before(at)), facts.facts[at].contact.happened, self.find_birth)

    def explain(self, conditions: Iterable[Condition]) -> tuple[Because, ...]:
        return tuple(self._explain(condition) for condition in conditions)

    def _explain(self, condition: Condition) -> Because:
        measured = self._measure(condition.asked)
        by_event = {fact.event: fact.contact.agency for fact in self.told.facts.facts}
        agencies = tuple(sorted({by_event[event] for event in measured.events if event in by_event}))
        words = tell(condition, measured.value, child=self._is_of_child(condition, measured))
        return Because(words, condition.indicator, float(measured.value), agencies, measured.events[:_SHOWN])

    def _is_of_child(self, condition: Condition, measured: Measured) -> bool:
        """Whether whoever missed the latest of these appointments was under 18 then."""
        if condition.indicator != RuleIndicator.MISSED_RUN or not measured.events:
            return False
        latest = next(fact.contact for fact in self.told.facts.facts if fact.event == measured.events[0])
        born = self.find_birth(self.told.facts.persons[latest.person])
        return was_child(born, datetime.fromtimestamp(latest.happened, UTC).date())

    def _measure(self, asked: Asked) -> Measured:
        # By identity, since equal questions of rules are mostly one object and hashing them costs as much as counting.
        # The question is held with its answer: another could be where one was that nobody holds any more.
        taken = self._taken.get(id(asked))
        if taken is None:
            taken = self._taken[id(asked)] = asked, measure_told(self.told, asked, self.t)
        return taken[1]
