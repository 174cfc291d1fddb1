from aiokafka.partitioner import murmur2


def partition_of(area: str, partitions: int) -> int:
    """Where Java, aiokafka and our publisher all put this key.

    >>> partition_of("northmoor", 6), partition_of("eastvale", 6)
    (4, 2)
    """
    return int((murmur2(area.encode()) & 0x7FFFFFFF) % partitions)
