"""The reference page, whole: what there is to set, send, read and watch."""

from infra.reference import tables
from infra.reference.tables import ROOT, write_table

PAGE = ROOT / "docs" / "reference.md"

_HEAD = """# Reference

Written from the code by `python -m infra.reference`; a test fails when it is out of date. Start with the
[README](../README.md)."""

_SETTINGS = """Environment variables, read once at the start of a process. `linnet up` and `linnet demo` hand theirs to
the processes they start. Secrets are better in files: where `CREDENTIALS_DIRECTORY` names a directory, as systemd's
`LoadCredential=` does, a file in it that is named as a variable, in small letters, says the same."""

_COMMANDS = "`linnet --help` and `linnet <command> --help` say more."

_TOPICS = """Made by `linnet topics create`, compared by `linnet topics check` and at each start of a process. All are
kept by time (`cleanup.policy=delete`), but for two of which the last of each key is kept (`compact`)."""

_TYPES = """Each is a CloudEvents 1.0 envelope in structured JSON. The links lead to the JSON Schemas that senders may
build on; they change only in ways that readers of events already sent can bear. All of it, topics and indicators
included, is also an [AsyncAPI 3.0 document](asyncapi.json), written by `python -m infra.asyncapi`."""

_INDICATORS = """What is told of a person, an address or a household, by the API and on the pages. A window of `n` days
at `t` is `(t - n days, t]`; where it is `as-asked`, an alert rule says how many days, and 365 are taken where it does
not. For a rule `t` is the latest tick, and what happened after it counts as well."""

_KEYS = """Every key begins with its area as hash tag, as in `{northmoor}:position`. Kinds that are knowledge make
up the whole of `linnet digest`; the others say how far the log was read and what is on its way out. Words and
identifiers in key names are digests under `LINNET_INDEX_KEY`, and what sealed kinds hold is encrypted under
`LINNET_STATE_KEYS` ([why, and what is not](../infra/decisions/0048-what-redis-holds-of-people-is-sealed.md))."""

_METRICS = """The API serves its own at `/metrics`; each process serves its own on `LINNET_METRICS_PORT`, on
loopback, when that is set. Labels are closed lists."""

_REFUSALS = """Why a message went to `dead-letters`: `linnet dead-letters list` shows the code, the field and the whole
reason. A code that is not here is a type of pydantic's own."""

_EXITS = "Of the processes started by `linnet run`. `linnet up` starts again whatever ends, but for the last."


def write_page() -> str:
    sections = (
        ("Settings", _SETTINGS, ("variable", "default", "limits", "meaning"), tables.list_settings()),
        ("Commands", _COMMANDS, ("command", "takes", "does"), tables.list_commands()),
        ("Topics", _TOPICS, ("topic", "holds", "key", "partitions", "kept", "settings"), tables.list_topics()),
        ("Event types", _TYPES, ("type", "on"), tables.list_types()),
        (
            "Indicators",
            _INDICATORS,
            ("indicator", "unit", "window", "counts", "in rules", "meaning", "source"),
            tables.list_indicators(),
        ),
        ("Refusal codes", _REFUSALS, ("code", "meaning"), tables.list_refusal_codes()),
        ("Redis keys", _KEYS, ("kind", "type", "knowledge", "sealed", "holds"), tables.list_keys()),
        ("Metrics", _METRICS, ("metric", "type", "labels", "measures"), tables.list_metrics()),
        ("Exit codes", _EXITS, ("code", "means"), tables.list_exits()),
    )
    written = (f"## {title}\n\n{words}\n\n{write_table(head, rows)}" for title, words, head, rows in sections)
    return "\n\n".join((_HEAD, *written)) + "\n"
