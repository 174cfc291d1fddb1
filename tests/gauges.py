"""What a metric of ours stands at."""

from prometheus_client import Counter, Gauge


def read(metric: Counter | Gauge) -> float:
    """Of one series: all labels are given."""
    (family,) = metric.collect()
    return float(family.samples[0].value)
