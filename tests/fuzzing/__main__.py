"""``python -m tests.fuzzing``: thousands of requests of every role, on a stack of its own. Ends with 1 if one of them
was answered with a server error or otherwise than the document says."""

from pathlib import Path
from typing import Annotated

import typer

from streams.codes.access import Role
from tests.fuzzing.running import fuzz
from tests.fuzzing.world import find_known, serving_alone


def run(
    examples: Annotated[int, typer.Option(min=1, help="of each operation, in each phase, as each role")] = 10,
    roles: Annotated[list[Role] | None, typer.Option("--role", help="all when left out")] = None,
    seed: int = 1,
    report: Annotated[Path | None, typer.Option(help="where all that Schemathesis says is written")] = None,
) -> None:
    """Ask the served API what nobody would ask."""
    cases, failed, said = 0, False, list[str]()
    with serving_alone() as (address, settings):
        known = find_known(address, settings)
        for found in fuzz(address, settings, known, roles or list(Role), examples, seed):
            cases, failed = cases + found.cases, failed or bool(found.failures)
            said.append(found.text)
            typer.echo(f"{found.role}: {found.cases} cases; {', '.join(found.failures) or 'as documented'}")
    typer.echo(f"{cases} cases")
    if report:
        report.write_text("\n".join(said))
    raise typer.Exit(int(failed))


if __name__ == "__main__":
    typer.run(run)
