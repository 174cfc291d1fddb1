"""The papers a partnership signs before it may switch Linnet on, for each nation."""

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from infra.governance.facts import gather_facts
from infra.governance.nations import NATIONS, Nation
from infra.governance.wrapping import wrap
from infra.partnership.plan import PARTNERSHIP_FILE
from infra.reference.tables import ROOT, write_table
from streams.partnership import read_partnership

FOLDER = ROOT / "docs" / "governance"
TITLES = {
    "dpia": "Data protection impact assessment",
    "memorandum-of-understanding": "Memorandum of understanding",
    "information-sharing-protocol": "Information sharing protocol of joint controllers",
    "data-processing-agreement": "Data processing agreement",
    "data-sharing-agreement": "Data sharing agreement",
    "clinical-safety-case": "Clinical safety case, with hazard log",
    "intended-purpose": "Intended purpose",
    "algorithmic-transparency-record": "Algorithmic transparency record",
    "model-card": "Model card",
    "dtac": "Digital technology assessment criteria: answers",
    "accessibility-statement": "Accessibility statement",
    "privacy-notice": "Privacy notice",
}
# Whose it is to fill in what names nobody.
OWNERS = {
    "dpia": "the lead data protection officer",
    "memorandum-of-understanding": "the chair of the partnership's board",
    "information-sharing-protocol": "the lead data protection officer, with the Caldicott Guardians",
    "data-processing-agreement": "the controller that instructs the processor",
    "data-sharing-agreement": "the sender's data protection officer",
    "clinical-safety-case": "the clinical safety officer",
    "intended-purpose": "the manufacturer",
    "algorithmic-transparency-record": "the senior owner of the service",
    "model-card": "the clinical safety officer, with whoever reads the monthly reports",
    "dtac": "whoever runs the service",
    "accessibility-statement": "whoever runs the pages",
    "privacy-notice": "the lead data protection officer",
}
_TEMPLATES = Path(__file__).parent / "templates"
_INDEX = """\
# What a partnership signs

Drafts, written from the code by `python -m infra.governance`; `--partnership FILE --out FOLDER` writes them for your
own partnership file. Facts about the system follow from the code and cannot be edited here; what only a partnership
knows is marked in each, and whose it is to fill in; every reference to law is for counsel to check. None is signed, and
none is legal advice.
"""


def write_papers(partnership: Path = PARTNERSHIP_FILE) -> dict[str, str]:
    """By path below the folder. Raises :class:`Broken` for a partnership file that cannot be read."""
    facts = gather_facts(read_partnership(partnership))
    found = {f"{nation.folder}/{name}.md": text for nation in NATIONS for name, text in _write(nation, facts)}
    return found | {"README.md": f"{_INDEX}\n{_list_papers()}\n"}


def _write(nation: Nation, facts: dict[str, object]) -> Iterator[tuple[str, str]]:
    templates = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,  # nosec B701
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    templates.globals |= {"fill": _fill, "law": _mark}
    for name, title in TITLES.items():
        text = templates.get_template(f"{name}.md.j2").render(title=title, owner=OWNERS[name], nation=nation, **facts)
        yield name, wrap(text)


def _fill(what: str) -> str:
    return f"**[to be filled in: {what}]**"


def _mark(reference: str) -> str:
    """For counsel."""
    return f"{reference} ‡"


def _list_papers() -> str:
    rows = [
        (title, OWNERS[name], *(f"[{one.name}]({one.folder}/{name}.md)" for one in NATIONS))
        for name, title in TITLES.items()
    ]
    return write_table(("paper", "whose it is", *(one.name for one in NATIONS)), rows)


def find_stale() -> list[str]:
    wanted = {FOLDER / name: text for name, text in write_papers().items()}
    there = set(FOLDER.glob("**/*.md"))
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    return sorted(str(path.relative_to(ROOT)) for path in {*stale, *(there - set(wanted))})
