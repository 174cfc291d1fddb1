"""``linnet audit``: whether the audit is as it was written, proved to whoever doubts it."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from streams.errors import Broken, Invalid
from streams.settings import Settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from infra.audit.held import Held

app = typer.Typer(no_args_is_help=True, help=__doc__)
progress = Console(stderr=True, highlight=False)
screen = Console(highlight=False, soft_wrap=True)

TAMPERED, UNSIGNED = 1, 3

Areas = Annotated[list[str] | None, typer.Option("--area", help="only this area; may be given again")]
File = Annotated[Path | None, typer.Option("--file", help="what linnet audit export wrote; default: Kafka")]
Heads = Annotated[list[Path] | None, typer.Option("--heads", help="heads kept elsewhere; may be given again")]
PublicKey = Annotated[Path | None, typer.Option("--public-key", help="PEM; default: that of the data directory")]


@app.command()
def verify(area: Areas = None, file: File = None, heads: Heads = None, public_key: PublicKey = None) -> None:
    """Name the first record that was altered, taken away, added or moved: 0 none, 1 one, 3 nothing was ever signed."""
    from infra.audit.held import read_heads
    from infra.audit.verifying import tell
    from infra.audit.verifying import verify as verify_held

    elsewhere, held = [raw for path in heads or () for raw in read_heads(path)], _held(file)
    _check_areas(area, held, elsewhere)
    verdicts = verify_held(held, area or (), elsewhere, _public_key(public_key))
    for name, verdict in verdicts.items():
        for line in tell(name, verdict):
            screen.print(line, markup=False)
    if any(verdict.fault for verdict in verdicts.values()):
        raise typer.Exit(TAMPERED)
    if not verdicts:
        progress.print("nothing is held, and nothing was ever signed: give --heads, if heads were kept elsewhere")
        raise typer.Exit(UNSIGNED)
    if any(verdict.size and not verdict.signed for verdict in verdicts.values()):
        progress.print("records of which none was signed may have been written anew: is the process auditing running?")
        raise typer.Exit(UNSIGNED)


@app.command()
def export(path: Path, area: Areas = None) -> None:
    """Write records and heads to a file as they are, a line each, for linnet audit verify --file."""
    from infra.audit.held import write_file

    held = _held(None)
    _check_areas(area, held)
    progress.print(f"{write_file(held, area or held.records, path):,} lines in {path}")


@app.command()
def prove(id: Annotated[str, typer.Argument(help="of a record")], file: File = None) -> None:
    """Print a proof that this record was in the audit when it was last signed; linnet audit check checks it."""
    from infra.audit.held import sort_heads
    from infra.audit.proving import prove_record
    from scoring.audit.records import read_record

    held = _held(file)
    genuine, _ = sort_heads(held.heads, None)
    for area, records in held.records.items():
        for position, raw in enumerate(records):
            if read_record(area, position, raw).id == id:
                covering = [head for head in genuine.get(area, ()) if head.tree.size > position]
                if not covering:
                    raise Invalid("not-signed", f"record {position} of {area} is not signed yet: ask in a minute")
                head = max(covering, key=lambda head: head.tree.size)
                sys.stdout.buffer.write(prove_record(records, head, position).write())
                return
    raise typer.BadParameter("no record has this id")


@app.command("prove-growth")
def prove_growth(
    area: str, size: Annotated[int, typer.Argument(help="of an earlier signed head")], file: File = None
) -> None:
    """Print a proof that what was signed then is the beginning of what is signed now."""
    from infra.audit.held import sort_heads
    from infra.audit.proving import prove_growth as prove

    held = _held(file)
    genuine, _ = sort_heads(held.heads, None)
    heads = {head.tree.size: head for head in genuine.get(area, ()) if head.tree.size}
    if size not in heads:
        raise typer.BadParameter(f"nothing was signed of {area} at that size: there are {_sizes(heads)}")
    sys.stdout.buffer.write(prove(held.records[area], heads[size], heads[max(heads)]).write())


@app.command()
def check(proof: Path, public_key: PublicKey = None) -> None:
    """Check a proof: with the public key, and without any of our servers."""
    from infra.audit.proving import check_proof

    try:
        screen.print(check_proof(proof.read_bytes(), _public_key(public_key)), markup=False)
    except Invalid as fault:
        progress.print(fault.reason, markup=False)
        raise typer.Exit(TAMPERED) from None
    except OSError as fault:
        raise Broken(f"{proof} cannot be read: {fault.strerror}") from fault


@app.command()
def key(path: Path) -> None:
    """Make a key to sign the audit with, for LINNET_AUDIT_KEY_FILE, and beside it the public key for who verifies."""
    from consumers.auditing.keys import make_key

    progress.print(
        f"the key is {path}: keep it where only the process auditing can read it; {make_key(path)} is public"
    )


def _check_areas(area: list[str] | None, held: "Held", elsewhere: Iterable[bytes] = ()) -> None:
    """Of an area that is none, nothing is wrong."""
    from infra.audit.held import list_areas

    if unknown := set(area or ()) - set(known := list_areas(held, elsewhere)):
        there = ", ".join(known) or "none"
        raise typer.BadParameter(
            f"nothing was ever written or signed of {', '.join(sorted(unknown))}; there are {there}"
        )


def _held(file: Path | None) -> "Held":
    from infra.audit.held import read_file, read_kafka
    from infra.endpoints import locate

    return read_file(file) if file else read_kafka(locate(Settings()))


def _public_key(path: Path | None) -> "Ed25519PublicKey":
    from consumers.auditing.keys import PUBLIC, own_key_file, read_public_key

    settings = Settings()
    private = settings.audit_key_file or own_key_file(settings)
    return read_public_key(path or private.with_name(private.name + PUBLIC))


def _sizes(heads: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(heads)[-20:])) or "none"
