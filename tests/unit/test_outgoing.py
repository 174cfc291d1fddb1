import pytest

from scoring.alerts.notices import AlertNews
from scoring.linkage.records import EntityId
from scoring.linkage.settling import LinkNews
from scoring.outgoing import LogPoint, write_news
from scoring.state.documents import Alert, Because
from scoring.state.keys import Subject
from streams.codec import ALERT, LINK, decode, encode
from streams.contract import EventKey

POINT = LogPoint("northmoor", 4, 17, 1_767_323_045_678)


def test_news_is_what_its_contract_says() -> None:
    """A link revision written by hand reads back by the contract, whole, under an id that follows from the log."""
    news = LinkNews(Subject.PERSON, {"a": ["a"], "b": ["b"]}, {"a": ["a", "b"]})
    topic, raw = write_news(POINT, 2, news)
    event = decode(LINK, raw)
    assert topic == "links"
    assert (event.id, event.area, event.data.log_offset) == ("northmoor-4-1767323045678-17-2", "northmoor", 17)
    assert (event.data.kind, event.data.before, event.data.after) == ("person", news.before, news.after)
    assert decode(LINK, encode(event)) == event


@pytest.mark.parametrize(("receivers", "teams"), [(("hub",), ()), (("hub", "worker"), ("Team A",))])
def test_an_alert_is_what_its_contract_says(receivers: tuple[str, ...], teams: tuple[str, ...]) -> None:
    """A notice reads back by the contract; teams are named where the rule is for a worker, and only there."""
    because = Because("3 contacts in the last 28 days", "contacts", 3.0, ("police",), (EventKey("E" * 16),))
    alert = Alert(
        id="A" * 16,
        rule="often",
        version="one",
        subject="household",
        severity="red",
        receivers=receivers,
        title="Often",
        advice="Ring the contact",
        quiet=0.0,
        state="raised",
        opened=1_767_323_045.0,
        since=1_767_323_045.0,
        respond_by=None,
        teams=("Team A",),
        because=(because,),
    )
    topic, raw = write_news(POINT, 1, AlertNews(EntityId("B" * 16), alert))
    event = decode(ALERT, raw)
    assert topic == "alerts"
    assert (event.data.change, event.data.teams, event.data.because[0].words) == ("raised", teams, because.words)
    assert decode(ALERT, encode(event)) == event
