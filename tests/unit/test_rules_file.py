"""A rules file is told every mistake in it at once, each with its line and what to do, and none is let in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from infra.alerting.mistakes import WrongRules
from infra.alerting.rules_file import SHIPPED, parse_rules, read_rules
from infra.alerting.text import MAX_FILE_BYTES
from streams.codes.alerts import AlertSubject, Receiver
from streams.codes.indicators import RuleIndicator
from streams.errors import Invalid

AREAS = {"northmoor": "Northmoor", "eastvale": "Eastvale"}
RIGHT = """\
version: 2026-11
rules:
  - id: small-fires
    title: Small fires
    subject: household
    severity: red
    receivers: [hub, children]
    when:
      - indicator: contacts
        categories: [fire/secondary-fire]
        within: 28 days
        at_least: 3
      - indicator: children-known
        at_least: 1
    until:
      - indicator: contacts
        categories: [fire/secondary-fire]
        within: 28 days
        at_least: 1
    respond_within: {default: 4 h, northmoor: 2 h}
    quiet: 14 days
    advice: Ring the worker.
    source: Ours.
"""


def find(text: str | bytes, path: Path) -> list[str]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(WrongRules) as wrong:
        read_rules(path, AREAS)
    return wrong.value.reason.splitlines()


def swap(old: str, new: str) -> str:
    assert RIGHT.count(old) >= 1, old
    return RIGHT.replace(old, new, 1)


def test_a_right_file_is_read_as_written() -> None:
    """Days, hours and numbers written as people write them are those of the event."""
    found = parse_rules(RIGHT, "rules.yaml", AREAS)
    rule = found.rules[0]
    assert found.version == "2026-11"
    assert (rule.when[0].days, rule.when[0].at_least, rule.until[0].at_least) == (28, 3, 1)
    assert rule.respond_hours == {"default": 4, "northmoor": 2}
    assert rule.quiet_days == 14


FIRST = """\
      - indicator: contacts
        categories: [fire/secondary-fire]
        within: 28 days
        at_least: 3
