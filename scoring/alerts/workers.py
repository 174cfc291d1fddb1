from scoring.indicators.cases import find_open_cases
from scoring.indicators.facts import Facts


def find_teams(facts: Facts) -> tuple[str, ...]:
    """Teams whose worker has an open case, as the latest event of it names them."""
    return tuple(sorted({case.contact.worker.team for case in find_open_cases(facts).values()}))
