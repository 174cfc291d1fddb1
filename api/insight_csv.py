"""Figures of an area as a table that a spreadsheet opens."""

import csv
from collections.abc import Iterator
from io import StringIO

from api.answers.insight import InsightAnswer, RangeTold

FEW = "fewer than 5"
_HEAD = ("figure", "of", "part", "value")
Row = tuple[str, str, str, str]


def write_csv(answer: InsightAnswer) -> str:
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow(_HEAD)
    rows.writerow(("Counted", "", "", answer.as_at.isoformat()))
    for one in answer.ranges:
        rows.writerows(_list_range(one, answer.high_from))
    of = f"the last {answer.alerts.days} days"
    rows.writerow(("Alerts raised", of, "", _say(answer.alerts.raised)))
    rows.writerows(("Alerts by what became of them", of, one.label, _say(one.alerts)) for one in answer.alerts.states)
    for rule in answer.alerts.rules:
        title = _defuse(rule.title)
        rows.writerow(("Alerts raised, by rule", of, title, _say(rule.raised)))
        rows.writerow(("Alerts acted on, by rule", of, title, _say(rule.acted_on)))
        rows.writerow(("Alerts dismissed, by rule", of, title, _say(rule.dismissed)))
    return written.getvalue()


def _list_range(one: RangeTold, high: int) -> Iterator[Row]:
    yield "Children with a case", one.label, "", _say(one.children)
    yield "Children with a case", one.label, "with a police contact of their own", _say(one.matched)
    yield "Children with a case", one.label, "of the others, with one at their address", _say(one.at_home)
    yield "Children's addresses", one.label, "", _say(one.homes)
    yield "Police contacts at children's addresses", one.label, "", _say(one.incidents)
    for band in one.bands:
        yield "Children's addresses by police contacts", one.label, band.label, _say(band.addresses)
    yield f"Addresses with {high} contacts or more", one.label, "", _say(one.high)
    yield f"Addresses with {high} contacts or more", one.label, "children's", _say(one.high_with_children)
    for looked in one.searches:
        yield "Searches and openings, by purpose", one.label, _defuse(looked.label), _say(looked.looks)
    yield "Calls to other agencies, had each been one to all", one.label, "", _say(one.calls_saved)


def _say(count: int | None) -> str:
    return FEW if count is None else str(count)


def _defuse(words: str) -> str:
    """A spreadsheet takes some beginnings for a formula.

    >>> _defuse("=1+1"), _defuse("Many contacts")
    ("'=1+1", 'Many contacts')
    """
    return f"'{words}" if words[:1] in ("=", "+", "-", "@") else words