"""
CHILDREN = "      - indicator: children-known\n        at_least: 1\n"
WHEN = FIRST + CHILDREN
UNTIL = FIRST.replace("at_least: 3", "at_least: 1")
NAMED = "    title: Small fires\n"


def only(condition: str, subject: str = "household") -> str:
    """The right file with one condition, indented by eight after its dash, and without an end of its own."""
    text = RIGHT.replace("    until:\n" + UNTIL, "").replace(WHEN, f"      - {condition}\n")
    return text.replace("subject: household", f"subject: {subject}")


MISTAKES: dict[str, tuple[str | bytes, str, str]] = {
    # What the text is
    "empty": ("", "1:1", "the file is empty"),
    "only a comment": ("# nothing yet\n", "1:1", "the file is empty"),
    "Windows-1252": (
        RIGHT.replace("Ours.", "Ours \u2019.").encode("cp1252"),
        "23:18",
        "byte 0x92 is not UTF-8",
    ),
    "UTF-16": (RIGHT.encode("utf-16"), "1:1", "begins like UTF-16; save it as plain text in UTF-8"),
    "a spreadsheet": (b"PK\x03\x04" + b"\0" * 99, "1:1", "ZIP or an Office document"),
    "ten megabytes": (RIGHT + "#" * 10_000_000, "1:1", f"larger than {MAX_FILE_BYTES:,} bytes"),
    "a control character": (swap("Ring", "Ri\x07ng"), "22:15", "a control character; delete it"),
    # What YAML makes of it
    "a tab": (swap("    title:", "\ttitle:"), "4:1", "a tab; indent with spaces"),
    "a colon in text": (swap("Ring the", "Ring: the"), "22:17", "put text with a colon in quotation marks"),
    "a quotation mark left open": (
        swap("Small fires", '"Small fires'),
        "4:12",
        "a quotation mark without its pair",
    ),
    "a bracket left open": (swap("children]", "children"), "8:9", "a bracket is not closed"),
    "a line out of line": (
        swap("    severity", "   severity"),
        "6:4",
        "indented otherwise than its like; line it up",
    ),
    "a line without a colon": (swap("title: ", "title "), "4:5", "a line without a colon"),
    "text that begins with a sign": (swap("Ours.", "@ours"), "23:13", "put the text in quotation marks"),
    "a backslash": (swap("Ours.", '"C:\\data"'), "23:17", "a backslash in double quotation marks"),
    "a dash after a colon": (swap("[hub, children]", "- hub"), "7:16", "a dash where no list can be"),
    "two documents": (RIGHT + "---\nversion: 2\n", "24:1", "a file holds one set of rules"),
    "an anchor": (swap("Ring the worker.", "&text Ring"), "22:13", "'&text' refers to another place"),
    "an alias": (swap("Ring the worker.", "*text"), "22:13", "'*text' refers to another place"),
    "a merge key": (
        swap("    quiet", "    <<: {severity: red}\n    quiet"),
        "21:5",
        "a merge key; write the fields out",
    ),
    "a tag": (swap("Ours.", "!!python/name:os.system"), "23:13", "the tag"),
    "depth": (swap("[hub, children]", "[" * 40 + "]" * 40), "7:24", "brackets or indents too deep"),
    "a field twice": (
        swap("    quiet", "    title: Fires\n    quiet"),
        "21:5",
        "stands in line 4 already: keep one of the",
    ),
    "a list for a file": ("- version: 1\n", "1:1", "the file has no fields; expected version: and rules:"),
    # What the form is
    "a field misspelt": (
        swap("severity:", "severty:"),
        "6:5",
        "no field 'severty' here; did you mean severity?",
    ),
    "a field of the event": (swap("within: 28", "days: 28"), "11:9", "no field 'days' here"),
    "a field missing": (
        swap("    severity: red\n", ""),
        "3:5",
        "severity: is missing; expected one of: red, amber, notice",
    ),
    "a field without a value": (
        swap("title: Small fires", "title:"),
        "4:5",
        "title: nothing stands here; write a value",
    ),
    "a field that is null": (swap("quiet: 14 days", "quiet: null"), "21:5", "quiet: nothing stands here"),
    "version of signs": (
        swap("2026-11", "v 2!"),
        "1:10",
        "version: 'v 2!' is not what belongs here; expected a name",
    ),
    "no rules": ("version: 1\n", "1:1", "rules: is missing; expected a list of rules"),
    "rules that are no list": ("version: 1\nrules: none\n", "2:8", "rules: 'none' is not what belongs here"),
    "a rule that is text": (RIGHT + "  - hello\n", "24:5", "rules: 'hello' is not what belongs here"),
    "an id with capitals": (
        swap("small-fires", "Small fires"),
        "3:9",
        "expected lower-case words with hyphens",
    ),
    "a long title": (
        swap("Small fires", "Small fires " * 9),
        "4:12",
        "expected one line of at most 70 characters",
    ),
    "a title of two lines": (
        swap("Small fires", "[Small, fires]"),
        "4:12",
        "expected one line of at most 70",
    ),
    "a long advice": (swap("Ring", "Ring " * 99), "22:13", "advice: 'Ring Ring"),
    "a subject there is not": (
        swap("household", "house"),
        "5:14",
        "there is no 'house'; did you mean household?",
    ),
    "a severity there is not": (
        swap("severity: red", "severity: high"),
        "6:15",
        "expected one of: red, amber, notice",
    ),
    "yes for a code": (swap("severity: red", "severity: yes"), "6:15", "severity: there is no 'yes'"),
    "a receiver there is not": (swap("[hub,", "[huub,"), "7:17", "there is no 'huub'; did you mean hub?"),
    "no receivers": (
        swap("[hub, children]", "[]"),
        "7:16",
        "receivers: this is not what belongs here; expected a list",
    ),
    "a list without brackets": (swap("[hub, children]", "hub, children"), "7:16", "such as [hub, children]"),
    "no conditions": (
        swap(WHEN, "").replace("    when:\n", "    when: []\n"),
        "8:11",
        "when: this is not what belongs",
    ),
    "nine conditions": (swap(WHEN, FIRST * 9), "9:7", "expected 1 to 8 conditions"),
    "an indicator there is not": (
        swap("indicator: contacts", "indicator: contact"),
        "9:20",
        "did you mean contacts?",
    ),
    "a category in words": (
        swap("[fire/secondary-fire]", "[small fires]"),
        "10:22",
        "there is no 'small fires'",
    ),
    "a category misspelt": (
        swap("fire/secondary", "fire/secondry"),
        "10:22",
        "did you mean fire/secondary-fire?",
    ),
    "a category of another agency": (
        swap("fire/sec", "police/sec"),
        "10:22",
        "did you mean fire/secondary-fire?",
    ),
    "a category without its agency": (swap("fire/sec", "sec"), "10:22", "did you mean fire/secondary-fire?"),
    "an agency misspelt": (
        swap("categories: [fire/secondary-fire]", "agencies: [polise]"),
        "10:20",
        "did you mean police?",
    ),
    "a number in words": (
        swap("at_least: 3", "at_least: three"),
        "12:19",
        "expected a number in digits, such as 3",
    ),
    "a number with a nought": (
        swap("at_least: 3", "at_least: 010"),
        "12:19",
        "write it without the nought before it",
    ),
    "a number below nought": (swap("at_least: 3", "at_least: -3"), "12:19", "expected a number in digits"),
    "no number": (swap("at_least: 3", "at_least: .nan"), "12:19", "expected a number in digits"),
    "a window without a unit": (
        swap("within: 28 days", "within: 28"),
        "11:17",
        "such as 28 days, 4 weeks or 12 months",
    ),
    "a window in months": (swap("within: 28 days", "within: 3 months"), "11:17", "expected a time in days"),
    "a window too long": (swap("within: 28 days", "within: 400 days"), "11:17", "expected 1 to 365 days"),
    "a condition without a bound": (
        swap("        at_least: 3\n", ""),
        "9:9",
        "expected at_least: or at_most: or both",
    ),
    "a time of day": (swap("default: 4 h", "default: 04:00"), "20:31", "that is a time of day"),
    "hours without a unit": (swap("default: 4 h", "default: 4"), "20:31", "such as 4 h or 2 days"),
    "no time at all": (
        swap("default: 4 h", "default: 0 h"),
        "20:31",
        "respond_within: '0 h' is not what belongs here",
    ),
    "one clock for all": (
        swap("{default: 4 h, northmoor: 2 h}", "4 h"),
        "20:21",
        "such as {default: 4 h, northmoor: 2 h}",
    ),
    "no for none": (
        swap("quiet: 14 days", "quiet: no"),
        "21:12",
        "quiet: 'no' cannot be read; expected a time in days",
    ),
    # What it means
    "an area there is not": (
        swap("northmoor: 2", "northmor: 2"),
        "20:46",
        "no area 'northmor'; did you mean northmoor?",
    ),
    "two rules of one id": (
        RIGHT + RIGHT[RIGHT.index("  - id") :],
        "24:9",
        "the rule in line 3 has this id already",
    ),
    "a receiver twice": (swap("[hub, children]", "[hub, hub]"), "7:22", "hub is there twice"),
    "a category twice": (
        swap("[fire/secondary-fire]", "[fire/secondary-fire, fire/secondary-fire]"),
        "10:43",
        "fire/secondary-fire is there twice",
    ),
    "a category its agency covers": (
        swap("        within", "        agencies: [fire]\n        within"),
        "10:22",
        "fire/secondary-fire adds nothing; agencies: has fire",
    ),
    "a subject the indicator has not": (
        only("{indicator: addresses-seen, within: 28 days, at_least: 3}"),
        "9:21",
        "it is for: person",
    ),
    "a window missing": (
        swap("        within: 28 days\n", ""),
        "9:9",
        "within: is missing, and contacts needs it",
    ),
    "a window too much": (
        swap(CHILDREN, CHILDREN + "        within: 28 days\n"),
        "15:17",
        "takes no time of yours",
    ),
    "narrowed where it cannot be": (
        swap(CHILDREN, CHILDREN + "        agencies: [fire]\n"),
        "15:19",
        "cannot be narrowed so",
    ),
    "half a contact": (swap("at_least: 3", "at_least: 2.5"), "12:19", "in whole numbers; expected 2 or 3"),
    "more than there can be": (only("{indicator: watched, at_least: 2}"), "9:40", "never more than 1 here"),
    "more agencies than named": (
        only("{indicator: agencies-active, agencies: [fire, police], within: 9 days, at_least: 3}"),
        "9:90",
        "never more than 2 here",
    ),
    "bounds that exclude each other": (
        swap("at_least: 3", "at_least: 3\n        at_most: 2"),
        "12:19",
        "3 is above at_most: 2",
    ),
    "always true": (swap("at_least: 3", "at_least: 0"), "12:19", "is true of everybody"),
    "true of the silent": (
        only("{indicator: days-since-contact, at_least: 28}"),
        "9:7",
        "everybody of whom nothing is heard",
    ),
    "true of everybody else": (
        swap("        at_least: 3", "        at_most: 3").replace(CHILDREN, ""),
        "9:7",
        "everybody of whom",
    ),
    "never true": (
        swap(CHILDREN, FIRST.replace("28 days", "91 days").replace("at_least: 3", "at_most: 2")),
        "13:9",
        "the rule can never hold",
    ),
    "asked twice": (
        swap(CHILDREN, FIRST.replace("at_least: 3", "at_most: 9")),
        "13:9",
        "put both bounds in one condition",
    ),
    "an end stricter than its beginning": (
        swap(UNTIL, FIRST.replace("3", "5")),
        "16:9",
        "cleared as soon as it is raised",
    ),
    "an end like its beginning": (swap(UNTIL, WHEN), "16:7", "until: says the same as when"),
    "nobody to tell": (swap("[hub, children]", "[worker]"), "7:16", "there is no worker to tell"),
    "blame": (swap("Small fires", "Frequent flyer"), "4:12", "'Frequent flyer' blames the person"),
    "too many rules": (
        RIGHT + "".join(RIGHT[RIGHT.index("  - id") :].replace("small-", f"s{n}-") for n in range(100)),
        "3:3",
        "rules: ",
    ),
    "too much text": (
        RIGHT[: RIGHT.index("  - id")]
        + "".join(
            RIGHT[RIGHT.index("  - id") :].replace("small-", f"s{n}-").replace("Ours.", "o" * 299) for n in range(90)
        ),
        "1:1",
        "bytes, and one event holds 63,488",
    ),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_is_told_with_its_line_and_what_to_do(kind: str, tmp_path: Path) -> None:
    """Each kind of mistake is told with file, line, column, what is wrong and what is expected."""
    text, place, told = MISTAKES[kind]
    lines = find(text, tmp_path / "rules.yaml")
    assert any(line.startswith(f"rules.yaml:{place}: ") and told in line and "; " in line for line in lines), lines
    assert len(lines) <= 3, lines


def test_there_are_forty_kinds_and_more() -> None:
    """At least forty kinds of mistake are shown to be told."""
    assert len(MISTAKES) >= 40


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    """A file with several mistakes is told of each, from the top to the bottom, in one go."""
    wrong = swap("severity: red", "severity: rde")
    wrong = wrong.replace("at_least: 3", "at_least: 2.5").replace("northmoor: 2 h", "westmoor: 2 h")
    wrong = wrong.replace(
        "fire/secondary-fire]\n        within: 28 days\n        at_least: 1", "fire/x]\n        at_least: 1"
    )
    wrong = wrong.replace("    quiet: 14 days\n", "    quite: 14 days\n")
    told = [line.split(": ")[0] for line in find(wrong, tmp_path / "rules.yaml")]
    assert told == [
        "rules.yaml:6:15",
        "rules.yaml:12:19",
        "rules.yaml:16:9",
        "rules.yaml:17:22",
        "rules.yaml:20:5",
    ]


def test_what_is_wrong_with_a_rule_does_not_hide_what_its_conditions_mean(tmp_path: Path) -> None:
    """Meaning is checked also where the form is wrong elsewhere in the rule."""
    told = find(
        swap("    severity: red\n", "").replace("within: 28 days\n        at_least: 3", "at_least: 3"),
        tmp_path / "r",
    )
    assert len(told) == 2


def test_a_hundred_mistakes_are_enough(tmp_path: Path) -> None:
    """A file that is wrong throughout is told of from its top, and how much more there is."""
    told = find(RIGHT + "".join(f"    x{n}: 1\n" for n in range(150)), tmp_path / "rules.yaml")
    assert (len(told), told[-1]) == (101, "rules.yaml: and 50 more")


def test_text_is_what_was_typed() -> None:
    """Words that YAML readers make something else of stay the words they are."""
    text = swap("title: Small fires", "title: no").replace("version: 2026-11", "version: 1.10")
    found = parse_rules(text.replace("Ours.", "2026-11-01"), "rules.yaml", AREAS)
    assert (found.version, found.rules[0].title, found.rules[0].source) == ("1.10", "no", "2026-11-01")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("28 days", "4 weeks"),
        lambda text: text.replace(
            "respond_within: {default: 4 h, northmoor: 2 h}",
            "respond_within:\n      default: 4 hours\n      northmoor: 120 minutes",
        ),
        lambda text: text + "\n# the end\n...\n",
    ],
    ids=["byte order mark", "ends of lines as on Windows", "weeks", "on lines of their own", "end mark"],
)
def test_what_editors_do_to_a_file_changes_nothing(change: Callable[[str], str], tmp_path: Path) -> None:
    """A byte order mark, other ends of lines and other ways of writing the same are read as the same."""
    file = tmp_path / "rules.yaml"
    file.write_bytes(change(RIGHT).encode())
    assert read_rules(file, AREAS) == parse_rules(RIGHT, "rules.yaml", AREAS)


def test_an_alias_bomb_is_refused_before_it_grows(tmp_path: Path) -> None:
    """Aliases of aliases, which would make gigabytes of a few lines, are refused at the first."""
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert find(bomb, tmp_path / "bomb.yaml")[0].startswith("bomb.yaml:1:4: '&a' refers to another place")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A wrong path is a mistake of whoever typed it, and says so."""
    with pytest.raises(Invalid) as wrong:
        read_rules(tmp_path / "none.yaml", AREAS)
    assert "cannot be read: No such file" in wrong.value.reason


def test_messages_repeat_nothing_a_terminal_would_obey(tmp_path: Path) -> None:
    """What is repeated from a file is short and printable."""
    (told,) = find(swap("severity: red", 'severity: "\\e[31m' + "x" * 500 + '"'), tmp_path / "rules.yaml")
    assert told.isprintable()
    assert len(told) < 200


def test_the_shipped_rules_are_right() -> None:
    """The rules that come with Linnet pass their own checks in any partnership, and say where each is from."""
    found = read_rules(SHIPPED, {})
    assert 12 <= len(found.rules) <= 20
    assert all(len(rule.source) > 30 and len(rule.advice) > 60 for rule in found.rules)


def test_the_shipped_rules_reach_everybody_and_ask_of_everything() -> None:
    """Each subject, and each receiver, is met by some shipped rule; those for later use alone are left out."""
    rules = read_rules(SHIPPED, {}).rules
    assert {rule.subject for rule in rules} == set(AlertSubject)
    assert {receiver for rule in rules for receiver in rule.receivers} == set(Receiver)
    asked = {condition.indicator for rule in rules for condition in rule.when}
    assert set(RuleIndicator) - asked == {RuleIndicator.DAYS_SINCE_CONTACT, RuleIndicator.PEOPLE_NEW}
