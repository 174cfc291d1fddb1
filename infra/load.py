"""Feed files onto the agencies' topics, in the order the agencies sent them."""

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from infra.partnership.feeds import read_feeds
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings

_CHUNK = 2000


def load_feeds(
    settings: Settings, directory: Path, begin: Callable[[int], None], move: Callable[[int, int], None]
) -> int:
    total = sum(sum(1 for _ in path.open("rb")) for path in directory.glob("feeds/*/*.jsonl"))
    begin(total)
    messages = (Outgoing(agency, area.encode(), raw) for agency, area, raw in read_feeds(directory))
    return _send(Publisher(settings), messages, total, move)


def _send(publisher: Publisher, messages: Iterable[Outgoing], total: int, move: Callable[[int, int], None]) -> int:
    sent, left = 0, iter(messages)
    while chunk := list(islice(left, _CHUNK)):
        publisher.publish_blocking(chunk)
        sent += len(chunk)
        move(sent, total)
    return sent
