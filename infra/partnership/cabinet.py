"""Files at hand, for the agency that opens the same ones every other week."""

from infra.partnership.known import File, on_second_day, open_file
from infra.partnership.people import Person
from streams.codes.agencies import Agency


class Cabinet:
    """Keeps the trust's files of those who have neither moved nor been renamed; nobody else's stay the same."""

    def __init__(self, seed: int, noise: float) -> None:
        self._seed, self._noise = seed, noise
        self._files: dict[tuple[int, bool], File] = {}

    def open(self, agency: Agency, person: Person, at: int) -> File:
        if agency is not Agency.EHR or person.moved_at or person.renamed_at:
            return open_file(self._seed, agency, person, at, self._noise)
        key = person.serial, on_second_day(at)
        if key not in self._files:
            self._files[key] = open_file(self._seed, agency, person, at, self._noise)
        return self._files[key]
