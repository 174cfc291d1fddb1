"""Who two records of people are: one person, two of one household, or strangers."""

from scoring.linkage.persons.model import PersonModel, load_person_model, save_person_model

__all__ = ["PersonModel", "load_person_model", "save_person_model"]
