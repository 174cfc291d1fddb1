"""How an area practises the 28-day risk: which models learn, and what counts as a crisis."""

from dataclasses import dataclass

from scoring.risk.crises import CRISIS_TEAMS
from scoring.risk.recipe import RECIPES, Recipe


@dataclass(frozen=True, slots=True)
class Practice:
    """``recipes``: the first one's scores count until another is promoted; the others learn in its shadow.
    ``crisis_teams``: team types whose accepting a referral is a crisis. ``most``: a tick takes up so many people at
    most, the most overdue first; the others are late by a tick."""

    recipes: tuple[Recipe, ...] = RECIPES
    crisis_teams: frozenset[str] = frozenset(CRISIS_TEAMS)
    most: int = 5_000

    def recipe(self, name: str) -> Recipe:
        """The first, where there is none of this name (any more)."""
        return next((recipe for recipe in self.recipes if recipe.name == name), self.recipes[0])


PRACTICE = Practice()
