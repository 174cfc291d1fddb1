"""Kafka Streams: the windows and counts alone, by exact keys, as the ceiling of what a JVM shop would build."""
