"""What operators learn of what was received: counts and codes, never anything that was sent."""

from collections import Counter

from consumers.feeds.senders import Sender
from consumers.receiving.items import Outcome, Receipt
from streams import metrics
from streams.logs import log


def note(receipt: Receipt, sender: Sender) -> None:
    for outcome in Outcome:
        if count := receipt.count(outcome):
            metrics.RECEIVED.labels(sender.name, sender.agency.value, outcome.value).inc(count)
    metrics.DROPPED.labels(sender.name, sender.agency.value).inc(sum(receipt.dropped.values()))
    codes = Counter(one.fault.code for one in receipt.told if one.fault is not None)
    for code, count in codes.items():
        metrics.REFUSED_AT_THE_DOOR.labels(sender.agency.value, code).inc(count)
    if codes:
        log.info(
            "refused some of what was received",
            sender=sender.name,
            agency=sender.agency.value,
            accepted=receipt.count(Outcome.ACCEPTED),
            refused=receipt.count(Outcome.REFUSED),
            code=codes.most_common(1)[0][0],
        )
