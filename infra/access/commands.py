"""``linnet topics acls`` and ``users``: who may do what at Kafka, by which password, and bringing the cluster to it."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from infra.access.cluster import compare_acls, create_acls, delete_acls
from infra.access.rights import Acl, list_acls
from infra.access.users import list_users, read_passwords, set_passwords
from infra.endpoints import locate
from infra.feeds.senders_file import load_senders
from streams.settings import Settings

screen = Console(stderr=True, highlight=False)
Apply = Annotated[bool, typer.Option("--apply", help="create those that are missing")]
Prune = Annotated[bool, typer.Option("--prune", help="with --apply: delete further ones of Linnet's own users")]


def acls(apply: Apply = False, prune: Prune = False) -> None:
    """Every ACL that the processes and the senders who write to Kafka need; --apply creates them."""
    settings = Settings()
    wanted = list_acls(load_senders(settings))
    if not apply:
        for acl in wanted:
            typer.echo(_write(acl))
        return
    settings = locate(settings)
    found = compare_acls(settings, wanted)
    create_acls(settings, found.missing)
    screen.print(f"created {len(found.missing)} of {len(wanted)} ACLs; the others were there", markup=False)
    for acl in found.further:
        screen.print(f"{'deleted' if prune else 'beyond the table'}: {_write(acl)}", markup=False, soft_wrap=True)
    if prune:
        delete_acls(settings, found.further)


def users(
    folder: Annotated[Path, typer.Argument(help="files of one password each, named as in infra/deploy/")],
) -> None:
    """Set at Kafka the passwords of those of its users who have a file in the folder, new or changed."""
    settings = Settings()
    known = list_users(load_senders(settings))
    found = read_passwords(folder, known)
    set_passwords(locate(settings), found)
    screen.print(f"set the passwords of {', '.join(found)}", markup=False, soft_wrap=True)
    if missing := sorted(set(known.values()) - set(found)):
        screen.print(f"left as they are, without a file: {', '.join(missing)}", markup=False, soft_wrap=True)


def _write(acl: Acl) -> str:
    return f"{acl.principal:<28} {acl.kind.lower():<8} {acl.pattern.lower():<9} {acl.name:<22} {acl.operation}"
