from scoring.linkage.links import LinkNews
from scoring.outgoing import LogPoint, write_news
from scoring.state.keys import Subject
from streams.codec import LINK, decode, encode


def test_news_is_what_its_contract_says() -> None:
    """A link revision written by hand reads back by the contract, whole, under an id that follows from the log."""
    news = LinkNews(Subject.PERSON, {"a": ["a"], "b": ["b"]}, {"a": ["a", "b"]})
    raw = write_news(LogPoint("northmoor", 4, 17, 1_767_323_045_678), 2, news)
    event = decode(LINK, raw)
    assert (event.id, event.area, event.data.log_offset) == ("northmoor-4-17-2", "northmoor", 17)
    assert (event.data.kind, event.data.before, event.data.after) == ("person", news.before, news.after)
    assert decode(LINK, encode(event)) == event
