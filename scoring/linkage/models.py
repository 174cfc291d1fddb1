"""The two models an area is linked by."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from scoring.linkage.evidence import Bench
from scoring.linkage.matching import Matcher
from scoring.linkage.persons.model import load_person_model
from scoring.linkage.places.model import load_place_model
from scoring.linkage.records import Identity, Place
from scoring.state.area import Draft
from scoring.state.documents import Lineage
from scoring.state.keys import Subject, tell_veil
from streams.errors import Invalid
from streams.settings import Settings

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Models:
    persons: Matcher[Identity]
    places: Matcher[Place]

    @property
    def lineage(self) -> Lineage:
        return Lineage(self.persons.version, self.places.version, tell_veil())

    def of(self, subject: Subject) -> Matcher[Any]:
        return self.persons if subject is Subject.PERSON else self.places

    def bench(self, draft: Draft, subject: Subject) -> Bench:
        return Bench(draft, subject, self.of(subject))


def load_models(persons: Path | None = None, places: Path | None = None, people: int | None = None) -> Models:
    """The models in these files, or those that ship, for an area of ``people``; None: of as many as the model was made
    for. Raises :class:`Invalid` for a file that is no model."""
    return Models(_load(load_person_model, persons).among(people), _load(load_place_model, places))


def load_models_of(settings: Settings, area: str) -> Models:
    """Of one area; one that is not of the partnership says nothing of its people."""
    held = settings.partnership.areas.get(area)
    return load_models(settings.person_model, settings.place_model, held.people if held else None)


def choose_models(settings: Settings) -> dict[str, Models]:
    """By area of the partnership. Areas of one size share theirs, and what these remember."""
    areas = settings.partnership.areas
    model, places = _load(load_person_model, settings.person_model), _load(load_place_model, settings.place_model)
    of_size = {people: Models(model.among(people), places) for people in {area.people for area in areas.values()}}
    return {name: of_size[area.people] for name, area in areas.items()}


def _load(loader: Callable[[Path | None], M], path: Path | None) -> M:
    try:
        return loader(path)
    except (msgspec.DecodeError, OSError) as fault:
        raise Invalid("model", f"{path} is no model file of this kind: {fault}") from None
