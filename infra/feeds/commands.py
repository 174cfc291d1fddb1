"""``linnet feeds``: agencies' files as they are, mapped to events."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from consumers.feeds.fields import EVENTS
from consumers.feeds.folders import Folders
from consumers.feeds.messages import message_feeds
from consumers.feeds.senders import Sender
from infra.commands import telling
from infra.feeds.mapping_file import SHIPPED, parse_mapping, read_mapping
from infra.feeds.proposing import propose, read_sample
from infra.feeds.reading import read_messages, show_told, tell_reading, write_refusals
from infra.feeds.senders_file import load_senders
from infra.feeds.sshd import user_of, write_config, write_setup
from infra.feeds.tokens import token
from infra.feeds.trying import Trial, show_events, tell_trial, try_file
from infra.roles import rest_collector
from streams.codes.agencies import Agency
from streams.errors import Broken, Invalid
from streams.events.agency import agency_of
from streams.settings import Settings

app = typer.Typer(no_args_is_help=True, help=__doc__)
app.command()(token)
screen = Console(highlight=False)
aside = Console(stderr=True, highlight=False)

# As senders files and paths name what the Multicast Notification Service sends.
_NOTIFICATIONS = {"mns": "notifications"}
MappingFile = Annotated[Path, typer.Argument(help="the mapping file; how one is written is told in docs/feeds.md")]
Areas = Annotated[list[str] | None, typer.Option("--area", help="an area that the file is for; may be given again")]


@app.command()
def check(mapping: MappingFile) -> None:
    """Every mistake of a mapping file, with its line and column; non-zero when there is any."""
    with telling():
        found = read_mapping(mapping)
    typer.echo(f"{mapping.name}: feed {found.feed}, {len(found.rows)} events a row at most, no mistakes")


@app.command("propose")
def propose_mapping(
    sample: Annotated[Path, typer.Argument(help="a file as the agency writes it")],
    agency: Annotated[Agency, typer.Option(help="whose file it is")],
    event: Annotated[str | None, typer.Option(help="what a row tells of; default: the agency's usual event")] = None,
) -> None:
    """A first mapping from a sample, on standard output, and on the screen what it would read."""
    with telling():
        _check_event(event, agency)
        feed = "".join(letter if letter.isalnum() else "-" for letter in sample.stem.lower()).strip("-0123456789")
        text = propose(read_sample(sample), agency, event, feed[:40].strip("-") or str(agency))
        typer.echo(text, nl=False)
        _show_what_it_reads(text, sample)


@app.command()
def judge(
    mapping: MappingFile,
    file: Annotated[Path, typer.Argument(help="a file as the agency would send it")],
    area: Areas = None,
    refused: Annotated[Path | None, typer.Option(help="write what is refused, row by row, to this file")] = None,
    examples: Annotated[bool, typer.Option(help="also show what the first rows tell: personal data")] = False,
) -> None:
    """What of a file would be accepted and what refused. Sends nothing."""
    rest_collector()
    with telling():
        trial = try_file(read_mapping(mapping), file, _areas(area), datetime.now(UTC), refused)
    _tell(trial, screen)
    if examples:
        _print(show_events(trial), screen)
    if trial.refusal:
        raise typer.Exit(Invalid.exit_code)


@app.command()
def convert(
    file: Annotated[Path, typer.Argument(help="a Bundle, HL7 messages, a payload or notifications, as they are sent")],
    name: Annotated[Literal["fhir", "hl7", "dfe", "mns"], typer.Option("--as", help="the format of the file")],
    sender: Annotated[str, typer.Option(help="whose it is, by its name in the senders file")],
    refused: Annotated[Path | None, typer.Option(help="write what is refused, item by item, to this file")] = None,
    examples: Annotated[int, typer.Option(min=0, help="show so many of its events: personal data")] = 0,
) -> None:
    """What of a file in one of the field's own formats would be read, refused and dropped. Sends nothing."""
    rest_collector()
    with telling():
        known = {each.name: each for each in _load()[1]}
        if sender not in known:
            raise Invalid("sender", f"the senders file has no {sender}; it has {', '.join(known)}")
        reading = read_messages(file, _NOTIFICATIONS.get(name, name), known[sender], datetime.now(UTC))
        if refused:
            write_refusals(reading, refused)
    _print(tell_reading(reading), screen)
    _print(show_told(reading, examples), screen)
    if reading.refusal:
        raise typer.Exit(Invalid.exit_code)


@app.command()
def sample(
    simulated: Annotated[Path, typer.Argument(help="a directory that linnet simulate has written")],
    into: Annotated[Path, typer.Argument(help="where to write the CSV files")],
    rows: Annotated[int, typer.Option(min=1, help="rows of a file at most")] = 1_000,
) -> None:
    """CSV files as the simulated agencies would write them, one for each mapping that Linnet comes with."""
    from infra.feeds.samples import write_samples

    with telling():
        found = [read_mapping(path) for path in sorted(SHIPPED.glob("*.yaml"))]
        for name, count in write_samples(simulated, found, into, rows).items():
            screen.print(f"{into / name}: {count:,} rows", markup=False, soft_wrap=True)


