"""Which ticks are time: those that Kafka's own clock does not contradict.

The clock's machine may be wrong by a year for a minute. A tick of it would stay in the log for ever, and each replay
would believe it: windows empty, alerts clear, labels of the 28-day risk mature, and what is kept until a day is over.
Kafka stamps each message by its brokers' clocks, which are others, so the log itself says which ticks are ahead.
"""

# Clocks that are looked after are within a fraction of a second of each other. Nothing that is counted is counted in
# minutes, so time that is wrong by less does no harm.
AHEAD_SECONDS = 60.0


def is_ahead(at: float, stamp: int) -> bool:
    """Whether a tick of ``at`` (Unix seconds) cannot be: Kafka's ``stamp`` on it (Unix milliseconds) is more than a
    minute before it. Late ticks are none the worse: they waited, or the log was copied. ``stamp`` 0: of no broker.

    >>> is_ahead(1_000.0, 940_000), is_ahead(1_000.0, 939_999), is_ahead(1_000.0, 9_000_000), is_ahead(1_000.0, 0)
    (False, True, False, False)
    """
    return stamp > 0 and at > stamp / 1000 + AHEAD_SECONDS
