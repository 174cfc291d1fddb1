"""The models at work through one batch, so that a model is read and written once however often it learns in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from scoring.risk.held import Model, Ruling
from scoring.risk.learner import Learner
from scoring.risk.practice import Practice
from scoring.risk.recipe import Recipe
from scoring.state import keys
from scoring.state.area import Draft


class Learners:
    """A learner is kept by the very document it stands for; while one learns it is in nobody's keeping, so that a step
    that starts over begins from what is written."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self._kept: dict[str, tuple[Model | None, Learner]] = {}

    def champion(self, draft: Draft) -> Recipe:
        ruling = draft.document(keys.RULING, Ruling)
        return self.practice.recipe(ruling.champion if ruling else "")

    def read(self, draft: Draft, recipe: Recipe) -> Learner:
        """For predicting only. Raises :class:`NotLoaded`."""
        held = draft.document(keys.model(recipe.name), Model)
        kept = self._kept.get(recipe.name)
        if kept is None or kept[0] is not held:
            self._kept[recipe.name] = kept = (held, Learner(recipe, held))
        return kept[1]

    @contextmanager
    def teach(self, draft: Draft) -> Iterator[dict[str, Learner]]:
        """All of them, by name, to learn from; what they then are is written."""
        taught = {recipe.name: self.read(draft, recipe) for recipe in self.practice.recipes}
        self._kept.clear()
        yield taught
        for name, learner in taught.items():
            model = learner.write()
            draft.put(keys.model(name), model)
            self._kept[name] = (model, learner)

    def wanted(self) -> list[keys.Key]:
        return [keys.CLOCK, keys.RULING, keys.VIGIL, *(keys.model(recipe.name) for recipe in self.practice.recipes)]
