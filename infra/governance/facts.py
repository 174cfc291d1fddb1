"""What the papers say of the system, each from where the code declares it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from ruamel.yaml import YAML

from api.narrowing import NARROWED
from api.policy.grants import GRANTS, Grant
from consumers.feeds.fields import EVENTS
from infra.governance.hazards import HAZARDS
from infra.governance.leaving import FILES, list_receivers
from infra.governance.periods import gather_periods
from infra.governance.plain import tell_events, tell_fields, tell_roles
from infra.governance.scans import read_bandit, read_version
from infra.reference.tables import ROOT, Row, write_table
from infra.risk.card import write_card
from scoring.indicators.catalogue import INDICATORS
from scoring.indicators.categories import CATEGORIES
from scoring.risk.catalogue import COLUMNS
from scoring.risk.practice import PRACTICE
from scoring.risk.signals import URGENT_TEAMS
from scoring.state.keys import KINDS
from streams.codes.access import Action, Role
from streams.codes.agencies import Agency
from streams.codes.alerts import Dismissal
from streams.codes.audit import Mark
from streams.codes.glass import GlassReason
from streams.codes.lists import CodeList
from streams.codes.mental_health import TeamType
from streams.codes.person import Sensitivity
from streams.codes.rights import Right, RightsReason
from streams.contract import Contract
from streams.events.agency import agency_of
from streams.events.audit import Declared, Looker, LookNotice
from streams.events.parts import AddressAsWritten, ContactPerson, PersonAsKnown
from streams.events.statement import Statement
from streams.partnership import Partnership
from streams.settings import Settings

RULES = ROOT / "infra" / "alerting" / "rules.yaml"
_PARTS = (("person", PersonAsKnown), ("address", AddressAsWritten), ("whom to ring", ContactPerson))


def gather_facts(partnership: Partnership) -> dict[str, Any]:
    """By the names that the templates use. ``partnership``: who takes part, and what for."""
    return {
        "areas": write_table(("area", "source", "speaks for"), list_sources(partnership)),
        "version": read_version(),
        "purposes": write_table(
            ("purpose", "legal gateway, as the partnership file has it", "reference asked for", "across areas"),
            list_purposes(partnership),
        ),
        "gateways": "; ".join(one.gateway for one in partnership.purposes),
        "plain_purposes": write_table(
            ("for what", "by which law"), ((one.label, one.gateway) for one in partnership.purposes)
        ),
        "plain_fields": write_table(("about", "what"), tell_fields()),
        "plain_events": write_table(("who tells", "what"), tell_events()),
        "plain_roles": write_table(("who", "may"), tell_roles()),
        "fields": write_table(("of", "fields", "of these always there"), list_fields()),
        "events": write_table(("agency", "event", "kinds that it may have", "further fields"), list_events()),
        "months": partnership.retention.live_months,
        **gather_periods(),
        "keys": write_table(("kind", "holds"), [(kind.name, kind.holds) for kind in KINDS]),
        "roles": write_table(("role", "may do, in the audit's words", "bounded by"), list_roles()),
        "scorers": _name_roles(Action.OPEN_RISK, Action.LIST_CASELOAD),
        "answerers": _name_roles(Action.OPEN_HOLDINGS),
        "narrowed": " and ".join(f"*{role.label.lower()}*" for role in Role if role in NARROWED),
        "clinical": _enumerate_labels(one.label for one in CATEGORIES if one.agency == Agency.EHR.value),
        "indicators": write_table(
            ("indicator", "unit", "says"), [(f"`{one.name}`", one.unit, one.meaning) for one in INDICATORS]
        ),
        "columns": len([column for column in COLUMNS if column.weighed]),
        "no_caseload": _enumerate(team for team in TeamType if team in {*PRACTICE.crisis_teams, *URGENT_TEAMS}),
        "recipes": ", ".join(f"`{recipe.name}`" for recipe in PRACTICE.recipes),
        "card": "\n".join(write_card(PRACTICE, {})),
        "rules": write_table(("shipped rule", "of", "severity"), list_rules()),
        "restrictions": write_table(("code", "meaning"), [(f"`{one.value}`", one.label) for one in Sensitivity]),
        "glass": _enumerate(GlassReason),
        "marks": _enumerate(Mark),
        "dismissals": _enumerate(Dismissal),
        "rights": write_table(("right", "law"), [(one.label, one.gateway) for one in Right]),
        "reasons": _enumerate(RightsReason),
        "audit": _name_fields(LookNotice, Looker, Declared),
        "leaves": write_table(("process", "to whom"), list_receivers()),
        "files": write_table(("command", "what the file holds"), FILES),
        "hazards": HAZARDS,
        "bandit": read_bandit(),
        "settings": {name: field.default for name, field in Settings.model_fields.items()},
    }


def list_sources(partnership: Partnership) -> Iterator[Row]:
    for area in partnership.areas.values():
        for source, agency in area.sources.items():
            yield area.label, f"`{source}`", Agency(agency).label


def list_purposes(partnership: Partnership) -> Iterator[Row]:
    for one in partnership.purposes:
        yield one.label, one.gateway, "yes" if one.reference_required else "no", "yes" if one.traces else "no"


def list_fields() -> Iterator[Row]:
    for name, part in _PARTS:
        yield name, _name_fields(part), _name_fields(part, required=True)
    own = [name for name in Statement.model_fields if name not in ("person", "address", "contact")]
    always = [name for name in own if Statement.model_fields[name].is_required()]
    yield "the contact with the agency", _quote([*own, "category"]), _quote([*always, "category"])


def list_events() -> Iterator[Row]:
    """One for all events of an agency that have the same kinds and fields."""
    found: dict[Row, list[str]] = {}
    for name, event in EVENTS.items():
        held: Any = event.model_fields["data"].annotation
        others = [field for field in held.model_fields if field not in {*Statement.model_fields, "category"}]
        row = (agency_of(name).label, "; ".join(_list_labels(held)), _quote(others))
        found.setdefault(row, []).append(name)
    for (agency, kinds, further), names in found.items():
        yield agency, _quote(names), kinds, further


def _list_labels(held: Any) -> Iterator[str]:
    category = held.model_fields["category"].annotation
    for code in (category, *get_args(category)):
        if isinstance(code, type) and issubclass(code, CodeList):
            yield from (one.label for one in code)


def list_roles() -> Iterator[Row]:
    for role in Role:
        may = "; ".join(Action(action).label for action in GRANTS[role])
        yield role.label, may, "; ".join(sorted({bound for grant in GRANTS[role].values() for bound in _bound(grant)}))


def _bound(grant: Grant) -> Iterator[str]:
    if grant.purpose:
        yield "a declared purpose that holds"
    if grant.teams:
        yield "own teams, where it says anything of a caseload or of a team's alerts"
    if grant.subject:
        yield f"alerts about an {grant.subject.value} only"


def _name_roles(*actions: Action) -> str:
    """All that may do one of these."""
    return " and ".join(f"*{role.label.lower()}*" for role in Role if GRANTS[role].keys() & set(actions))


def list_rules(path: Path = RULES) -> Iterator[Row]:
    for rule in YAML(typ="safe").load(path)["rules"]:
        yield rule["title"], rule["subject"], rule["severity"]


def _name_fields(*contracts: type[Contract], required: bool = False) -> str:
    return _quote(
        name
        for contract in contracts
        for name, field in contract.model_fields.items()
        if field.is_required() or not required
    )


def _quote(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _enumerate(codes: Iterable[CodeList]) -> str:
    return _enumerate_labels(code.label for code in codes)


def _enumerate_labels(labels: Iterable[str]) -> str:
    return "; ".join(labels)
