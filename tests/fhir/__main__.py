"""``python -m tests.fhir``: every kind of FHIR answer before HAPI's validator. Needs Java 17 with its compiler, and
Maven, which fetches some 145 MB the first time. Ends with 1 on an error; warnings are told."""

import asyncio
import json
import subprocess
from pathlib import Path

import typer

from scoring.state.opening import open_redis
from streams.settings import Settings
from tests.fhir.gathering import Resource, gather
from tests.fuzzing.world import serving_alone
from tests.integration.indexing import index_until

_HERE = Path(__file__).parent


def judge() -> None:
    """Ask for everything there is in FHIR, and judge it."""
    with serving_alone() as (address, settings):
        gather(address, settings)  # so that there are looks to tell of
        asyncio.run(_index(settings))
        found = gather(address, settings)
        # An empty Bundle is always valid.
        assert all(one["entry"] for one in found.values() if one["resourceType"] == "Bundle")
        said = _run_hapi(found, settings.data_dir)
    for line in said:
        typer.echo(line)
    errors = sum(line.startswith(("ERROR", "FATAL")) for line in said)
    typer.echo(f"{len(found)} answers with {_count(found)} resources, {errors} errors, {len(said) - errors} warnings")
    raise typer.Exit(int(errors > 0))


async def _index(settings: Settings) -> None:
    redis = open_redis(settings, timeout=5.0)
    try:
        await index_until(settings, redis)
    finally:
        await redis.aclose()


def _run_hapi(found: dict[str, Resource], home: Path) -> list[str]:
    """Its messages. Raises where it did not judge each of them."""
    jars, files = home / "jars", [home / f"{name}.json" for name in found]
    for file, resource in zip(files, found.values(), strict=True):
        file.write_text(json.dumps(resource))
    fetching = ["mvn", "-q", "-B", "-f", str(_HERE / "pom.xml"), "dependency:copy-dependencies"]
    subprocess.run([*fetching, f"-DoutputDirectory={jars}"], check=True, timeout=900)
    judging = ["java", "-cp", f"{jars}/*", str(_HERE / "Judge.java"), *map(str, files)]
    ran = subprocess.run(judging, capture_output=True, text=True, timeout=600, check=True)
    lines = [line.replace(f"{home}/", "").replace("\t", " ") for line in ran.stdout.splitlines()]
    assert sum(line.startswith("JUDGED") for line in lines) == len(files)
    return [line for line in lines if not line.startswith("JUDGED")]


def _count(found: dict[str, Resource]) -> int:
    return sum(len(one.get("entry", ())) + 1 for one in found.values())


if __name__ == "__main__":
    typer.run(judge)
