"""How well records of people fit one search. What was not asked for tells nobody apart, so that namesakes weigh alike:
each distinct answer to what was asked for is weighed once, however many records give it."""

from scoring.linkage.finding.asked import PersonAsked
from scoring.linkage.finding.entries import filed
from scoring.linkage.finding.phrasing import answer_asked, count_unlike, exchange_names, phrase, without_place
from scoring.linkage.matching import Matcher
from scoring.linkage.records import Identity
from scoring.state.documents import PersonRecord
from scoring.state.found import Weight

# In hundredths of a bit: who is a thousand times less likely meant than the first is not shown.
WITHIN = 1_000
# What an agency's own number says, which the model of persons knows nothing of: about as much as an NHS number.
_FILED = 1_500
# What it says against a record that it has nothing like a word typed. Middle names are left out, or are others.
_UNSAID = 400


class Scales:
    """Of one search; of who is not shown beside the best, weights are upper bounds. Cost: 0.1 to 0.2 ms for a statement
    not met before."""

    def __init__(self, matcher: Matcher[Identity], asked: PersonAsked) -> None:
        self.asked = asked
        self._matcher = matcher
        self._anywhere = without_place(asked)
        self._filed = {filed(name) for name in asked.local_ids}
        self._weighed: dict[Identity, Weight] = {}
        self._best: int | None = None

    def weigh(self, held: PersonRecord, located: bool) -> Weight:
        """Where somebody restricted is says nothing, ``located`` is false of them: it must not be found out by
        asking."""
        asked = self.asked if located else self._anywhere
        said = answer_asked(asked, held.statement)
        weight = self._weighed.get(said)
        if weight is None:
            weight = self._weighed[said] = self._weigh(asked, said)
        if self._filed and not self._filed.isdisjoint(map(filed, held.bare_ids)):
            return Weight(weight.match + _FILED, weight.fit)
        return weight

    def _weigh(self, asked: PersonAsked, held: Identity) -> Weight:
        said, fit = phrase(asked, held)
        match = self._matcher.weigh(said, held)
        if self._best is not None and match < self._best - WITHIN and not self._filed:
            # What may yet be taken off would change nothing.
            return Weight(match, fit)
        if said.given_name and said.family_name:
            # In which order a record has them must not make the same two names rarer.
            match = min(match, self._matcher.weigh(exchange_names(said), exchange_names(held)))
        match -= _UNSAID * count_unlike(asked, held)
        self._best = match if self._best is None else max(match, self._best)
        return Weight(match, fit)
