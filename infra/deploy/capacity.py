"""What a partnership of a size needs, worked out from what was measured and from what is assumed."""

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import fill

from infra.deploy.measured import BY_EVENTS, Costs, Hour, Play, Rules, Weight, read_costs
from infra.deploy.workloads import WORKLOADS
from infra.reference.tables import Row, write_table

# Assumed, for nobody has measured a real partnership. The simulated one has 3.3 for each of its people.
EVENTS_A_YEAR = 4
PEAK = 10
_YEAR_SECONDS = 365 * 86_400
_GIB = 1 << 30
_WIDTH = 120
_NONE = "not measured"


@dataclass(frozen=True, slots=True)
class Size:
    name: str
    residents: int


SIZES = (Size("a council", 300_000), Size("an integrated care system", 1_700_000), Size("a nation", 57_000_000))


def write_capacity() -> str:
    costs = read_costs()
    parts = (
        write_table(("", *(size.name for size in SIZES)), list_sizes(costs)),
        _tell_weight(costs.weight),
        _tell_pace(costs.play),
        f"In that hour, at {costs.hour.rate} events a second, memory in its last minutes:",
        write_table(("process", "of a core", "memory, MiB"), list_processes(costs.hour)),
        _tell_rules(costs.rules),
    )
    return "\n\n".join(parts)


def list_sizes(costs: Costs) -> Iterable[Row]:
    mean = [size.residents * EVENTS_A_YEAR / _YEAR_SECONDS for size in SIZES]
    peak = [PEAK * rate for rate in mean]
    yearly = [size.residents * EVENTS_A_YEAR for size in SIZES]
    yield "residents (assumed)", *(f"{size.residents:,}" for size in SIZES)
    yield f"events a year ({EVENTS_A_YEAR} a resident, assumed)", *(f"{count:,}" for count in yearly)
    yield "events a second, in the mean", *(f"{rate:.2f}" for rate in mean)
    yield f"at the busiest ({PEAK} times the mean, assumed)", *(f"{rate:.1f}" for rate in peak)
    for name in BY_EVENTS:
        each = costs.hour.cores[name] / costs.hour.rate
        yield f"of a core for {name}, at the busiest", *(f"{rate * each:.1%}" for rate in peak)
    yield "Redis, for each year of events", *(f"{count * costs.weight.whole / _GIB:.1f} GiB" for count in yearly)
    yield "rebuild on one core, of each year of events", *(_hours(count / costs.play.rebuild) for count in yearly)


def list_processes(hour: Hour) -> Iterable[Row]:
    for name in (*WORKLOADS, "Kafka", "Valkey"):
        told = name in hour.cores
        yield (
            f"`{name}`" if name in WORKLOADS else name,
            *((f"{hour.cores[name]:.1%}", f"{hour.memory[name]:.0f}") if told else (_NONE, _NONE)),
        )


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds >= 3600 else f"{seconds / 60:.0f} min"


def _tell_weight(weight: Weight) -> str:
    return _wrap(
        f"Of Redis an event takes {weight.whole:,.0f} bytes in all, with {weight.events:.1f} to each person who is "
        f"known: {weight.event:,.0f} are the event's own, a person has {weight.person:,.0f} and an address "
        f"{weight.address:,.0f}. Where as many events are about more people, it is more."
    )


def _tell_pace(play: Play) -> str:
    how = "worked out of the processor time of" if play.beside else "measured over"
    return _wrap(
        f"A projector that is behind works off {play.live:,.0f} events a second, and one core of a rebuild "
        f"{play.rebuild:,.0f}, {how} {play.events:,} events under the rules that ship. Beside the rebuild "
        f"Valkey took {play.valkey:.0%} of the one core that it works on, so {int(1 / play.valkey)} cores of a rebuild "
        "are as many as it keeps up with; that is worked out, and was not tried."
    )


def _tell_rules(rules: Rules) -> str:
    return _wrap(
        f"Under the rules that ship an event costs the projector {rules.projector:,.0f} µs of processor time more than "
        f"under none, and Valkey {rules.valkey:,.0f} ([at full speed](alerting-figures.md)). That is not in the tables."
    )


def _wrap(text: str) -> str:
    return fill(text, _WIDTH, break_on_hyphens=False)