@app.command()
def serve(port: Annotated[int, typer.Option(help="on this machine alone; 0: a free one")] = 8022) -> None:
    """An SFTP server for development, until Ctrl-C. In production it is OpenSSH: linnet feeds sshd."""
    from infra.feeds.sftp_server import serving

    settings, senders = _load()

    async def run() -> None:
        async with serving(Folders(settings.feeds_dir), senders, port) as found:
            for sender in senders:
                screen.print(f"sftp -P {found} {user_of(sender.name)}@127.0.0.1", markup=False)
            await asyncio.Event().wait()

    asyncio.run(run())


@app.command("sshd")
def write_sshd(
    etc: Annotated[Path, typer.Option(help="where sshd finds its configuration and keys")] = Path("/etc/linnet/sshd"),
    owner: Annotated[str, typer.Option(help="the system user that Linnet runs as")] = "linnet",
    port: int = 2222,
    setup: Annotated[bool, typer.Option(help="the script that makes users and folders, for root")] = False,
) -> None:
    """OpenSSH's configuration for the senders file, or with --setup the script to run first, on standard output."""
    settings, senders = _load()
    folders = Folders(settings.feeds_dir.resolve())
    write = write_setup(folders, senders, etc, owner) if setup else write_config(folders, senders, etc, port)
    typer.echo(write, nl=False)


@app.command()
def senders() -> None:
    """Who may send what, as the senders file has it, with the mistakes of it and of its mappings."""
    for sender in _load()[1]:
        feeds = ", ".join(
            f"{feed.mapping.feed}" + (f" by {feed.due:%H:%M}, each {feed.every}" if feed.due else "")
            for feed in sender.feeds
        )
        keys = f"{len(sender.keys)} keys, {len(sender.tokens)} tokens"
        formats = f"; messages: {', '.join(feed.name for feed in message_feeds(sender))}" if sender.formats else ""
        told = f"{keys}; {feeds or 'no files'}{formats}"
        said = f"{sender.name}: {', '.join(sender.sources)} for {', '.join(sender.areas)}; {told}"
        screen.print(said, markup=False, soft_wrap=True)


@app.command()
def quality(
    week: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="a day of the week; default: this one")
    ] = None,
) -> None:
    """What each sender's files, and what it sent otherwise, were like in a week, beside its own weeks before."""
    from consumers.feeds.book import Book
    from consumers.feeds.ledger import Ledger
    from consumers.feeds.quality import WEEKS_BEFORE, monday, sum_weeks, tell_week

    moment = (week or datetime.now(UTC)).replace(tzinfo=UTC)
    path = Folders(Settings().feeds_dir).work / "ledger.sqlite"
    since = moment - timedelta(weeks=WEEKS_BEFORE + 2)
    found = Book(Settings().kin_dir).read(since)
    if not path.exists() and not found:
        raise Broken(f"nothing has been taken: there is no {path}, and nothing came over HTTPS")
    if path.exists():
        with closing(Ledger(path)) as ledger:
            found |= sum_weeks(ledger.finished(since))
    for (sender, feed), weeks in sorted(found.items()):
        screen.print(f"\n{sender}", style="bold", markup=False)
        _print(tell_week(feed, monday(moment), weeks), screen)


def _load() -> tuple[Settings, list[Sender]]:
    settings = Settings()
    found = load_senders(settings)
    if not found:
        raise Broken("LINNET_FEEDS_FILE is not set: it names the file that says who may send what")
    return settings, found


@app.command()
def mappings(name: Annotated[str | None, typer.Argument(help="show this one")] = None) -> None:
    """The mappings that Linnet comes with; one of them, as a file to begin from."""
    known = {path.stem: path for path in sorted(SHIPPED.glob("*.yaml"))}
    if name is None:
        for stem, path in known.items():
            screen.print(
                f"{stem:<22} {path.read_text(encoding='utf-8').splitlines()[0].lstrip('# ')}",
                markup=False,
                soft_wrap=True,
            )
    elif name in known:
        typer.echo(known[name].read_text(encoding="utf-8"), nl=False)
    else:
        raise typer.BadParameter(f"there is no mapping {name}; there are {', '.join(known)}")


def _show_what_it_reads(text: str, sample: Path) -> None:
    try:
        mapping = parse_mapping(text, "the proposal")
    except Invalid as fault:
        aside.print("\nBefore it can be tried:", style="bold")
        aside.print(fault.reason, markup=False, soft_wrap=True)
        return
    aside.print("\nOn the sample:", style="bold")
    trial = try_file(mapping, sample, _areas(None), datetime.now(UTC), None)
    _tell(trial, aside)
    _print(show_events(trial), aside)


def _tell(trial: Trial, console: Console) -> None:
    _print(tell_trial(trial), console)


def _print(lines: Iterator[str], console: Console) -> None:
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)


def _areas(wanted: list[str] | None) -> tuple[str, ...]:
    return tuple(wanted or Settings().partnership.areas)[: None if wanted else 1]


def _check_event(event: str | None, agency: Agency) -> None:
    if event is not None and (event not in EVENTS or agency_of(event) is not agency):
        known = ", ".join(name for name in EVENTS if agency_of(name) is agency)
        raise Invalid("event", f"{event} is no event of {agency}; there are {known}")
